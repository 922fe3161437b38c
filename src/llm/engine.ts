import { type Clock, type Logger, type Metrics, type Random } from "../base/mod.ts";
import { nearest, truncate } from "../text/mod.ts";
import { LlmError } from "./errors.ts";
import type { CorpusDocument } from "./retrieval/mod.ts";
import { stripThinking, ThinkingHabit } from "./strip_thinking.ts";
import type { Engine } from "./types.ts";

/** What the flags say about an engine; each engine reads what concerns it. */
export interface EngineSpec {
  /** Value of `--neuron.engine`: a name of {@link ENGINE_NAMES}, `retrieval-50` (percent of the texts) or `exec:CMD`. */
  engine: string;
  /** `--neuron.model_id`. Unset = the engine's own default. */
  modelId?: string;
  /** `--neuron.phrase`. */
  phrase?: string;
  /** `--neuron.device`, for `local`. */
  device?: string;
  /** `--neuron.dtype`, for `local`. */
  dtype?: string;
  /** `--neuron.loop`, for `local`. */
  loop?: "batch" | "simple";
  /**
   * Folder of a model by its id; `undefined` asks for the preset that fits this machine.
   * @default {the id is the folder}
   */
  findModel?: (modelId: string | undefined) => Promise<{ folder: string; name: string; dtype?: string }>;
  /** Who speaks, for `mock`: usually the hotkey's address. */
  name?: string;
  /** `--openai.base_url`. */
  baseUrl?: string;
  /** `--neuron.keep_thinking`: pass `<think>` blocks on as text. @default {false} */
  keepThinking?: boolean;
  /** Texts of the `retrieval` engine; asked for only when that engine is wanted. */
  documents?: () => readonly CorpusDocument[] | Promise<readonly CorpusDocument[]>;
  /** Chooses which texts a partial `retrieval` engine gets. */
  seed?: string;
}

/** What engines work with. */
export interface EngineModules {
  /** Time of deadlines and measurements. */
  clock: Clock;
  /** Draws tokens and jitter where a request has no seed. */
  random: Random;
  /** Receives lines about loading, restarts and failures; never texts of requests. */
  logger: Logger;
  /** Receives tokens, durations and queue lengths. */
  metrics: Metrics;
  /** Environment, for `OPENAI_API_KEY`. */
  env: (name: string) => string | undefined;
}

/** Makes an engine from what the flags say. */
export type EngineLoader = (spec: EngineSpec, modules: EngineModules, argument: string) => Promise<Engine>;

/** One row per engine; nothing is imported before its row is chosen. */
const ENGINES: Readonly<Record<string, EngineLoader>> = {
  openai: async (spec, modules) => {
    const { createOpenAiEngine } = await import("./openai.ts");
    const { modelId: model, baseUrl, keepThinking } = spec;
    return createOpenAiEngine(
      { model, baseUrl, apiKey: modules.env("OPENAI_API_KEY"), keepThinking },
      modules,
    );
  },
  retrieval: async (spec, _modules, percent) => {
    const { createRetrievalEngine } = await import("./retrieval/mod.ts");
    const documents = await spec.documents?.();
    if (!documents) throw new LlmError("config", "the retrieval engine was given no texts");
    const share = percent === "" ? 1 : Number(percent) / 100;
    return createRetrievalEngine({ documents, share, seed: spec.seed });
  },
  local: async (spec, modules) => {
    const { createLocalEngine } = await import("./local/mod.ts");
    const { folder, name, dtype: found } = await (spec.findModel ?? folderAsGiven)(spec.modelId);
    const { device, dtype = found, loop } = spec;
    return withoutThinking(
      await createLocalEngine({ model: folder, name, device, dtype, loop }, modules),
      spec,
      modules,
    );
  },
  exec: async (spec, modules, command) => {
    const { createExecEngine } = await import("./local/mod.ts");
    const engine = await createExecEngine(command, modules, { model: spec.modelId });
    return withoutThinking(engine, spec, modules);
  },
  echo: async () => (await import("./echo.ts")).createEchoEngine(),
  phrase: async (spec) => (await import("./phrase.ts")).createPhraseEngine(spec.phrase),
  mock: async (spec) => (await import("./mock.ts")).createMockEngine(spec.name),
};

/** Engines that plugins added, by name. */
const added: Record<string, EngineLoader> = {};

/**
 * Adds an engine of a plugin. Only at start-up, before an engine is made.
 * @throws LlmError `config` when the name is taken
 */
export function addEngine(name: string, load: EngineLoader): void {
  if (Object.hasOwn(ENGINES, name) || Object.hasOwn(added, name)) {
    throw new LlmError("config", `an engine named ${JSON.stringify(name)} exists`);
  }
  added[name] = load;
}

/** Names that `--neuron.engine` takes; `exec` is followed by `:` and a command. */
export const ENGINE_NAMES: readonly string[] = Object.keys(ENGINES);

/** The engine with reasoning blocks cut out of its answers, unless the operator wants them. */
function withoutThinking(engine: Engine, { keepThinking }: EngineSpec, { clock }: EngineModules): Engine {
  if (keepThinking) return engine;
  const habit = new ThinkingHabit(engine.info.model);
  return {
    get info() {
      return engine.info;
    },
    generate: (request, signal) => {
      const cut = { reasoningCharacters: 0, whole: true };
      return stripThinking(
        async function* (left) {
          yield* engine.generate(request, signal ? AbortSignal.any([signal, left]) : left);
          cut.whole = !signal?.aborted;
        },
        habit,
        clock,
        cut,
      );
    },
    countTokens: (text) => engine.countTokens(text),
    close: () => engine.close(),
  };
}

function folderAsGiven(
  modelId: string | undefined,
): Promise<{ folder: string; name: string; dtype?: string }> {
  if (modelId) {
    return Promise.resolve({ folder: modelId, name: modelId.replace(/\/+$/, "").split("/").pop()! });
  }
  return Promise.reject(
    new LlmError("not_found", "no model is named and none is here", {
      hint: "sn1 models pull, --neuron.engine openai, or sn1 demo to see it work without a model",
    }),
  );
}

/**
 * Checks the value of `--neuron.engine`, before anything is opened or loaded.
 * @param value a name of {@link ENGINE_NAMES} or of a plugin, `retrieval-50` or `exec:CMD`
 * @throws LlmError `config` for an unknown name, with the nearest one
 */
export function checkEngineName(value: string): void {
  findEngine(value);
}

function findEngine(value: string): { load: EngineLoader; argument: string } {
  const match = /^([a-z]+)(?:-(\d{1,3})$|:([^]*)$|$)/.exec(value);
  const name = match?.[1] ?? value;
  const argument = match?.[2] ?? match?.[3] ?? "";
  const load = Object.hasOwn(ENGINES, name)
    ? ENGINES[name]
    : Object.hasOwn(added, name)
    ? added[name]
    : undefined;
  const fits = name === "exec"
    ? match?.[3] !== undefined
    : argument === "" || (name === "retrieval" && match?.[2] !== undefined);
  if (match && load && fits) return { load, argument };
  const names = [...ENGINE_NAMES, ...Object.keys(added)];
  const near = nearest(name, names);
  throw new LlmError("config", `unknown engine "${truncate(value, 80)}"`, {
    hint: near && near !== name ? `did you mean --neuron.engine ${near}?` : `one of ${names.join(", ")}`,
  });
}

/**
 * The engine that the flags name. Heavy packages are loaded only for the engine that needs them.
 * @throws LlmError `config` for an unknown name or missing options, and what the engine itself throws
 */
export async function createEngine(spec: EngineSpec, modules: EngineModules): Promise<Engine> {
  const { load, argument } = findEngine(spec.engine);
  return await load(spec, modules, argument);
}
