/** RAO in one TAO; alpha has the same scale. */
export const RAO_PER_TAO = 1_000_000_000n;

/** An amount in words for people, exact, e.g. `1.5 TAO`. @param rao not negative */
export function taoText(rao: bigint): string {
  const fraction = (rao % RAO_PER_TAO).toString().padStart(9, "0").replace(/0+$/, "");
  return `${rao / RAO_PER_TAO}${fraction ? `.${fraction}` : ""} TAO`;
}
