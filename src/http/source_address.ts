import { parseIp } from "../base/mod.ts";

/**
 * Where a connection comes from, for caps and fairness: an IPv4 address as it is (also when mapped into IPv6), of an
 * IPv6 address its /64, because one host owns all of that.
 */
export function sourceOf(address: string | undefined): string {
  if (!address) return "unknown";
  const ip = parseIp(address.replace(/%.*$/, ""));
  if (ip === null) return address;
  if (ip.length === 4) return ip.join(".");
  const mapped = ip.slice(0, 10).every((byte) => byte === 0) && ip[10] === 255 && ip[11] === 255;
  if (mapped) return ip.slice(12).join(".");
  return `${[0, 2, 4, 6].map((i) => (ip[i]! << 8 | ip[i + 1]!).toString(16)).join(":")}::/64`;
}
