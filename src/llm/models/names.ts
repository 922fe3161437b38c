import { LlmError } from "../errors.ts";

/** File variants, in the order in which they are preferred when none was named. */
export const PREFERRED_DTYPES = ["q4", "q4f16", "fp16", "q8", "fp32", "int8", "uint8", "bnb4"] as const;

/** File name ending of each variant, as published models have it. */
export const DTYPE_SUFFIX: Readonly<Record<string, string>> = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  bnb4: "_bnb4",
  q4f16: "_q4f16",
};

/** Model files of a variant begin with one of these. */
const STEMS = ["model", "encoder_model", "decoder_model_merged"] as const;

/** Small files that every variant needs, as far as a model has them. */
const COMMON = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
] as const;

/**
 * Checks a model id: one or two names of letters, digits, `.`, `_`, `-`.
 * @throws LlmError `config`
 */
export function checkModelId(id: string): string {
  const fits = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/.test(id) && !id.includes("..") &&
    id.length <= 128;
  if (!fits) {
    throw new LlmError("config", `"${id.slice(0, 80)}" is no model id`, {
      hint: "an id looks like owner/name",
    });
  }
  return id;
}

/** Whether a listed file may be written inside a model's folder. */
export function isSafePath(path: string): boolean {
  return /^[\w.-]+(\/[\w.-]+){0,3}$/.test(path) && !path.split("/").some((part) => /^\.+$/.test(part));
}

/** The variant a model file belongs to. @returns undefined for files that are none */
export function dtypeOf(path: string): string | undefined {
  const name = /^onnx\/([\w-]+)\.onnx(_data(_\d+)?)?$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  for (const [dtype, suffix] of Object.entries(DTYPE_SUFFIX)) {
    if (STEMS.some((stem) => name === stem + suffix)) return dtype;
  }
  return undefined;
}

/** Whether a file is one of the small ones that belong to every variant. */
export function isCommon(path: string): boolean {
  return (COMMON as readonly string[]).includes(path);
}
