import { readSmallFile } from "./files.ts";
import { parseKeyRecord, publicKeyOf } from "./key_record.ts";
import { type KeySource, materialFrom } from "./key_source.ts";
import {
  type CreatedKey,
  createKey,
  type CreateOptions,
  type KeyFilePair,
  type KeyWords,
  openSigner,
  storeKey,
  type StoreOptions,
} from "./keystore.ts";
import type { PasswordSource } from "./passwords.ts";
import { walletPaths } from "./paths.ts";
import type { PublicKey, Signer, WalletLocation } from "./types.ts";

function flags(location: WalletLocation): string {
  return `--wallet.name ${location.name} --wallet.hotkey ${location.hotkey}`;
}

function hotkeyWords(location: WalletLocation): KeyWords {
  return {
    what: "the hotkey file",
    missingHint: `Make one with \`sn1 wallet new-hotkey ${flags(location)}\`, or see \`sn1 wallet list\`.`,
  };
}

function hotkeyFiles(location: WalletLocation): KeyFilePair {
  const paths = walletPaths(location);
  return { privatePath: paths.hotkey, publicPath: paths.hotkeypub };
}

/**
 * Opens the hotkey for signing. Encrypted hotkeys are rare but possible.
 * @param passwords asked only when the file is encrypted
 * @throws WalletError `missing`, `unreadable`, `password`, `inconsistent`, `invalid`
 */
export async function openHotkey(location: WalletLocation, passwords?: PasswordSource): Promise<Signer> {
  return await openSigner(walletPaths(location).hotkey, hotkeyWords(location), passwords);
}

/**
 * The coldkey's public half, from `coldkeypub.txt`; all a neuron needs of it.
 * @throws WalletError `missing`, `unreadable`, `inconsistent`, `invalid`
 */
export async function readColdkeyPub(location: WalletLocation): Promise<PublicKey> {
  const { coldkeypub } = walletPaths(location);
  const hint = `Copy coldkeypub.txt from the machine that holds the coldkey, ` +
    `or make a wallet with \`sn1 wallet new-coldkey --wallet.name ${location.name}\`.`;
  const content = await readSmallFile(coldkeypub, "the public coldkey file", hint);
  return publicKeyOf(parseKeyRecord(content, coldkeypub), coldkeypub);
}

/**
 * Makes a hotkey and writes `hotkeys/<name>` and `hotkeys/<name>pub.txt`.
 * @param options hotkeys are normally stored without a password
 * @throws WalletError `exists`, `invalid`, `unwritable`
 */
export async function createHotkey(location: WalletLocation, options: CreateOptions): Promise<CreatedKey> {
  return await createKey(hotkeyFiles(location), options);
}

/**
 * Writes a hotkey again from its phrase, seed, URI or polkadot-js export.
 * @throws WalletError `exists`, `invalid`, `password`, `unsupported`, `unwritable`
 */
export async function regenHotkey(
  location: WalletLocation,
  source: KeySource,
  options: StoreOptions,
): Promise<PublicKey> {
  return await storeKey(hotkeyFiles(location), await materialFrom(source), options);
}
