import { ElementType, nodeProto, tensorProto, valueInfo } from "./graph.ts";
import { ProtoWriter } from "./protobuf.ts";
import { type DeclaredTensor, scanOnnx } from "./onnx_scan.ts";

/** Names that the extended graph has besides the model's own. */
export const Extended = {
  /** Input int64 [batch, 1, 1, 1]: where in `present.*` each row's new key and value stand. */
  positions: "sn1.positions",
  /** Input int64 [1]: whose logits of the given tokens are wanted. */
  last: "sn1.last",
  /** Result float32 [batch, 1, vocabulary]. */
  logits: "sn1.logits",
  /** Result [batch, heads, 1, size]: the new key or value of the cache named after the prefix. */
  fresh: (cacheName: string) => `sn1.new.${cacheName}`,
} as const;

const CACHE = /^present\.(\d+\.(?:key|value))$/;

function cacheShape(tensor: DeclaredTensor): { heads: number; size: number } | undefined {
  const [, heads, , size] = tensor.dims;
  return tensor.dims.length === 4 && typeof heads === "number" && typeof size === "number"
    ? { heads, size }
    : undefined;
}

/** A model in its extended form. */
export interface ExtendedModel {
  bytes: Uint8Array<ArrayBuffer>;
  /** Whether the fused GroupQueryAttention operator is in the graph. */
  fused: boolean;
}

/**
 * Extends a decoder so that a step need not hand out the whole key-value cache: only each row's new key and value,
 * and only the last token's logits.
 *
 * A protobuf message that is followed by more bytes of the same message is the two merged, so the additions are
 * simply appended: nodes, inputs and results of a second `graph` field join those of the first.
 * @returns undefined when the model's results do not have the expected form
 */
export function extendOnnx(model: Uint8Array): ExtendedModel | undefined {
  const border = scanOnnx(model);
  const caches = border.outputs.filter((output) => CACHE.test(output.name));
  const logits = border.outputs.find((output) => output.name === "logits");
  if (!caches.length || logits?.dims.length !== 3) return undefined;
  const graph = new ProtoWriter();
  const shapes = new Map<string, string>();
  const batch = border.inputs.find((input) => input.name === "input_ids")?.dims[0] ?? "batch_size";
  const indexFor = (heads: number, size: number) => {
    const key = `${heads}x${size}`;
    if (!shapes.has(key)) {
      const shape = `sn1.shape.${key}`;
      shapes.set(key, `sn1.index.${key}`);
      graph.message(5, tensorProto(shape, [4], BigInt64Array.of(1n, BigInt(heads), 1n, BigInt(size))));
      graph.message(
        1,
        nodeProto("Expand", `sn1.expand.${key}`, [Extended.positions, shape], {
          outputs: [shapes.get(key)!],
        }),
      );
    }
    return shapes.get(key)!;
  };
  const outputs: ProtoWriter[] = [];
  for (const cache of caches) {
    const shape = cacheShape(cache);
    if (!shape) return undefined;
    const name = Extended.fresh(CACHE.exec(cache.name)![1]!);
    graph.message(
      1,
      nodeProto("GatherElements", `${name}.gather`, [cache.name, indexFor(shape.heads, shape.size)], {
        attributes: { axis: 2 },
        outputs: [name],
      }),
    );
    outputs.push(valueInfo(name, cache.type, [batch, shape.heads, 1, shape.size]));
  }
  const picked = "sn1.logits.picked";
  graph.message(
    1,
    nodeProto("Gather", `${picked}.node`, ["logits", Extended.last], {
      attributes: { axis: 1 },
      outputs: [picked],
    }),
  );
  graph.message(
    1,
    nodeProto("Cast", `${Extended.logits}.node`, [picked], {
      attributes: { to: ElementType.float32 },
      outputs: [Extended.logits],
    }),
  );
  outputs.push(valueInfo(Extended.logits, ElementType.float32, [batch, 1, logits.dims[2]!]));
  graph.message(11, valueInfo(Extended.positions, ElementType.int64, [batch, 1, 1, 1]));
  graph.message(11, valueInfo(Extended.last, ElementType.int64, [1]));
  for (const output of outputs) graph.message(12, output);
  const addition = new ProtoWriter().message(7, graph).finish();
  const out = new Uint8Array(model.length + addition.length);
  out.set(model);
  out.set(addition, model.length);
  return { bytes: out, fused: border.fused };
}
