import { LlmError } from "../../errors.ts";
import { DTYPE_SUFFIX, PREFERRED_DTYPES } from "../../models/names.ts";
import type { TokenizerFile } from "../scheduler/detokenizer.ts";

/** Configuration values that concern us. */
export interface ModelConfig {
  model_type?: string;
  max_position_embeddings?: number;
  vocab_size?: number;
  hidden_size?: number;
  text_config?: ModelConfig;
  "transformers.js_config"?: { dtype?: string | Record<string, string> };
}

/** A model folder, looked at before anything is loaded. */
export interface ModelFolder {
  dir: string;
  config: ModelConfig;
  tokenizer: TokenizerFile;
  dtype: string;
  /** Main model file, inside `dir`. */
  file: string;
}

async function readJson<T>(path: string, name: string): Promise<T> {
  try {
    return JSON.parse(await Deno.readTextFile(path)) as T;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new LlmError("not_found", `the model folder has no ${name}: ${path}`, {
        hint: "sn1 models list shows what is there; sn1 models pull fetches a model",
        cause,
      });
    }
    throw new LlmError("bad_model", `${path} cannot be read`, { cause });
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}

/**
 * Finds the files of a model.
 * @param dtype variant wanted; else the model's own choice, else the first of PREFERRED_DTYPES that is there
 * @param stem `model` for decoders and encoders, `encoder_model` for translators
 * @throws LlmError `not_found`, `bad_model`, `config` for an unknown variant
 */
export async function openModelFolder(dir: string, dtype?: string, stem = "model"): Promise<ModelFolder> {
  if (dtype !== undefined && !Object.hasOwn(DTYPE_SUFFIX, dtype)) {
    throw new LlmError("config", `unknown dtype "${dtype}"`, {
      hint: `one of ${Object.keys(DTYPE_SUFFIX).join(", ")}`,
    });
  }
  const config = await readJson<ModelConfig>(`${dir}/config.json`, "config.json");
  const tokenizer = await readJson<TokenizerFile>(`${dir}/tokenizer.json`, "tokenizer.json");
  // Read by the library only, whose own message names no file.
  await readJson(`${dir}/tokenizer_config.json`, "tokenizer_config.json");
  const own = config["transformers.js_config"]?.dtype;
  const wanted = dtype ?? (typeof own === "string" ? own : own?.[stem]);
  const there: string[] = [];
  for (const name of PREFERRED_DTYPES) {
    if (await exists(`${dir}/onnx/${stem}${DTYPE_SUFFIX[name]}.onnx`)) there.push(name);
  }
  const chosen = wanted !== undefined && there.includes(wanted)
    ? wanted
    : dtype === undefined
    ? there[0]
    : undefined;
  if (chosen === undefined) {
    throw new LlmError(
      "not_found",
      `no ${wanted ?? "model"} file in ${dir}/onnx${there.length ? ` (there: ${there.join(", ")})` : ""}`,
      { hint: "sn1 models pull ID --neuron.dtype DTYPE fetches a variant" },
    );
  }
  return { dir, config, tokenizer, dtype: chosen, file: `onnx/${stem}${DTYPE_SUFFIX[chosen]}.onnx` };
}

/** Tokens a model reads, by its own configuration. */
export function contextOf(config: ModelConfig): number {
  return config.max_position_embeddings ?? config.text_config?.max_position_embeddings ?? 2048;
}
