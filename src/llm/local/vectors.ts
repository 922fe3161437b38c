import { LlmError } from "../errors.ts";
import type { WireVectors } from "./protocol.ts";

/** Vectors as they travel: float32 in base64, exact and a quarter of the size of numbers in JSON. */
export function encodeVectors(vectors: readonly Float32Array[]): WireVectors {
  const width = vectors[0]?.length ?? 0;
  const all = new Float32Array(vectors.length * width);
  vectors.forEach((vector, i) => all.set(vector, i * width));
  return { count: vectors.length, width, base64: new Uint8Array(all.buffer).toBase64() };
}

/**
 * @throws LlmError `failed` when sizes do not fit
 */
export function decodeVectors(wire: WireVectors): Float32Array[] {
  const bytes = Uint8Array.fromBase64(wire.base64);
  if (bytes.length !== wire.count * wire.width * 4) {
    throw new LlmError("failed", `${bytes.length} bytes for ${wire.count} vectors of ${wire.width} numbers`);
  }
  const all = new Float32Array(bytes.buffer);
  return Array.from({ length: wire.count }, (_, i) => all.slice(i * wire.width, (i + 1) * wire.width));
}
