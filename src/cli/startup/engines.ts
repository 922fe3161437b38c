import {
  createEngine,
  type Embedder,
  type Engine,
  loadModels,
  openEmbedder,
  openTranslator,
  type Translator,
} from "../../llm/mod.ts";
import { raceSignal } from "../../base/mod.ts";
import type { FlagValues } from "../flags/flags.ts";
import type { engineFlags } from "../flags/groups.ts";
import type { Basics } from "./open_neuron.ts";

/** Flags that choose an engine. */
export type EngineFlagValues = FlagValues<typeof engineFlags> & {
  "neuron.engine": string;
  "neuron.phrase"?: string;
  seed?: string;
};

/**
 * The engine the flags name. Texts of the retrieval engine are the operator's (`--dataset.path`) or the bundled ones.
 * @param name who speaks, for the mock engine
 * @throws LlmError
 */
export async function loadEngineFor(
  flags: EngineFlagValues,
  env: (name: string) => string | undefined,
  basics: Basics,
  name: string,
  signal: AbortSignal,
): Promise<Engine> {
  return await raceSignal(
    createEngine({
      engine: flags["neuron.engine"],
      modelId: flags["neuron.model_id"],
      phrase: flags["neuron.phrase"],
      baseUrl: flags["openai.base_url"],
      keepThinking: flags["neuron.keep_thinking"],
      device: flags["neuron.device"],
      dtype: flags["neuron.dtype"],
      loop: flags["neuron.loop"],
      findModel: async (id) => {
        const { findModel, modelRoot } = await loadModels();
        return await findModel(id, modelRoot(env), Deno.systemMemoryInfo().available);
      },
      name,
      seed: flags.seed,
      documents: async () => (await import("../../../tasks/mod.ts")).loadDocuments(flags["dataset.path"]),
    }, { ...basics, env }),
    signal,
  );
}

/** A model of the cache, or a folder. @throws LlmError `not_found` naming what to pull */
async function find(id: string, env: (name: string) => string | undefined, role: "embed" | "translate") {
  const { findModel, modelRoot } = await loadModels();
  return await findModel(id, modelRoot(env), Deno.systemMemoryInfo().available, role);
}

/**
 * The embedding model of the relevance reward.
 * @param id id in the model cache, or a folder
 * @throws LlmError `not_found` naming what to pull
 */
export async function loadEmbedderFor(
  id: string,
  env: (name: string) => string | undefined,
  basics: Basics,
  signal: AbortSignal,
): Promise<Embedder> {
  return await raceSignal(openEmbedder(await find(id, env, "embed"), basics), signal);
}

/**
 * The translation model of task `translation`.
 * @param id id in the model cache, or a folder
 * @throws LlmError `not_found` naming what to pull
 */
export async function loadTranslatorFor(
  id: string,
  env: (name: string) => string | undefined,
  basics: Basics,
  signal: AbortSignal,
): Promise<Translator> {
  return await raceSignal(openTranslator(await find(id, env, "translate"), basics), signal);
}
