import { seededRandom } from "../../../base/mod.ts";
import { type BpeVocabulary, trainBpe } from "./bpe.ts";
import { CORPUS } from "./corpus.data.ts";
import { decoderModel, type DecoderShape } from "./decoder.ts";
import { encoderModel, type EncoderShape } from "./encoder.ts";
import { BERT_SPECIALS, bertTokenizerFiles, CHAT_SPECIALS, chatTokenizerFiles } from "./tokenizer_files.ts";

/**
 * Kinds of untrained models: `llama` has plain attention, `llama-gqa` the fused operator, `-fp16` a half-precision
 * cache; `bert` is an encoder.
 */
export type TinyModelKind = "llama" | "llama-gqa" | "llama-fp16" | "llama-gqa-fp16" | "bert";

/** Options of {@link writeTinyModel}. */
export interface TinyModelOptions {
  /** `24m`: 24 million parameters (11 million for `bert`), for measurements. @default {"tiny"} */
  size?: "tiny" | "24m";
  /** Whether answers may end by themselves. Off for measurements of a fixed number of tokens. @default {true} */
  ends?: boolean;
  /** @default {512, or 2048 for 24m} */
  contextTokens?: number;
  /** Equal seeds give equal files. @default {"tiny"} */
  seed?: string;
}

/** Tokens made of plain words only, and the end token, may be answered: the output stays readable. */
function readableBias(vocabulary: BpeVocabulary, size: number, endId: number, ends: boolean): Float32Array {
  const bias = new Float32Array(size).fill(-40);
  vocabulary.tokens.forEach((token, id) => {
    if (/^Ġ?[A-Za-z]{2,}$|^[.,?]$|^Ġ[aI]$/.test(token)) bias[id] = 0;
  });
  if (ends) bias[endId] = 0;
  return bias;
}

type ModelFiles = { onnx: Uint8Array; suffix: string; files: Record<string, unknown> };

function chatModel(kind: TinyModelKind, options: TinyModelOptions): ModelFiles {
  const large = options.size === "24m";
  const contextTokens = options.contextTokens ?? (large ? 2048 : 512);
  const fused = kind.startsWith("llama-gqa");
  const half = kind.endsWith("-fp16");
  const vocabulary = trainBpe(CORPUS, 1024 - CHAT_SPECIALS.length);
  const base = vocabulary.tokens.length;
  const cache = half ? "float16" : "float32";
  const size = Math.max(1024, base + CHAT_SPECIALS.length);
  const common = { vocabulary: size, contextTokens, fused, cache } as const;
  const shape: DecoderShape = large
    ? { width: 512, layers: 8, heads: 8, kvHeads: 4, inner: 1376, ...common }
    : { width: 64, layers: 2, heads: 4, kvHeads: 2, inner: 128, ...common };
  const [bos, eos] = [base, base + 2];
  const bias = readableBias(vocabulary, size, eos, options.ends ?? true);
  const ids = { bos_token_id: bos, eos_token_id: eos, pad_token_id: bos };
  return {
    onnx: decoderModel(shape, bias, seededRandom(options.seed ?? "tiny")),
    suffix: half ? "_fp16" : "",
    files: {
      "config.json": {
        architectures: ["LlamaForCausalLM"],
        model_type: "llama",
        vocab_size: size,
        hidden_size: shape.width,
        intermediate_size: shape.inner,
        num_hidden_layers: shape.layers,
        num_attention_heads: shape.heads,
        num_key_value_heads: shape.kvHeads,
        head_dim: shape.width / shape.heads,
        max_position_embeddings: contextTokens,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000,
        tie_word_embeddings: false,
        ...ids,
        "transformers.js_config": {
          dtype: half ? "fp16" : "fp32",
          ...(half ? { kv_cache_dtype: { fp16: "float16" } } : {}),
        },
      },
      "generation_config.json": { ...ids, max_length: contextTokens },
      ...chatTokenizerFiles(vocabulary, contextTokens),
    },
  };
}

/** Characters and frequent words of the corpus, as WordPiece tokens. */
function wordPieces(): string[] {
  const characters = [..."abcdefghijklmnopqrstuvwxyz0123456789.,?!:;'\"()-"];
  const counts = new Map<string, number>();
  for (const word of CORPUS.toLowerCase().match(/[a-z]{2,}/g)!) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
  return [...BERT_SPECIALS, ...characters, ...characters.map((c) => `##${c}`), ...words];
}

function bertModel(options: TinyModelOptions): ModelFiles {
  const tokens = wordPieces();
  const contextTokens = options.contextTokens ?? 256;
  const shape: EncoderShape = options.size === "24m"
    ? { width: 384, layers: 6, heads: 12, inner: 1536, contextTokens, vocabulary: tokens.length }
    : { width: 64, layers: 2, heads: 4, inner: 128, contextTokens, vocabulary: tokens.length };
  return {
    onnx: encoderModel(shape, seededRandom(options.seed ?? "tiny")),
    suffix: "",
    files: {
      "config.json": {
        architectures: ["BertModel"],
        model_type: "bert",
        vocab_size: tokens.length,
        hidden_size: shape.width,
        num_hidden_layers: shape.layers,
        num_attention_heads: shape.heads,
        intermediate_size: shape.inner,
        hidden_act: "gelu",
        max_position_embeddings: contextTokens,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        pad_token_id: 0,
        "transformers.js_config": { dtype: "fp32" },
      },
      ...bertTokenizerFiles(tokens, contextTokens),
    },
  };
}

/**
 * Writes an untrained model in the layout a model folder has (`config.json`, tokenizer files, `onnx/model*.onnx`).
 * Deterministic; under a second for the tiny sizes.
 * @param dir folder of the model, created when missing
 */
export async function writeTinyModel(
  dir: string,
  kind: TinyModelKind,
  options: TinyModelOptions = {},
): Promise<void> {
  const { onnx, suffix, files } = kind === "bert" ? bertModel(options) : chatModel(kind, options);
  await Deno.mkdir(`${dir}/onnx`, { recursive: true });
  await Deno.writeFile(`${dir}/onnx/model${suffix}.onnx`, onnx);
  for (const [name, value] of Object.entries(files)) {
    await Deno.writeTextFile(`${dir}/${name}`, JSON.stringify(value) + "\n");
  }
}
