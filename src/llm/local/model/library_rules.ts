import type { LogitsRule } from "../scheduler/scheduler.ts";
import type { LoadedModel } from "./load_decoder.ts";

/** The parts of a loaded model that its type does not show. */
interface Inside {
  generation_config?: Record<string, unknown> | null;
  config: Record<string, unknown>;
  _prepare_generation_config(config: unknown, options: unknown): Record<string, unknown>;
  _get_logits_processor(config: unknown, promptTokens: number): ProcessorList;
}

interface ProcessorList {
  processors: unknown[];
  (ids: bigint[][], logits: unknown): { data: Float32Array };
}

/** Tokens that end an answer, by everything the model says about itself. */
export function endIds({ model, tokenizer }: LoadedModel): Set<number> {
  const inside = model as unknown as Inside;
  const ids = new Set<number>();
  for (const source of [inside.generation_config, inside.config]) {
    const value = source?.eos_token_id;
    for (const id of Array.isArray(value) ? value : [value]) if (typeof id === "number") ids.add(id);
  }
  const eos = (tokenizer as unknown as { eos_token_id?: number }).eos_token_id;
  if (typeof eos === "number") ids.add(eos);
  return ids;
}

/**
 * The model's own logits processors (repetition penalty, suppressed tokens …) as a rule for one row; temperature and
 * the choice of a token are ours.
 * @returns undefined when the model has none, which is usual
 */
export function libraryRule(loaded: LoadedModel, promptTokens: number): LogitsRule | undefined {
  const inside = loaded.model as unknown as Inside;
  const config = inside._prepare_generation_config(null, {});
  config.do_sample = false;
  const list = inside._get_logits_processor(config, promptTokens);
  if (list.processors.length === 0) return undefined;
  const { Tensor } = loaded.library;
  const row: bigint[] = [];
  return (ids, logits) => {
    while (row.length < ids.length) row.push(BigInt(ids[row.length]!));
    const changed = list([row], new Tensor("float32", logits.slice(), [1, logits.length]));
    logits.set(changed.data);
  };
}
