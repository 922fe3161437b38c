import type { Random } from "../../../base/mod.ts";
import { ElementType, GraphBuilder } from "../onnx/graph.ts";
import { normalWeights } from "./random_weights.ts";

/** Shape of an encoder-decoder for translation (pre-norm, one layer each, learned positions). */
export interface Seq2SeqShape {
  width: number;
  heads: number;
  inner: number;
  contextTokens: number;
  vocabulary: number;
}

const { int64, bool, float32 } = ElementType;

/** Builds the layers that both halves share. */
class Half {
  readonly g = new GraphBuilder();
  readonly #shape: Seq2SeqShape;
  readonly #random: Random;

  constructor(shape: Seq2SeqShape, random: Random) {
    this.#shape = shape;
    this.#random = random;
  }

  weights(name: string, dims: [number, number], deviation: number): string {
    return this.g.tensor(name, dims, normalWeights(this.#random, dims[0] * dims[1], deviation));
  }

  linear(input: string, name: string, from: number, to: number, gain = 1): string {
    return this.g.op("MatMul", [input, this.weights(name, [from, to], gain / Math.sqrt(from))]);
  }

  norm(input: string, name: string, outputs?: string[]): string {
    const { width } = this.#shape;
    const scale = this.g.tensor(`${name}.scale`, [width], new Float32Array(width).fill(1));
    return this.g.op(
      "LayerNormalization",
      [input, scale],
      { axis: -1, epsilon: { float: 1e-5 } },
      outputs ? { outputs } : {},
    );
  }

  heads(input: string): string {
    const { heads, width } = this.#shape;
    const cut = this.g.op("Reshape", [input, this.g.ints([0, 0, heads, width / heads])]);
    return this.g.op("Transpose", [cut], { perm: [0, 2, 1, 3] });
  }

  /** Tokens plus positions; `start` names the first position. */
  embed(ids: string, start: string): string {
    const { g } = this;
    const { vocabulary, width, contextTokens } = this.#shape;
    const words = g.op("Gather", [this.weights("word", [vocabulary, width], 1), ids], { axis: 0 });
    const count = g.op("Gather", [g.op("Shape", [ids]), g.int(1)], { axis: 0 });
    const places = g.op("Range", [start, g.op("Add", [start, count]), g.int(1)]);
    const rows = g.op("Gather", [this.weights("place", [contextTokens, width], 0.5), places], { axis: 0 });
    return g.op("Add", [words, g.op("Unsqueeze", [rows, g.ints([0])])]);
  }

  /** Mixes values by how queries match keys; `mask` is added to the scores. */
  attend(query: string, keys: string, values: string, mask: string | undefined, name: string): string {
    const { g } = this;
    const { width, heads } = this.#shape;
    const product = g.op("MatMul", [query, g.op("Transpose", [keys], { perm: [0, 1, 3, 2] })]);
    const scores = g.op("Mul", [product, g.float(Math.sqrt(heads / width))]);
    const masked = mask ? g.op("Add", [scores, mask]) : scores;
    const mixed = g.op("MatMul", [g.op("Softmax", [masked], { axis: -1 }), values]);
    const joined = g.op("Reshape", [
      g.op("Transpose", [mixed], { perm: [0, 2, 1, 3] }),
      g.ints([0, 0, width]),
    ]);
    return this.linear(joined, `${name}.out`, width, width);
  }

  /** -1e9 where `attention_mask` is 0, as [batch, 1, 1, length]. */
  padding(name: string): string {
    const { g } = this;
    const filled = g.op("Unsqueeze", [g.op("Cast", [name], { to: bool }), g.ints([1, 2])]);
    return g.op("Where", [filled, g.float(0), g.float(-1e9)]);
  }

  feed(input: string): string {
    const { width, inner } = this.#shape;
    const up = this.g.op("Relu", [this.linear(this.norm(input, "feed.norm"), "feed.up", width, inner)]);
    return this.g.op("Add", [input, this.linear(up, "feed.down", inner, width)]);
  }
}

/** The ONNX file of an untrained translation encoder. */
export function seq2seqEncoder(shape: Seq2SeqShape, random: Random): Uint8Array<ArrayBuffer> {
  const half = new Half(shape, random);
  const { g } = half;
  const { width } = shape;
  for (const name of ["input_ids", "attention_mask"]) g.input(name, int64, ["batch_size", "encoder_length"]);
  const hidden = half.embed("input_ids", g.int(0));
  const input = half.norm(hidden, "self.norm");
  const part = (name: string) => half.heads(half.linear(input, name, width, width));
  const mixed = half.attend(
    part("query"),
    part("key"),
    part("value"),
    half.padding("attention_mask"),
    "self",
  );
  half.norm(half.feed(g.op("Add", [hidden, mixed])), "out.norm", ["last_hidden_state"]);
  g.output("last_hidden_state", float32, ["batch_size", "encoder_length", width]);
  return g.finish("tiny translation encoder");
}

/**
 * The ONNX file of an untrained translation decoder with a cache for its own tokens.
 * @param bias added to the logits
 */
export function seq2seqDecoder(
  shape: Seq2SeqShape,
  bias: Float32Array,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const half = new Half(shape, random);
  const { g } = half;
  const { width, heads, vocabulary } = shape;
  g.input("input_ids", int64, ["batch_size", "decoder_length"]);
  g.input("encoder_hidden_states", float32, ["batch_size", "encoder_length", width]);
  g.input("encoder_attention_mask", int64, ["batch_size", "encoder_length"]);
  const cache = (length: string) => ["batch_size", heads, length, width / heads];
  for (const part of ["key", "value"]) {
    g.input(`past_key_values.0.decoder.${part}`, float32, cache("past_length"));
  }
  const size = (name: string, axis: number) =>
    g.op("Gather", [g.op("Shape", [name]), g.int(axis)], { axis: 0 });
  const past = size("past_key_values.0.decoder.key", 2);
  const hidden = half.embed("input_ids", past);
  const input = half.norm(hidden, "self.norm");
  const part = (name: string) => half.heads(half.linear(input, name, width, width));
  const grow = (name: string) =>
    g.op("Concat", [`past_key_values.0.decoder.${name}`, part(name)], { axis: 2 }, {
      outputs: [`present.0.decoder.${name}`],
    });
  const all = g.op("Add", [past, size("input_ids", 1)]);
  const rows = g.op("Unsqueeze", [g.op("Range", [past, all, g.int(1)]), g.ints([1])]);
  const columns = g.op("Unsqueeze", [g.op("Range", [g.int(0), all, g.int(1)]), g.ints([0])]);
  const causal = g.op("Where", [g.op("LessOrEqual", [columns, rows]), g.float(0), g.float(-1e9)]);
  const own = half.attend(part("query"), grow("key"), grow("value"), causal, "self");
  const first = g.op("Add", [hidden, own]);
  const asking = half.heads(half.linear(half.norm(first, "cross.norm"), "cross.query", width, width));
  const source = (name: string) =>
    half.heads(half.linear("encoder_hidden_states", `cross.${name}`, width, width, 2));
  const padding = half.padding("encoder_attention_mask");
  const second = g.op("Add", [first, half.attend(asking, source("key"), source("value"), padding, "cross")]);
  const head = half.linear(half.norm(half.feed(second), "out.norm"), "head", width, vocabulary, 3);
  g.op("Add", [head, g.tensor("head.bias", [vocabulary], bias)], {}, { outputs: ["logits"] });
  g.output("logits", float32, ["batch_size", "decoder_length", vocabulary]);
  for (const name of ["key", "value"]) g.output(`present.0.decoder.${name}`, float32, cache("length"));
  return g.finish("tiny translation decoder");
}
