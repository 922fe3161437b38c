/**
 * The coldkey: the key that owns the money. Not part of `mod.ts`: only `register`, the wallet commands and tools of the
 * local chain may import this file (ARCHITECTURE.md#layers).
 * @module
 */
import { type KeySource, materialFrom } from "./key_source.ts";
import {
  type CreatedKey,
  createKey,
  type CreateOptions,
  type KeyFilePair,
  openSigner,
  storeKey,
  type StoreOptions,
} from "./keystore.ts";
import type { PasswordSource } from "./passwords.ts";
import { walletPaths } from "./paths.ts";
import type { PublicKey, Signer, WalletLocation } from "./types.ts";

/** Where a coldkey lives: the wallet without its hotkey. */
export type ColdkeyLocation = Pick<WalletLocation, "path" | "name">;

function coldkeyFiles(location: ColdkeyLocation): KeyFilePair {
  const paths = walletPaths({ ...location, hotkey: "default" });
  return { privatePath: paths.coldkey, publicPath: paths.coldkeypub };
}

/**
 * Opens the coldkey for signing; about 8 s for a current encrypted file.
 * @param passwords asked only when the file is encrypted
 * @throws WalletError `missing`, `unreadable`, `password`, `inconsistent`, `invalid`
 */
export async function openColdkey(location: ColdkeyLocation, passwords?: PasswordSource): Promise<Signer> {
  return await openSigner(coldkeyFiles(location).privatePath, {
    what: "the coldkey file",
    missingHint: `Make one with \`sn1 wallet new-coldkey --wallet.name ${location.name}\`, ` +
      `or restore it with \`sn1 wallet regen-coldkey\`.`,
  }, passwords);
}

/**
 * Makes a coldkey and writes `coldkey` and `coldkeypub.txt`.
 * @param options coldkeys are normally encrypted
 * @throws WalletError `exists`, `invalid`, `unwritable`
 */
export async function createColdkey(location: ColdkeyLocation, options: CreateOptions): Promise<CreatedKey> {
  return await createKey(coldkeyFiles(location), options);
}

/**
 * Writes a coldkey again from its phrase, seed, URI or polkadot-js export.
 * @throws WalletError `exists`, `invalid`, `password`, `unsupported`, `unwritable`
 */
export async function regenColdkey(
  location: ColdkeyLocation,
  source: KeySource,
  options: StoreOptions,
): Promise<PublicKey> {
  return await storeKey(coldkeyFiles(location), await materialFrom(source), options);
}
