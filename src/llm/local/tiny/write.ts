import { seededRandom } from "../../../base/mod.ts";
import { type BpeVocabulary, trainBpe } from "./bpe.ts";
import { CORPUS } from "./corpus.data.ts";
import { decoderModel, type DecoderShape } from "./tiny_decoder.ts";
import { encoderModel, type EncoderShape } from "./encoder.ts";
import { ExternalWeights } from "../onnx/graph.ts";
import { seq2seqDecoder, seq2seqEncoder, type Seq2SeqShape } from "./seq2seq.ts";
import {
  BERT_SPECIALS,
  bertTokenizerFiles,
  CHAT_SPECIALS,
  chatTokenizerFiles,
  TRANSLATION_SPECIALS,
  translationTokenizerFiles,
} from "./tokenizer_files.ts";

/**
 * Kinds of untrained models: `llama` has plain attention, `llama-gqa` the fused operator, `-fp16` a half-precision
 * cache; `bert` is an encoder; `m2m` translates between five languages.
 */
export type TinyModelKind = "llama" | "llama-gqa" | "llama-fp16" | "llama-gqa-fp16" | "bert" | "m2m";

/** Options of {@link writeTinyModel}. */
export interface TinyModelOptions {
  /** `24m`: 24 million parameters (11 million for `bert`), for measurements. @default {"tiny"} */
  size?: "tiny" | "24m";
  /** Whether answers may end by themselves. Off for measurements of a fixed number of tokens. @default {true} */
  ends?: boolean;
  /** @default {512, or 2048 for 24m} */
  contextTokens?: number;
  /** Puts the weights of chat models into a file of their own, as large models have it. @default {false} */
  external?: boolean;
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

interface ModelFiles {
  /** By file name, inside `onnx/`. */
  onnx: Record<string, Uint8Array>;
  files: Record<string, unknown>;
}

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
  const file = half ? "model_fp16.onnx" : "model.onnx";
  const weights = options.external ? new ExternalWeights(`${file}_data`) : undefined;
  const onnx: Record<string, Uint8Array> = {
    [file]: decoderModel(shape, bias, seededRandom(options.seed ?? "tiny"), weights),
  };
  if (weights) onnx[weights.location] = weights.finish();
  return {
    onnx,
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
          ...(options.external ? { use_external_data_format: true } : {}),
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
    onnx: { "model.onnx": encoderModel(shape, seededRandom(options.seed ?? "tiny")) },
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

function translationModel(options: TinyModelOptions): ModelFiles {
  const contextTokens = options.contextTokens ?? 256;
  const vocabulary = trainBpe(CORPUS, 1024 - TRANSLATION_SPECIALS.length);
  const eos = vocabulary.tokens.length;
  const size = eos + TRANSLATION_SPECIALS.length;
  const shape: Seq2SeqShape = { width: 64, heads: 4, inner: 128, contextTokens, vocabulary: size };
  const random = seededRandom(options.seed ?? "tiny");
  const ids = { eos_token_id: eos, pad_token_id: eos + 1, bos_token_id: eos, decoder_start_token_id: eos };
  return {
    onnx: {
      "encoder_model.onnx": seq2seqEncoder(shape, random.fork("encoder")),
      "decoder_model_merged.onnx": seq2seqDecoder(
        shape,
        readableBias(vocabulary, size, eos, options.ends ?? true),
        random.fork("decoder"),
      ),
    },
    files: {
      "config.json": {
        architectures: ["M2M100ForConditionalGeneration"],
        model_type: "m2m_100",
        is_encoder_decoder: true,
        vocab_size: size,
        d_model: shape.width,
        encoder_layers: 1,
        decoder_layers: 1,
        encoder_attention_heads: shape.heads,
        decoder_attention_heads: shape.heads,
        max_position_embeddings: contextTokens,
        ...ids,
        "transformers.js_config": { dtype: "fp32" },
      },
      "generation_config.json": { ...ids, max_length: contextTokens },
      ...translationTokenizerFiles(vocabulary, contextTokens),
    },
  };
}

function makeModel(kind: TinyModelKind, options: TinyModelOptions): ModelFiles {
  if (kind === "bert") return bertModel(options);
  return kind === "m2m" ? translationModel(options) : chatModel(kind, options);
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
  const { onnx, files } = makeModel(kind, options);
  await Deno.mkdir(`${dir}/onnx`, { recursive: true });
  for (const [name, bytes] of Object.entries(onnx)) await Deno.writeFile(`${dir}/onnx/${name}`, bytes);
  for (const [name, value] of Object.entries(files)) {
    await Deno.writeTextFile(`${dir}/${name}`, JSON.stringify(value) + "\n");
  }
}
