import { type IpBytes, parseIp } from "../base/mod.ts";

/** Where to connect to. */
export interface Dial {
  /** Address literal without brackets. */
  host: string;
  /** As it stands in a URL or `host` header: IPv6 in brackets. */
  urlHost: string;
  /** TCP port, 1 to 65535. */
  port: number;
}

/** Why an address is not dialed; `never` holds whatever the options say. */
interface Range {
  prefix: IpBytes;
  bits: number;
  why: string;
  never?: true;
}

/** Special-purpose ranges of the IANA registries that a stranger may not send us to. */
const RANGES_V4: readonly Range[] = [
  { prefix: [0, 0, 0, 0], bits: 8, why: "unspecified", never: true },
  { prefix: [10, 0, 0, 0], bits: 8, why: "private" },
  { prefix: [100, 64, 0, 0], bits: 10, why: "carrier-grade NAT" },
  { prefix: [127, 0, 0, 0], bits: 8, why: "loopback" },
  { prefix: [169, 254, 0, 0], bits: 16, why: "link-local" },
  { prefix: [172, 16, 0, 0], bits: 12, why: "private" },
  { prefix: [192, 0, 0, 0], bits: 24, why: "reserved" },
  { prefix: [192, 0, 2, 0], bits: 24, why: "documentation" },
  { prefix: [192, 168, 0, 0], bits: 16, why: "private" },
  { prefix: [198, 18, 0, 0], bits: 15, why: "benchmarking" },
  { prefix: [198, 51, 100, 0], bits: 24, why: "documentation" },
  { prefix: [203, 0, 113, 0], bits: 24, why: "documentation" },
  { prefix: [224, 0, 0, 0], bits: 4, why: "multicast", never: true },
  { prefix: [240, 0, 0, 0], bits: 4, why: "reserved", never: true },
];

const v6 = (...head: number[]): IpBytes => [...head, ...Array<number>(16 - head.length).fill(0)];

const RANGES_V6: readonly Range[] = [
  { prefix: [...v6().slice(0, 15), 1], bits: 128, why: "loopback" },
  { prefix: v6(), bits: 128, why: "unspecified", never: true },
  { prefix: v6(0x01, 0x00), bits: 64, why: "discard", never: true },
  { prefix: v6(0x20, 0x01, 0x0d, 0xb8), bits: 32, why: "documentation" },
  { prefix: v6(0x20, 0x01, 0x00, 0x00), bits: 32, why: "Teredo" },
  { prefix: v6(0x00, 0x64, 0xff, 0x9b, 0x00, 0x01), bits: 48, why: "NAT64" },
  { prefix: v6(0xfc), bits: 7, why: "private" },
  { prefix: v6(0xfe, 0x80), bits: 10, why: "link-local" },
  { prefix: v6(0xfe, 0xc0), bits: 10, why: "site-local" },
  { prefix: v6(0xff), bits: 8, why: "multicast", never: true },
];

/** Ranges of IPv6 that carry an IPv4 address, and where in them it lies: a disguise, so refused as a whole. */
const EMBEDDED: readonly (Range & { at: number })[] = [
  { prefix: [...v6().slice(0, 10), 0xff, 0xff, 0, 0, 0, 0], bits: 96, why: "IPv4-mapped", at: 12 },
  { prefix: v6(), bits: 96, why: "IPv4-compatible", at: 12 },
  { prefix: v6(0x00, 0x64, 0xff, 0x9b), bits: 96, why: "NAT64", at: 12 },
  { prefix: v6(0x20, 0x02), bits: 16, why: "6to4", at: 2 },
];

function within(ip: IpBytes, range: Range): boolean {
  for (let bit = 0; bit < range.bits; bit += 8) {
    const mask = bit + 8 <= range.bits ? 255 : 255 << (8 - (range.bits - bit)) & 255;
    if ((ip[bit / 8]! & mask) !== (range.prefix[bit / 8]! & mask)) return false;
  }
  return true;
}

function rangeOf(ip: IpBytes): Range | undefined {
  if (ip.length === 4) return RANGES_V4.find((range) => within(ip, range));
  const own = RANGES_V6.find((range) => within(ip, range));
  if (own) return own;
  const outer = EMBEDDED.find((range) => within(ip, range));
  const inner = outer && rangeOf(ip.slice(outer.at, outer.at + 4));
  return inner?.never ? inner : outer;
}

/**
 * Decides where a target is dialed (docs/spec/wire.md#33-nonce-semantics, docs/spec/wire.md#51-url). Names
 * are never resolved: a metagraph holds addresses.
 * @param externalIp own external address; it is dialed as 127.0.0.1
 * @param allowPrivate dial addresses that lead back into one's own network
 * @returns the reason as a text when it is not dialed
 */
export function dialOf(
  target: { ip: string; port: number },
  allowPrivate: boolean,
  externalIp: string | undefined,
): Dial | string {
  const { ip: text, port } = target;
  if (!Number.isInteger(port) || port < 1 || port > 65535) return "no such port";
  const ip = parseIp(text);
  if (ip === null) return "not an IP address";
  if (externalIp !== undefined && text === externalIp) {
    return { host: "127.0.0.1", urlHost: "127.0.0.1", port };
  }
  const range = rangeOf(ip);
  if (range && (range.never || !allowPrivate)) return `${range.why} address`;
  return { host: text, urlHost: ip.length === 16 ? `[${text}]` : text, port };
}
