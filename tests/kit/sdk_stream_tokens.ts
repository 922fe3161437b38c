import { Utf8Decoder } from "../../src/protocol/mod.ts";

/**
 * Tokens SN1's client yields for one decoded piece: split at newlines, possibly empty
 * (docs/spec/wire.md#55-streaming).
 */
export function pieceTokens(piece: string): string[] {
  return piece.split("\n");
}

/** The completion as SN1's v2.3 client stores it: newlines vanish (docs/spec/wire.md#55-streaming). */
export function withoutNewlines(text: string): string {
  return text.replaceAll("\n", "");
}

/**
 * One piece decoded on its own, as SDK clients do (docs/spec/wire.md#55-streaming). Our own client uses
 * {@link Utf8Decoder} over the whole stream, which also accepts a piece that ends inside a character.
 * @throws ProtocolError `utf8`
 */
export function decodePieceAlone(bytes: Uint8Array): string {
  const decoder = new Utf8Decoder();
  return decoder.push(bytes) + decoder.end();
}
