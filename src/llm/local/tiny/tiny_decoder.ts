import type { Random } from "../../../base/mod.ts";
import { ElementType, type ExternalWeights, GraphBuilder } from "../onnx/graph.ts";
import { normalWeights } from "./random_weights.ts";

/** Shape of a decoder-only model (Llama: RMSNorm, RoPE, grouped queries, SwiGLU, key-value cache). */
export interface DecoderShape {
  width: number;
  layers: number;
  heads: number;
  kvHeads: number;
  inner: number;
  contextTokens: number;
  vocabulary: number;
  /** Attention as the fused GroupQueryAttention operator, as most published chat exports have it. */
  fused: boolean;
  /** Element type of the cache. */
  cache: "float32" | "float16";
}

const { float32, float16, int32, int64, bool } = ElementType;

/** What the layers share: the rotary tables and the description of what may be attended to. */
interface Shared {
  cos: string;
  sin: string;
  mask: string;
  lengths: string;
  total: string;
}

function rotaryTables(shape: DecoderShape): { cos: Float32Array; sin: Float32Array } {
  const half = shape.width / shape.heads / 2;
  const cos = new Float32Array(shape.contextTokens * half);
  const sin = new Float32Array(shape.contextTokens * half);
  for (let position = 0; position < shape.contextTokens; position++) {
    for (let j = 0; j < half; j++) {
      const angle = position / Math.pow(10_000, j / half);
      cos[position * half + j] = Math.cos(angle);
      sin[position * half + j] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

/** Inputs of the fused operator: lengths come from the mask's sums, tables are looked up inside. */
function fusedShared(g: GraphBuilder, shape: DecoderShape): Shared {
  const half = shape.width / shape.heads / 2;
  const { cos, sin } = rotaryTables(shape);
  const sums = g.op("ReduceSum", ["attention_mask", g.ints([1])], { keepdims: 0 });
  const lengths = g.op("Cast", [g.op("Sub", [sums, g.int(1)])], { to: int32 });
  const width = g.op("Gather", [g.op("Shape", ["attention_mask"]), g.int(1)], { axis: 0 });
  return {
    cos: g.tensor("rope_cos", [shape.contextTokens, half], cos),
    sin: g.tensor("rope_sin", [shape.contextTokens, half], sin),
    mask: "",
    lengths,
    total: g.op("Cast", [width], { to: int32 }),
  };
}

/** Plain operators: a mask [batch, 1, new, all] that is causal over cache slots and leaves out the holes. */
function plainShared(g: GraphBuilder, shape: DecoderShape): Shared {
  const half = shape.width / shape.heads / 2;
  const { cos, sin } = rotaryTables(shape);
  const look = (name: string, table: Float32Array) => {
    const rows = g.op("Gather", [g.tensor(name, [shape.contextTokens, half], table), "position_ids"], {
      axis: 0,
    });
    return g.op("Unsqueeze", [g.op("Concat", [rows, rows], { axis: 2 }), g.ints([1])]);
  };
  const size = (name: string, axis: number) =>
    g.op("Gather", [g.op("Shape", [name]), g.int(axis)], { axis: 0 });
  const all = size("attention_mask", 1);
  const past = size("past_key_values.0.key", 2);
  const end = g.op("Add", [past, size("input_ids", 1)]);
  const rows = g.op("Unsqueeze", [g.op("Range", [past, end, g.int(1)]), g.ints([1])]);
  const columns = g.op("Unsqueeze", [g.op("Range", [g.int(0), all, g.int(1)]), g.ints([0])]);
  const filled = g.op("Unsqueeze", [g.op("Cast", ["attention_mask"], { to: bool }), g.ints([1, 2])]);
  const allowed = g.op("And", [g.op("LessOrEqual", [columns, rows]), filled]);
  const mask = g.op("Where", [allowed, g.float(0), g.float(-1e9)]);
  const group = shape.heads / shape.kvHeads;
  return {
    cos: look("rope_cos", cos),
    sin: look("rope_sin", sin),
    mask: group > 1 ? g.op("Tile", [mask, g.ints([1, 1, group, 1])]) : mask,
    lengths: "",
    total: "",
  };
}

/** Attention of one layer. Queries, keys and values come as [batch, new, heads × size]. */
function attention(g: GraphBuilder, shape: DecoderShape, shared: Shared, layer: number, qkv: string[]) {
  const size = shape.width / shape.heads;
  const half16 = shape.cache === "float16";
  const present = [`present.${layer}.key`, `present.${layer}.value`];
  const past = [`past_key_values.${layer}.key`, `past_key_values.${layer}.value`];
  const scale = 1 / Math.sqrt(size);
  const narrow = (name: string) => half16 ? g.op("Cast", [name], { to: float16 }) : name;
  const widen = (name: string) => half16 ? g.op("Cast", [name], { to: float32 }) : name;
  if (shape.fused) {
    const result = g.op(
      "GroupQueryAttention",
      [
        ...qkv.map(narrow),
        ...past,
        shared.lengths,
        shared.total,
        narrow(shared.cos),
        narrow(shared.sin),
      ],
      { num_heads: shape.heads, kv_num_heads: shape.kvHeads, do_rotary: 1, scale: { float: scale } },
      { outputs: [`attention_${layer}`, ...present], domain: "com.microsoft" },
    );
    return widen(result);
  }
  const heads = (name: string, count: number) =>
    g.op("Transpose", [g.op("Reshape", [name, g.ints([0, 0, count, size])])], { perm: [0, 2, 1, 3] });
  const slice = (name: string, from: number, to: number) =>
    g.op("Slice", [name, g.ints([from]), g.ints([to]), g.ints([3])]);
  const rotate = (name: string) => {
    const turned = g.op(
      "Concat",
      [g.op("Neg", [slice(name, size / 2, size)]), slice(name, 0, size / 2)],
      { axis: 3 },
    );
    return g.op("Add", [g.op("Mul", [name, shared.cos]), g.op("Mul", [turned, shared.sin])]);
  };
  const group = shape.heads / shape.kvHeads;
  const query = rotate(heads(qkv[0]!, shape.heads));
  const join = (at: number, fresh: string) =>
    widen(g.op("Concat", [past[at]!, narrow(fresh)], { axis: 2 }, { outputs: [present[at]!] }));
  const keys = join(0, rotate(heads(qkv[1]!, shape.kvHeads)));
  const values = join(1, heads(qkv[2]!, shape.kvHeads));
  const grouped = group > 1 ? g.op("Reshape", [query, g.ints([0, shape.kvHeads, -1, size])]) : query;
  const scores = g.op("Mul", [
    g.op("MatMul", [grouped, g.op("Transpose", [keys], { perm: [0, 1, 3, 2] })]),
    g.float(scale),
  ]);
  const mixed = g.op("MatMul", [
    g.op("Softmax", [g.op("Add", [scores, shared.mask])], { axis: -1 }),
    values,
  ]);
  const ungrouped = group > 1 ? g.op("Reshape", [mixed, g.ints([0, shape.heads, -1, size])]) : mixed;
  return g.op("Reshape", [
    g.op("Transpose", [ungrouped], { perm: [0, 2, 1, 3] }),
    g.ints([0, 0, shape.heads * size]),
  ]);
}

/**
 * The ONNX file of an untrained decoder.
 * @param bias added to the logits, one number per token: keeps the output readable
 * @param weights file for the matrices; without it they are part of the model
 */
export function decoderModel(
  shape: DecoderShape,
  bias: Float32Array,
  random: Random,
  weights?: ExternalWeights,
): Uint8Array<ArrayBuffer> {
  const g = new GraphBuilder(weights);
  const { width, vocabulary } = shape;
  const size = width / shape.heads;
  const cacheType = shape.cache === "float16" ? float16 : float32;
  g.input("input_ids", int64, ["batch_size", "sequence_length"]);
  g.input("attention_mask", int64, ["batch_size", "total_sequence_length"]);
  if (!shape.fused) g.input("position_ids", int64, ["batch_size", "sequence_length"]);
  const cache = (
    prefix: string,
    length: string,
    declare: (name: string, dims: (string | number)[]) => void,
  ) => {
    for (let layer = 0; layer < shape.layers; layer++) {
      for (const part of ["key", "value"]) {
        declare(`${prefix}.${layer}.${part}`, ["batch_size", shape.kvHeads, length, size]);
      }
    }
  };
  cache("past_key_values", "past_sequence_length", (name, dims) => void g.input(name, cacheType, dims));
  const shared = shape.fused ? fusedShared(g, shape) : plainShared(g, shape);
  const linear = (input: string, name: string, from: number, to: number, gain = 1) => {
    const weights = normalWeights(random, from * to, gain / Math.sqrt(from));
    return g.op("MatMul", [input, g.tensor(name, [from, to], weights)]);
  };
  const norm = (input: string, name: string) => {
    const power = g.op("ReduceMean", [g.op("Mul", [input, input])], { axes: [-1], keepdims: 1 });
    const scaled = g.op("Div", [input, g.op("Sqrt", [g.op("Add", [power, g.float(1e-5)])])]);
    return g.op("Mul", [scaled, g.tensor(name, [width], new Float32Array(width).fill(1))]);
  };
  const table = g.tensor("embedding", [vocabulary, width], normalWeights(random, vocabulary * width, 1));
  let hidden = g.op("Gather", [table, "input_ids"], { axis: 0 });
  for (let layer = 0; layer < shape.layers; layer++) {
    const input = norm(hidden, `${layer}.norm1`);
    const qkv = [
      linear(input, `${layer}.query`, width, shape.heads * size, 1.5),
      linear(input, `${layer}.key`, width, shape.kvHeads * size, 1.5),
      linear(input, `${layer}.value`, width, shape.kvHeads * size),
    ];
    const mixed = attention(g, shape, shared, layer, qkv);
    hidden = g.op("Add", [hidden, linear(mixed, `${layer}.out`, shape.heads * size, width, 1.5)]);
    const middle = norm(hidden, `${layer}.norm2`);
    const gate = linear(middle, `${layer}.gate`, width, shape.inner);
    const silu = g.op("Mul", [gate, g.op("Sigmoid", [gate])]);
    const up = g.op("Mul", [silu, linear(middle, `${layer}.up`, width, shape.inner)]);
    hidden = g.op("Add", [hidden, linear(up, `${layer}.down`, shape.inner, width, 2)]);
  }
  const head = linear(norm(hidden, "norm"), "head", width, vocabulary, 3);
  g.op("Add", [head, g.tensor("head_bias", [vocabulary], bias)], {}, { outputs: ["logits"] });
  g.output("logits", float32, ["batch_size", "sequence_length", vocabulary]);
  cache("present", "total_sequence_length", (name, dims) => g.output(name, cacheType, dims));
  return g.finish("tiny decoder");
}
