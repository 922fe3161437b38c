import type { DecoderSession } from "./onnx_session.ts";

/** Numbers of a key-value cache, in the export's own element type (halves as their bits). */
export type CacheArray = Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** One of the tensors a cache is made of. */
export interface CachePart {
  /** e.g. `0.key` */
  name: string;
  heads: number;
  /** Numbers per head and token. */
  size: number;
}

/** The form of a model's key-value cache. */
export interface CacheLayout {
  type: "float32" | "float16";
  parts: CachePart[];
  bytesPerToken: number;
}

const PAST = /^past_key_values\.(\d+\.(?:key|value))$/;
/** Inputs the batching knows how to feed. */
const KNOWN =
  /^(input_ids|attention_mask|position_ids|num_logits_to_keep|sn1\.(positions|last)|past_key_values\..*)$/;

/**
 * Reads the layout from a session.
 * @returns a sentence when the model cannot be driven in batches
 */
export function cacheLayout(session: DecoderSession): CacheLayout | string {
  const unknown = session.inputNames.find((name) => !KNOWN.test(name));
  if (unknown) return `the model wants an input that batching does not know: ${unknown}`;
  const parts: CachePart[] = [];
  const types = new Set<string>();
  for (const input of session.inputMetadata) {
    const name = PAST.exec(input.name)?.[1];
    if (!name) {
      if (input.name.startsWith("past_")) return `the cache has a part of another kind: ${input.name}`;
      continue;
    }
    const [, heads, , size] = input.isTensor ? input.shape : [];
    if (!input.isTensor || typeof heads !== "number" || typeof size !== "number") {
      return `the cache input ${input.name} has an unknown shape`;
    }
    types.add(input.type);
    parts.push({ name, heads, size });
  }
  const [type] = types;
  if (!parts.length) return "the model has no key-value cache";
  if (types.size > 1 || (type !== "float32" && type !== "float16")) {
    return `the cache has element type ${[...types].join(", ")}`;
  }
  const numbers = parts.reduce((sum, part) => sum + part.heads * part.size, 0);
  return { type, parts, bytesPerToken: numbers * (type === "float32" ? 4 : 2) };
}

/** Zeroed numbers of a cache. */
export function cacheArray(layout: CacheLayout, count: number): CacheArray {
  return layout.type === "float32" ? new Float32Array(count) : new Uint16Array(count);
}

/** Numbers of a tensor as this module keeps them: halves always as their bits. */
export function asCacheArray(data: unknown): CacheArray {
  if (data instanceof Float32Array) return data as CacheArray;
  const view = data as Uint16Array<ArrayBuffer>;
  return view instanceof Uint16Array ? view : new Uint16Array(
    (view as ArrayBufferView<ArrayBuffer>).buffer,
    (view as ArrayBufferView<ArrayBuffer>).byteOffset,
    (view as ArrayBufferView<ArrayBuffer>).byteLength / 2,
  );
}
