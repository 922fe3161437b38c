import type { Random } from "../../../base/mod.ts";
import { ElementType, GraphBuilder } from "../onnx/graph.ts";
import { normalWeights } from "./random_weights.ts";

/** Shape of an encoder (BERT: LayerNorm, learned positions, GELU). */
export interface EncoderShape {
  width: number;
  layers: number;
  heads: number;
  inner: number;
  contextTokens: number;
  vocabulary: number;
}

const { int64, bool, float32 } = ElementType;

/** The ONNX file of an untrained encoder: words dominate, so texts that share words come out similar. */
export function encoderModel(shape: EncoderShape, random: Random): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder();
  const { width } = shape;
  const size = width / shape.heads;
  for (const name of ["input_ids", "attention_mask", "token_type_ids"]) {
    g.input(name, int64, ["batch_size", "sequence_length"]);
  }
  const constant = (name: string, value: number, count = width) =>
    g.tensor(name, [count], new Float32Array(count).fill(value));
  const norm = (input: string, name: string, outputs?: string[]) =>
    g.op(
      "LayerNormalization",
      [input, constant(`${name}.scale`, 1), constant(`${name}.shift`, 0)],
      { axis: -1, epsilon: { float: 1e-12 } },
      outputs ? { outputs } : {},
    );
  const linear = (input: string, name: string, from: number, to: number, gain = 1) => {
    const weights = normalWeights(random, from * to, gain / Math.sqrt(from));
    const product = g.op("MatMul", [input, g.tensor(name, [from, to], weights)]);
    return g.op("Add", [product, constant(`${name}.bias`, 0, to)]);
  };
  const embed = (name: string, count: number, ids: string, deviation: number) =>
    g.op("Gather", [g.tensor(name, [count, width], normalWeights(random, count * width, deviation)), ids], {
      axis: 0,
    });
  const length = g.op("Gather", [g.op("Shape", ["input_ids"]), g.int(1)], { axis: 0 });
  const positions = g.op("Unsqueeze", [g.op("Range", [g.int(0), length, g.int(1)]), g.ints([0])]);
  const words = embed("word", shape.vocabulary, "input_ids", 1);
  const places = embed("position", shape.contextTokens, positions, 0.05);
  const types = embed("type", 2, "token_type_ids", 0.02);
  let hidden = norm(g.op("Add", [g.op("Add", [words, places]), types]), "embedding.norm");
  const filled = g.op("Unsqueeze", [g.op("Cast", ["attention_mask"], { to: bool }), g.ints([1, 2])]);
  const mask = g.op("Where", [filled, g.float(0), g.float(-1e9)]);
  for (let layer = 0; layer < shape.layers; layer++) {
    const heads = (input: string) =>
      g.op("Transpose", [g.op("Reshape", [input, g.ints([0, 0, shape.heads, size])])], {
        perm: [0, 2, 1, 3],
      });
    const query = heads(linear(hidden, `${layer}.query`, width, width));
    const key = heads(linear(hidden, `${layer}.key`, width, width));
    const value = heads(linear(hidden, `${layer}.value`, width, width));
    const product = g.op("MatMul", [query, g.op("Transpose", [key], { perm: [0, 1, 3, 2] })]);
    const scores = g.op("Add", [g.op("Mul", [product, g.float(1 / Math.sqrt(size))]), mask]);
    const mixed = g.op("MatMul", [g.op("Softmax", [scores], { axis: -1 }), value]);
    const joined = g.op("Reshape", [
      g.op("Transpose", [mixed], { perm: [0, 2, 1, 3] }),
      g.ints([0, 0, width]),
    ]);
    const attended = g.op("Add", [hidden, linear(joined, `${layer}.out`, width, width, 0.2)]);
    hidden = norm(attended, `${layer}.norm1`);
    const inner = linear(hidden, `${layer}.up`, width, shape.inner);
    const erf = g.op("Add", [g.op("Erf", [g.op("Div", [inner, g.float(Math.SQRT2)])]), g.float(1)]);
    const gelu = g.op("Mul", [g.op("Mul", [inner, erf]), g.float(0.5)]);
    const fed = g.op("Add", [hidden, linear(gelu, `${layer}.down`, shape.inner, width, 0.2)]);
    const last = layer === shape.layers - 1;
    hidden = norm(fed, `${layer}.norm2`, last ? ["last_hidden_state"] : undefined);
  }
  g.output("last_hidden_state", float32, ["batch_size", "sequence_length", width]);
  return g.finish("tiny encoder");
}
