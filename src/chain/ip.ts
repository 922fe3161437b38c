import { ChainError } from "./errors.ts";

/** An address as the chain stores it. */
export interface IpNumber {
  /** 4 or 6. */
  ipType: 4 | 6;
  /** Up to 128 bits. */
  number: bigint;
}

/**
 * Address text → number.
 * @throws ChainError `invalid` when the text is neither IPv4 nor IPv6
 */
export function ipToNumber(text: string): IpNumber {
  const four = parseV4(text);
  if (four !== null) return { ipType: 4, number: four };
  const groups = parseV6(text);
  if (groups === null) {
    throw new ChainError("invalid", `${JSON.stringify(text)} is no IP address`, {
      hint: "set --axon.external_ip to an IPv4 or IPv6 address",
    });
  }
  return { ipType: 6, number: groups.reduce((number, group) => (number << 16n) | BigInt(group), 0n) };
}

/**
 * Number → address text; IPv6 in its short form.
 * @throws ChainError `invalid` when the number is too large for its type
 */
export function numberToIp(number: bigint, ipType: number): string {
  const bits = ipType === 6 ? 128n : 32n;
  if (number < 0n || number >> bits !== 0n) {
    throw new ChainError("invalid", `${number} is no IPv${ipType} address`);
  }
  if (ipType !== 6) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => Number((number >> BigInt(112 - 16 * i)) & 0xffffn));
  return formatV6(groups);
}

/** True for the text of an IPv4 or IPv6 address. */
export function isIp(text: string): boolean {
  return parseV4(text) !== null || parseV6(text) !== null;
}

function parseV4(text: string): bigint | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) || text.endsWith(".")) return null;
  const parts = text.split(".").map(Number);
  return parts.every((part) => part <= 255) ? parts.reduce((n, part) => n * 256n + BigInt(part), 0n) : null;
}

function parseV6(text: string): number[] | null {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const four = parseV4(tail[2]!);
    return four === null
      ? null
      : parseV6(`${tail[1]}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`);
  }
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const parse = (part: string) => part === "" ? [] : part.split(":");
  const left = parse(halves[0]!);
  const right = halves.length === 2 ? parse(halves[1]!) : [];
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...left, ...new Array<string>(missing).fill("0"), ...right];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.map((g) => parseInt(g, 16)) : null;
}

/** RFC 5952: the longest run of zeros, if longer than one, becomes `::`. */
function formatV6(groups: number[]): string {
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
