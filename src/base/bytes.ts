import { BaseError } from "./errors.ts";

const encoder = new TextEncoder();

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Lower-case hex without prefix. */
export function toHex(bytes: Uint8Array): string {
  return bytes.toHex();
}

/**
 * Bytes of a hex text, with or without `0x`.
 * @throws BaseError `invalid` when it is not hex of whole bytes
 */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.startsWith("0x") ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new BaseError("invalid", `not a hex text of whole bytes (${digits.length} characters)`);
  }
  return Uint8Array.fromHex(digits);
}

/** One array after the other. */
export function concatBytes(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
