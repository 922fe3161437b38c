/** Sizes of what is compared and of what both have. */
export interface RougeCounts {
  hyp: number;
  ref: number;
  overlap: number;
}

/** Which of the three numbers is the score. */
export type RougeMetric = "p" | "r" | "f";

/**
 * Precision (over `hyp`), recall (over `ref`) or their harmonic mean. The order of operations and the 1e-8 are those
 * of the Python package: f of equal texts is 0.999999995.
 */
export function rougeMetric(counts: RougeCounts, metric: RougeMetric): number {
  const p = counts.hyp === 0 ? 0 : counts.overlap / counts.hyp;
  const r = counts.ref === 0 ? 0 : counts.overlap / counts.ref;
  if (metric === "p") return p;
  if (metric === "r") return r;
  return 2 * ((p * r) / (p + r + 1e-8));
}
