/**
 * `wallet`: hotkeys, the public half of coldkeys, signatures and addresses, compatible with btcli. The coldkey itself
 * is behind `coldkey.ts`, which is not part of this surface.
 * @module
 */
export * from "./types.ts";
export { WalletError, type WalletErrorCode } from "./errors.ts";
export { Secret } from "./secret.ts";
export { SS58_FORMAT, ss58Decode, ss58Encode, trySs58Decode } from "./ss58.ts";
export { isSignature, ready, sr25519Module, verify, verifyExact } from "./sr25519.ts";
export { signText, verifyText } from "./sign_text.ts";
export { devKey } from "./uri.ts";
export { MNEMONIC_LENGTHS, type MnemonicLength } from "./mnemonic.ts";
export { readMnemonicFile, writeMnemonicFile } from "./mnemonic_file.ts";
export {
  askedPassword,
  environmentPasswords,
  firstOf,
  fixedPassword,
  passwordFile,
  type PasswordRequest,
  type PasswordSource,
  pathVariable,
  readPasswordFile,
} from "./passwords.ts";
export { expandWalletPath, type WalletPaths, walletPaths } from "./paths.ts";
export type { KeySource } from "./key_source.ts";
export {
  type CreatedKey,
  type CreateOptions,
  MIN_PASSWORD_CHARACTERS,
  type StoreOptions,
  type UndoPhrase,
} from "./keystore.ts";
export { createHotkey, openHotkey, readColdkeyPub, regenHotkey } from "./wallet.ts";
export { readDocument, writeDocument } from "./documents.ts";
export { type HotkeySummary, listWallets, showWallet, type WalletSummary } from "./list_wallets.ts";
