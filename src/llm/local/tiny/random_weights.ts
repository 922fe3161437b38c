import type { Random } from "../../../base/mod.ts";

/**
 * Normally distributed weights (Box–Muller).
 * @param count how many
 * @param deviation standard deviation
 */
export function normalWeights(random: Random, count: number, deviation: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const radius = Math.sqrt(-2 * Math.log(random.next() + 1e-12));
    out[i] = deviation * radius * Math.cos(2 * Math.PI * random.next());
  }
  return out;
}
