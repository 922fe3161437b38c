/** One unit in the last place of the runtime's I32F32 numbers. */
const I32F32_UNITS = 2 ** 32;

/** The largest u16: weights, bonds and all published fractions are multiples of 1/65535. */
export const U16_MAX = 65_535;

/**
 * Rounds down to the grid of the runtime's I32F32 fixed-point numbers. The runtime floors each product and
 * quotient; doing the same after each double operation keeps our u16 results equal to the chain's, where plain
 * doubles would be one step higher (a third is 21844/65535 on chain).
 */
export function floorI32F32(value: number): number {
  return Math.floor(value * I32F32_UNITS) / I32F32_UNITS;
}

/** A fraction in [0, 1] as the chain stores it: floor(x · 65535), saturating. */
export function proportionToU16(fraction: number): number {
  return Math.max(0, Math.min(U16_MAX, Math.floor(fraction * U16_MAX)));
}

/**
 * Divides by the sum, in fixed point; an all-zero vector stays zero.
 * @param values non-negative
 */
export function normalize(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 ? values.map((value) => floorI32F32(value / sum)) : values.map(() => 0);
}
