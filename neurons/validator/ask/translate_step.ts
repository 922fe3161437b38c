import { abortReason, errorText, type Logger } from "../../../src/base/mod.ts";
import { LlmError, type Translator } from "../../../src/llm/mod.ts";
import { findTask, type TaskShare } from "../../../tasks/mod.ts";

/** What {@link openTranslation} uses. */
export interface TranslationModules {
  /** Opens the translation model. Null = there is none. */
  loadTranslator: ((signal: AbortSignal) => Promise<Translator>) | null;
  logger: Logger;
}

/** The translation model, if there is one, and the tasks that remain without it. */
export interface Translation {
  translator: Translator | null;
  shares: readonly TaskShare[];
}

/**
 * Opens the translation model when a task with a share needs it. A model that is not here or does not load costs
 * these tasks, never the validator: the others make up most of a score.
 * @throws the reason of `signal`
 */
export async function openTranslation(
  shares: readonly TaskShare[],
  { loadTranslator, logger }: TranslationModules,
  signal: AbortSignal,
): Promise<Translation> {
  const [needing, rest] = [true, false].map((wanted) =>
    shares.filter(({ name }) => findTask(name).needsTranslator === wanted)
  ) as [TaskShare[], TaskShare[]];
  if (needing.length === 0 || !loadTranslator) return { translator: null, shares };
  try {
    return { translator: await loadTranslator(signal), shares };
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    const hint = error instanceof LlmError && error.hint ? ` (${error.hint})` : "";
    for (const { name } of needing) {
      logger.warn(`task ${name} is not asked: ${errorText(error)}${hint}`, { task: name });
    }
    // With nothing else to ask, the desk says so, and what was asked for must be in its error.
    return { translator: null, shares: rest.length > 0 ? rest : shares };
  }
}
