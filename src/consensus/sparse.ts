import { floorI32F32 } from "./fixed.ts";

/** One row of a sparse matrix: column (a uid) and value. */
export type SparseRow = readonly (readonly [uid: number, value: number])[];

/** Rows by uid. */
export type SparseMatrix = readonly SparseRow[];

/** A new matrix with each value replaced; entries that become 0 leave. */
export function mapEntries(
  matrix: SparseMatrix,
  change: (value: number, row: number, column: number) => number,
): SparseMatrix {
  return matrix.map((row, i) => {
    const out: [number, number][] = [];
    for (const [j, value] of row) {
      const changed = change(value, i, j);
      if (changed > 0) out.push([j, changed]);
    }
    return out;
  });
}

/** Sum of each row. */
export function rowSums(matrix: SparseMatrix): number[] {
  return matrix.map((row) => row.reduce((sum, [, value]) => sum + value, 0));
}

/** Sum of each of `n` columns. */
function columnSums(matrix: SparseMatrix, n: number): number[] {
  const sums = new Array<number>(n).fill(0);
  for (const row of matrix) for (const [j, value] of row) sums[j]! += value;
  return sums;
}

/** Largest value of each of `n` columns. */
export function columnMaxima(matrix: SparseMatrix, n: number): number[] {
  const maxima = new Array<number>(n).fill(0);
  for (const row of matrix) for (const [j, value] of row) maxima[j] = Math.max(maxima[j]!, value);
  return maxima;
}

/** Each row divided by its sum. */
export function rowNormalize(matrix: SparseMatrix): SparseMatrix {
  const sums = rowSums(matrix);
  return mapEntries(matrix, (value, i) => floorI32F32(value / sums[i]!));
}

/** Each column divided by its sum. */
export function columnNormalize(matrix: SparseMatrix, n: number): SparseMatrix {
  const sums = columnSums(matrix, n);
  return mapEntries(matrix, (value, _i, j) => floorI32F32(value / sums[j]!));
}

/** For each column j: Σ_i v_i · M_ij. */
export function weightedColumnSums(matrix: SparseMatrix, v: readonly number[]): number[] {
  const sums = v.map(() => 0);
  matrix.forEach((row, i) => {
    for (const [j, value] of row) sums[j]! += floorI32F32(v[i]! * value);
  });
  return sums;
}

/** For each row i: Σ_j M_ij · v_j. */
export function weightedRowSums(matrix: SparseMatrix, v: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, [j, value]) => sum + floorI32F32(value * v[j]!), 0));
}

/** Entries that stand in either matrix, combined by `join` (a missing entry counts as 0); zeros leave. */
export function joinEntries(
  left: SparseMatrix,
  right: SparseMatrix,
  join: (left: number, right: number, row: number, column: number) => number,
): SparseMatrix {
  return left.map((row, i) => {
    const other = new Map(right[i]);
    const pairs = new Map<number, [number, number]>(row.map(([j, value]) => [j, [value, other.get(j) ?? 0]]));
    for (const [j, value] of other) if (!pairs.has(j)) pairs.set(j, [0, value]);
    const out: [number, number][] = [];
    for (const [j, [a, b]] of pairs) {
      const value = join(a, b, i, j);
      if (value > 0) out.push([j, value]);
    }
    return out.sort((a, b) => a[0] - b[0]);
  });
}
