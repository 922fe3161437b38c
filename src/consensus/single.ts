/** Vectors whose type says the precision of the computation. */
export type Floats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Rounding after each operation that belongs to the precision of `values`. */
export function precisionOf(values: Floats): (value: number) => number {
  return values instanceof Float32Array ? Math.fround : (value) => value;
}

/** Below this length numpy adds from left to right, up to {@link BLOCK} in eight lanes, above it by halves. */
const LANES = 8;
const BLOCK = 128;

/** Sum in the order and precision numpy uses, because single precision shows the order in the last digit. */
export function pairwiseSum(values: Floats): number {
  const round = precisionOf(values);
  const sum = (start: number, length: number): number => {
    if (length < LANES) {
      let total = 0;
      for (let i = start; i < start + length; i++) total = round(total + values[i]!);
      return total;
    }
    if (length > BLOCK) {
      const half = length / 2 - (length / 2) % LANES;
      const left = Math.floor(half);
      return round(sum(start, left) + sum(start + left, length - left));
    }
    const lanes = Array.from({ length: LANES }, (_, lane) => values[start + lane]!);
    let i = LANES;
    for (; i < length - length % LANES; i++) {
      lanes[i % LANES] = round(lanes[i % LANES]! + values[start + i]!);
    }
    const [a, b, c, d, e, f, g, h] = lanes as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    let total = round(
      round(round(a + b) + round(c + d)) + round(round(e + f) + round(g + h)),
    );
    for (; i < length; i++) total = round(total + values[start + i]!);
    return total;
  };
  return sum(0, values.length);
}

/**
 * Quantile with linear interpolation between the two nearest values.
 * @param share 0 = smallest, 1 = largest
 * @throws RangeError when there are no values
 */
export function quantile(values: Floats, share: number): number {
  if (values.length === 0) throw new RangeError("quantile() of no values");
  const sorted = values.slice().sort();
  const position = share * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (position - low);
}
