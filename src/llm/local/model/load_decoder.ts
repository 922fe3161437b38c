import type { PreTrainedModel, PreTrainedTokenizer } from "@huggingface/transformers";
import { errorText, systemClock } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { Device } from "./devices.ts";
import { loadLibrary, modelReference, offerExtended } from "./library.ts";
import type { ModelFolder } from "./model_folder.ts";
import type { DecoderSession } from "./onnx_session.ts";
import { yieldWhileComputing } from "./yielding_session.ts";

/** What the library makes of a model folder. */
export interface LoadedModel {
  library: Awaited<ReturnType<typeof loadLibrary>>;
  model: PreTrainedModel;
  tokenizer: PreTrainedTokenizer;
  /** Whether the fused attention operator is in the graph, as far as was looked. */
  fused: boolean;
}

/** Options of {@link loadDecoder}. */
export interface LoadOptions {
  device: Device;
  threads?: number;
  /** Whether the graph is to hand out only new keys and values; `generate()` needs the graph as it is. */
  extend: boolean;
}

/** Models below this size compute a step faster than threads can share it. */
const SMALL_BYTES = 8 * 1024 * 1024;

/** Settings of ONNX Runtime for a device. @param bytes size of the weights */
export function sessionOptions(
  device: Device,
  threads: number | undefined,
  dir: string,
  bytes: number,
): Record<string, unknown> {
  const count = threads ?? (bytes < SMALL_BYTES ? 1 : undefined);
  return {
    executionProviders: [device.provider],
    ...(count === undefined ? {} : { intraOpNumThreads: count }),
    interOpNumThreads: 1,
    // A model given as bytes still finds its weights in the files beside it.
    extra: { session: { model_external_initializers_file_folder_path: `${dir}/onnx` } },
  };
}

/**
 * Loads a decoder through transformers.js: configuration, tokenizer, template, dtype, device and session.
 * @throws LlmError `bad_model` or `device`
 */
export async function loadDecoder(folder: ModelFolder, options: LoadOptions): Promise<LoadedModel> {
  const library = await loadLibrary();
  const name = modelReference(folder.dir);
  const offer = options.extend
    ? await offerExtended(library.env, folder.dir, folder.file).catch((cause) => {
      throw new LlmError("bad_model", `${folder.dir}/${folder.file} is not an ONNX model`, { cause });
    })
    : undefined;
  const bytes = await modelBytes(folder);
  try {
    const tokenizer = await library.AutoTokenizer.from_pretrained(name);
    const model = await library.AutoModelForCausalLM.from_pretrained(name, {
      dtype: folder.dtype as "fp32",
      // With `webgpu` the library would keep the cache on the device, out of reach of a batching of ours; the
      // session's own providers decide where it runs.
      device: options.extend || options.device.name !== "webgpu" ? "cpu" : "webgpu",
      session_options: sessionOptions(options.device, options.threads, folder.dir, bytes),
    });
    yieldWhileComputing(sessionsOf(model), { clock: systemClock });
    return { library, model, tokenizer, fused: offer?.fused ?? false };
  } catch (cause) {
    const text = errorText(cause);
    const device = options.device.name !== "cpu" && /provider|adapter|webgpu|cuda|device/i.test(text);
    throw new LlmError(
      device ? "device" : "bad_model",
      `the model in ${folder.dir} cannot be loaded: ${text}`,
      {
        cause,
      },
    );
  } finally {
    offer?.withdraw();
  }
}

/** Sessions of a loaded model; the library's types do not show them. */
export function sessionsOf(model: unknown): DecoderSession[] {
  return Object.values((model as { sessions?: Record<string, DecoderSession> }).sessions ?? {});
}

/** Bytes of a model's weights. */
export async function modelBytes(folder: ModelFolder): Promise<number> {
  let bytes = 0;
  // `model.onnx` and `model.onnx_data`, `model.onnx_data_1` …
  const name = folder.file.split("/").pop()!;
  for await (const entry of Deno.readDir(`${folder.dir}/onnx`)) {
    if (entry.name.startsWith(name)) bytes += (await Deno.stat(`${folder.dir}/onnx/${entry.name}`)).size;
  }
  return bytes;
}
