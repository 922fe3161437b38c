import { byteAlphabet } from "./byte_alphabet.ts";

/** Turns the tokens of one answer into text, piece by piece. Never ends a piece inside a character. */
export interface Detokenizer {
  /** @returns text that is certain now, often "" */
  push(id: number): string;
  /** What is left at the end; half a character is dropped. */
  finish(): string;
}

/** The parts of tokenizer.json that decoding needs. */
export interface TokenizerFile {
  added_tokens?: { id: number; content: string; special?: boolean }[];
  decoder?: { type?: string; decoders?: { type?: string }[] } | null;
  model?: { vocab?: Record<string, number> | unknown };
}

/** Bytes of every token of a byte-level vocabulary; special tokens have none. */
export class ByteVocabulary {
  readonly #bytes: (Uint8Array | undefined)[] = [];

  private constructor(file: TokenizerFile) {
    const byteOf = new Map(byteAlphabet().map((char, byte) => [char, byte]));
    for (const [token, id] of Object.entries(file.model!.vocab as Record<string, number>)) {
      this.#bytes[id] = Uint8Array.from(Array.from(token, (char) => byteOf.get(char) ?? 63));
    }
    const encoder = new TextEncoder();
    for (const token of file.added_tokens ?? []) {
      this.#bytes[token.id] = token.special ? new Uint8Array(0) : encoder.encode(token.content);
    }
  }

  /** @returns undefined when the tokenizer is not byte-level */
  static from(file: TokenizerFile): ByteVocabulary | undefined {
    const types = [file.decoder?.type, ...(file.decoder?.decoders ?? []).map((decoder) => decoder.type)];
    const vocabulary = file.model?.vocab;
    const plain = typeof vocabulary === "object" && vocabulary !== null && !Array.isArray(vocabulary);
    return types.includes("ByteLevel") && plain ? new ByteVocabulary(file) : undefined;
  }

  bytes(id: number): Uint8Array {
    return this.#bytes[id] ?? new Uint8Array(0);
  }
}

/** Detokenizer of byte-level vocabularies: tokens are bytes, and UTF-8 is decoded as a stream. */
export class ByteDetokenizer implements Detokenizer {
  readonly #vocabulary: ByteVocabulary;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(vocabulary: ByteVocabulary) {
    this.#vocabulary = vocabulary;
  }

  push(id: number): string {
    return this.#decoder.decode(this.#vocabulary.bytes(id), { stream: true });
  }

  finish(): string {
    // A flush yields U+FFFD for each byte of an unfinished character, and nothing else.
    this.#decoder.decode();
    return "";
  }
}

/** Tokens kept as context for decoding: enough for blanks between words and for characters made of bytes. */
const WINDOW = 8;

/**
 * Detokenizer of all other vocabularies: decodes a short window again with each token and shows what was added, once
 * it does not end in a replacement character.
 */
export class WindowDetokenizer implements Detokenizer {
  readonly #decode: (ids: number[]) => string;
  #ids: number[] = [];
  #shown = 0;

  /** @param decode the tokenizer's own decoding, special tokens left out */
  constructor(decode: (ids: number[]) => string) {
    this.#decode = decode;
  }

  push(id: number): string {
    this.#ids.push(id);
    const text = this.#decode(this.#ids);
    if (text.endsWith("\ufffd")) return "";
    const before = this.#decode(this.#ids.slice(0, this.#shown));
    const piece = text.slice(before.length);
    this.#shown = this.#ids.length;
    if (this.#shown > 2 * WINDOW) {
      this.#ids = this.#ids.slice(-WINDOW);
      this.#shown = WINDOW;
    }
    return piece;
  }

  finish(): string {
    const text = this.#decode(this.#ids).slice(this.#decode(this.#ids.slice(0, this.#shown)).length);
    return text.replace(/\ufffd+$/, "");
  }
}
