import { fromHex } from "../base/mod.ts";
import { WalletError } from "./errors.ts";
import type { KeyMaterial } from "./key_record.ts";
import { normalizeMnemonic, seedFromMnemonic } from "./mnemonic.ts";
import { pairFromPolkadotJson } from "./polkadot_json.ts";
import { pairFromSeed, ready } from "./sr25519.ts";
import { pairFromUri } from "./uri.ts";

/** What a key is regenerated from. */
export type KeySource =
  /** BIP-39 phrase of 12 to 24 words. */
  | { mnemonic: string }
  /** Mini secret, 64 hex digits with or without `0x`. */
  | { seed: string }
  /** Substrate URI such as `//Alice`; the file will hold neither seed nor phrase. */
  | { uri: string }
  /** Text of a polkadot-js export and its password. */
  | { json: string; password: string };

/**
 * Private key of a source.
 * @throws WalletError `invalid`, `password`, `unsupported`, `inconsistent`; no message repeats the source
 */
export async function materialFrom(source: KeySource): Promise<KeyMaterial> {
  await ready();
  if ("mnemonic" in source) {
    const seed = await seedFromMnemonic(source.mnemonic);
    return { pair: pairFromSeed(seed), seed, phrase: normalizeMnemonic(source.mnemonic) };
  }
  if ("seed" in source) {
    const digits = source.seed.trim();
    if (!/^(0x)?[0-9a-fA-F]{64}$/.test(digits)) {
      throw new WalletError("invalid", `a seed is 64 hex digits, got ${digits.length} characters`);
    }
    const seed = fromHex(digits);
    return { pair: pairFromSeed(seed), seed };
  }
  if ("uri" in source) return { pair: await pairFromUri(source.uri) };
  return { pair: await pairFromPolkadotJson(source.json, source.password) };
}
