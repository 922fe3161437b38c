/**
 * Signs with one sr25519 key. The secret stays inside the implementation; the interface is asynchronous so that a
 * signer may live in another process, a device or a human's hands.
 */
export interface Signer {
  /** Address, ss58 format 42 (48 characters). */
  readonly ss58: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /**
   * Signs with the context `substrate`, without wrapping the message.
   * @returns 64 bytes
   */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** Where a wallet lives: `<path>/<name>/hotkeys/<hotkey>`. */
export interface WalletLocation {
  /** Folder of all wallets; a leading `~` is the home folder. */
  path: string;
  /** Name of the wallet's folder, the value of `--wallet.name`. */
  name: string;
  /** ss58 address of the hotkey. */
  hotkey: string;
}

/** The public half of a key. */
export interface PublicKey {
  /** ss58 address. */
  readonly ss58: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}
