/** `1.2.3`, or `1.2.3-rc.1`. */
const FORM = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-([0-9A-Za-z.-]{1,64}))?$/;

/** Whether a text is a version this project uses. */
export function isVersion(text: string): boolean {
  return FORM.test(text);
}

/**
 * Order of two versions, by the rules of semantic versioning; a pre-release stands before its release.
 * @returns negative when `a` is older, 0 when they rank alike
 * @throws RangeError when one is no version
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [FORM.exec(a), FORM.exec(b)];
  if (!left || !right) throw new RangeError(`not a version: ${left ? b : a}`);
  for (let i = 1; i <= 3; i++) {
    const difference = Number(left[i]) - Number(right[i]);
    if (difference !== 0) return difference;
  }
  if (left[4] === undefined || right[4] === undefined) {
    return Number(left[4] === undefined) - Number(right[4] === undefined);
  }
  return comparePre(left[4].split("."), right[4].split("."));
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x === y) continue;
    const [xNumber, yNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xNumber && yNumber) return Number(x) - Number(y);
    // Numbers stand before words.
    if (xNumber !== yNumber) return xNumber ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}
