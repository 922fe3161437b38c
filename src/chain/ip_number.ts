import { formatIp, parseIp } from "../base/mod.ts";
import { ChainError } from "./errors.ts";

/** An address as the chain stores it. */
export interface IpNumber {
  /** Family of the address. */
  ipType: 4 | 6;
  /** Up to 128 bits. */
  number: bigint;
}

/**
 * Address text → number.
 * @throws ChainError `invalid` when the text is neither IPv4 nor IPv6
 */
export function ipToNumber(text: string): IpNumber {
  const ip = parseIp(text);
  if (ip === null) {
    throw new ChainError("invalid", `${JSON.stringify(text)} is no IP address`, {
      hint: "set --axon.external_ip to an IPv4 or IPv6 address",
    });
  }
  return {
    ipType: ip.length === 4 ? 4 : 6,
    number: ip.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n),
  };
}

/**
 * Number → address text; IPv6 in its short form.
 * @throws ChainError `invalid` when the number is too large for its type
 */
export function numberToIp(number: bigint, ipType: number): string {
  const size = ipType === 6 ? 16 : 4;
  if (number < 0n || number >> BigInt(8 * size) !== 0n) {
    throw new ChainError("invalid", `${number} is no IPv${ipType} address`);
  }
  return formatIp(
    Array.from({ length: size }, (_, i) => Number((number >> BigInt(8 * (size - 1 - i))) & 0xffn)),
  );
}

/** True for the text of an IPv4 or IPv6 address. */
export function isIp(text: string): boolean {
  return parseIp(text) !== null;
}
