import type { FoundModel } from "./models/mod.ts";
import type { Clock, Logger, Metrics, Random } from "../base/mod.ts";
import type { Embedder, Translator } from "./types.ts";

/** Lazy entry points; the heavy modules are imported on first use. */

/**
 * Writes an untrained chat model of about one megabyte: real tokenizer, real ONNX graph, no knowledge. So the path
 * of local models can be run and shown anywhere, offline.
 * @param folder made when missing
 */
export async function makeTinyModel(folder: string): Promise<void> {
  const { writeTinyModel } = await import("./local/mod.ts");
  // Room for a question with the texts of an earlier turn.
  await writeTinyModel(folder, "llama", { contextTokens: 2048 });
}

/** The engine process: frames on stdin and stdout until the parent goes (docs/engine-protocol.md). */
export async function runEngineProcess(
  stdin: ReadableStream<Uint8Array>,
  stdout: WritableStream<Uint8Array>,
): Promise<void> {
  await (await import("./local/mod.ts")).runEngineProcess(stdin, stdout);
}

/**
 * Tries devices with a tiny computation, each in an engine process of its own.
 * @param names values of `--neuron.device`, e.g. `cpu`
 */
export async function tryDevices(
  names: readonly string[],
  modules: Pick<Modules, "clock" | "logger">,
): Promise<{ name: string; ok: boolean; reason?: string }[]> {
  const { probeDevices } = await import("./local/mod.ts");
  return await probeDevices(modules, names);
}

/** What model processes work with. */
interface Modules {
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
}

/** The model cache: list, pull, remove, find. */
export function loadModels(): Promise<typeof import("./models/mod.ts")> {
  return import("./models/mod.ts");
}

/**
 * The embedding model of `relevance`, in a process of its own.
 * @param found its folder, and the weights that are there
 * @throws LlmError `not_found`, `bad_model`, `device`
 */
export async function openEmbedder(found: FoundModel, modules: Modules, device = "cpu"): Promise<Embedder> {
  const { createLocalEmbedder } = await import("./local/mod.ts");
  return await createLocalEmbedder({ model: found.folder, dtype: found.dtype, device }, modules);
}

/**
 * The translation model of task `translation`, in a process of its own.
 * @param found its folder, and the weights that are there
 * @throws LlmError `not_found`, `bad_model`, `device`, `config`
 */
export async function openTranslator(
  found: FoundModel,
  modules: Modules,
  device = "cpu",
): Promise<Translator> {
  const { createLocalTranslator } = await import("./local/mod.ts");
  return await createLocalTranslator({ model: found.folder, dtype: found.dtype, device }, modules);
}
