import type { Random } from "../../../base/mod.ts";
import type { Sampling } from "./token_request.ts";

/** Index of the largest value; the first among equals. */
export function argmax(values: Float32Array): number {
  let best = 0;
  let top = values[0]!;
  for (let i = 1; i < values.length; i++) {
    if (values[i]! > top) {
      top = values[i]!;
      best = i;
    }
  }
  return best;
}

/** The `count` largest values' indices, largest first; equal values in order of index. */
export function largest(values: Float32Array, count: number): number[] {
  // A heap whose root is the smallest kept value: most values of a vocabulary lose one comparison and are gone.
  const heap: number[] = [];
  const below = (a: number, b: number) => values[a]! < values[b]! || (values[a] === values[b] && a > b);
  const sink = (from: number) => {
    for (let at = from;;) {
      let low = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && below(heap[child]!, heap[low]!)) low = child;
      }
      if (low === at) return;
      [heap[at], heap[low]] = [heap[low]!, heap[at]!];
      at = low;
    }
  };
  const size = Math.min(count, values.length);
  for (let i = 0; i < size; i++) heap.push(i);
  for (let i = size >> 1; i >= 0; i--) sink(i);
  for (let i = size; i < values.length; i++) {
    if (values[i]! > values[heap[0]!]!) {
      heap[0] = i;
      sink(0);
    }
  }
  return heap.sort((a, b) => values[b]! - values[a]! || a - b);
}

/** Values this far below the best, in units of temperature, have no measurable probability (e^-20 ≈ 2e-9). */
const NEGLIGIBLE = 20;

/**
 * Chooses the next token.
 * @param logits one number per token
 * @param random the row's own stream; not used when the temperature is 0
 */
export function sampleToken(logits: Float32Array, sampling: Sampling, random: Random): number {
  if (!(sampling.temperature > 0)) return argmax(logits);
  const best = argmax(logits);
  const floor = logits[best]! - NEGLIGIBLE * sampling.temperature;
  let kept: number[];
  if (sampling.topK > 0) kept = largest(logits, sampling.topK).filter((i) => logits[i]! >= floor);
  else {
    kept = [];
    for (let i = 0; i < logits.length; i++) if (logits[i]! >= floor) kept.push(i);
    kept.sort((a, b) => logits[b]! - logits[a]! || a - b);
  }
  const weights = kept.map((i) => Math.exp((logits[i]! - logits[best]!) / sampling.temperature));
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  if (sampling.topP < 1) {
    let sum = 0;
    let count = 0;
    while (count < kept.length && sum < sampling.topP * total) sum += weights[count++]!;
    total = sum;
    kept.length = Math.max(1, count);
  }
  let left = random.next() * total;
  for (let i = 0; i < kept.length; i++) {
    left -= weights[i]!;
    if (left < 0) return kept[i]!;
  }
  return kept[kept.length - 1]!;
}
