import { ProtocolError } from "./errors.ts";

/** Bytes of one piece of an answer: well below one TCP segment (docs/spec/wire.md#55-streaming). */
export const PIECE_BYTES = 1024;

function utf8Length(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

/**
 * Cuts a well-formed text into pieces of at most `maxBytes` UTF-8 bytes, never inside a character, because SDK clients
 * decode each piece on its own (docs/spec/wire.md#55-streaming).
 * @param maxBytes at least 4
 */
export function* splitAtCodePoints(text: string, maxBytes = PIECE_BYTES): Generator<string> {
  // Three bytes per UTF-16 unit at most: short texts need no counting.
  if (text.length * 3 <= maxBytes) {
    if (text.length > 0) yield text;
    return;
  }
  let start = 0;
  let bytes = 0;
  for (let i = 0; i < text.length;) {
    const codePoint = text.codePointAt(i)!;
    const length = utf8Length(codePoint);
    if (bytes + length > maxBytes) {
      yield text.slice(start, i);
      start = i;
      bytes = 0;
    }
    bytes += length;
    i += codePoint > 0xffff ? 2 : 1;
  }
  if (start < text.length) yield text.slice(start);
}

/**
 * Joins pieces that may be cut inside a surrogate pair: what comes out is well-formed, half a pair that never
 * completes becomes U+FFFD.
 */
export class SurrogateJoiner {
  #held = "";

  /** The well-formed text that is complete now; may be empty. */
  push(piece: string): string {
    const text = this.#held + piece;
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    this.#held = text.slice(cut);
    return text.slice(0, cut).toWellFormed();
  }

  /** What was held back at the end. */
  end(): string {
    const rest = this.#held.toWellFormed();
    this.#held = "";
    return rest;
  }
}

/** Decodes bytes that arrive in pieces cut anywhere; strict, and a byte order mark stays in the text. */
export class Utf8Decoder {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /**
   * The characters complete now; may be empty.
   * @throws ProtocolError `utf8` at the first invalid byte
   */
  push(bytes: Uint8Array): string {
    return this.#decode(bytes, true);
  }

  /**
   * Ends the text.
   * @throws ProtocolError `utf8` when it stops inside a character
   */
  end(): string {
    return this.#decode(new Uint8Array(), false);
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch (cause) {
      throw new ProtocolError("utf8", "the answer is not UTF-8", { cause });
    }
  }
}
