import { WalletError } from "./errors.ts";
import { ready, wasmCrypto } from "./sr25519.ts";

/** Lengths of BIP-39 phrases. */
export const MNEMONIC_LENGTHS = [12, 15, 18, 21, 24] as const;
/** Number of words of a phrase. */
export type MnemonicLength = typeof MNEMONIC_LENGTHS[number];

/** One blank between words, lower case, as the word list spells them. */
export function normalizeMnemonic(text: string): string {
  return text.normalize("NFKD").trim().toLowerCase().split(/\s+/).join(" ");
}

/**
 * A new English BIP-39 phrase from the system's random source.
 * @param words @default {12}
 */
export async function generateMnemonic(words: MnemonicLength = 12): Promise<string> {
  checkLength(words);
  await ready();
  return wasmCrypto().bip39Generate(words);
}

/**
 * Mini secret of a phrase, by substrate-bip39 (docs/spec/wire.md#73-from-mnemonic-or-seed-to-key): from the
 * entropy, not from the words.
 * @param mnemonic any case and spacing
 * @param passphrase text after `///` of a URI. @default {""}
 * @returns 32 bytes
 * @throws WalletError `invalid`; the message never repeats the words
 */
export async function seedFromMnemonic(mnemonic: string, passphrase = ""): Promise<Uint8Array> {
  const phrase = normalizeMnemonic(mnemonic);
  checkLength(phrase === "" ? 0 : phrase.split(" ").length);
  await ready();
  const library = wasmCrypto();
  if (!library.bip39Validate(phrase)) {
    throw new WalletError("invalid", "the recovery phrase has an unknown word or a wrong checksum", {
      hint: "Check spelling and order of the words against your note.",
    });
  }
  return library.bip39ToMiniSecret(phrase, passphrase);
}

function checkLength(words: number): void {
  if (!(MNEMONIC_LENGTHS as readonly number[]).includes(words)) {
    throw new WalletError("invalid", `a recovery phrase has 12, 15, 18, 21 or 24 words, got ${words}`);
  }
}
