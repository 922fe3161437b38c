import type { TermResult } from "./types.ts";

/**
 * Totals of a step (docs/spec/domain.md#58-combination): Σ weight·raw over rewards, then for each penalty ×
 * (1 − weight·raw). Every operation is rounded to float32, as the tensors of the original do.
 * @param count responses
 * @returns float32 values in [0, 1]
 */
export function combineTerms(
  terms: readonly Pick<TermResult, "kind" | "weight" | "raw">[],
  count: number,
): number[] {
  const f = Math.fround;
  const totals = new Array<number>(count).fill(0);
  for (const { kind, weight, raw } of terms) {
    if (kind !== "reward") continue;
    for (let i = 0; i < count; i++) totals[i] = f(totals[i]! + f(f(weight) * f(raw[i] ?? 0)));
  }
  for (const { kind, weight, raw } of terms) {
    if (kind !== "penalty") continue;
    for (let i = 0; i < count; i++) totals[i] = f(totals[i]! * f(1 - f(f(weight) * f(raw[i] ?? 0))));
  }
  return totals.map((total) => (total > 0 ? Math.min(1, total) : 0));
}

/** Index of the largest number, first on ties; -1 for an empty list. */
export function argMax(values: readonly number[]): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) if (best < 0 || values[i]! > values[best]!) best = i;
  return best;
}

/** (r − min) / (max − min + 1e-6) over a batch, in float32; only shown, never scored. */
export function normalizeRaw(raw: readonly number[]): number[] {
  const f = Math.fround;
  const [min, max] = [Math.min(...raw), Math.max(...raw)];
  return raw.map((r) => f(f(f(r) - f(min)) / f(f(f(max) - f(min)) + f(1e-6))));
}
