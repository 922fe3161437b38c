/** Bytes of an IP address: 4 or 16. */
export type IpBytes = readonly number[];

/**
 * Reads an IP address literal. Only the plain dotted form of IPv4 is known: what `inet_aton` accepts besides
 * (octal, hexadecimal, one big number) has been used to slip past checks.
 * @returns null when the text is no address
 */
export function parseIp(text: string): IpBytes | null {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): IpBytes | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function parseIpv6(text: string): IpBytes | null {
  if (text.length > 45) return null;
  let head = text;
  let tail: IpBytes = [];
  const dotted = text.lastIndexOf(":") + 1;
  if (text.includes(".")) {
    const four = parseIpv4(text.slice(dotted));
    if (four === null) return null;
    tail = four;
    // "::1.2.3.4" keeps its "::", "a:1.2.3.4" loses the colon before the dotted part.
    head = text.slice(0, dotted).endsWith("::") ? text.slice(0, dotted) : text.slice(0, dotted - 1);
  }
  const halves = head.split("::");
  if (halves.length > 2) return null;
  const groups = (half: string) => half === "" ? [] : half.split(":");
  const [left, right] = [groups(halves[0]!), groups(halves[1] ?? "")];
  if (![...left, ...right].every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const toBytes = (list: string[]) =>
    list.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
  const [before, after] = [toBytes(left), [...toBytes(right), ...tail]];
  const missing = 16 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return null;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

/** Text of an address; IPv6 in its short form (RFC 5952: the longest run of zeros, if longer than one, becomes `::`). */
export function formatIp(ip: IpBytes): string {
  if (ip.length === 4) return ip.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ip[2 * i]! << 8 | ip[2 * i + 1]!);
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = (list: number[]) => list.map((group) => group.toString(16)).join(":");
  if (best.length < 2) return hex(groups);
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}
