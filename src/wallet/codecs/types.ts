/**
 * One way a key file can be stored (docs/spec/wire.md#75-encrypted-files). A new one is one file plus one
 * line in the table.
 */
export interface KeyFileCodec {
  readonly kind: "nacl" | "ansible" | "fernet" | "plain";
  /** First characters of such a file; empty for the one that takes the rest. */
  readonly prefix: string;
  /** Whether reading needs a password. */
  readonly encrypted: boolean;
  /**
   * Finds damage that needs no password to be seen.
   * @throws WalletError `unreadable`
   */
  check?(file: Uint8Array): void;
  /**
   * Plain content of a stored file.
   * @throws WalletError `password` when the password is wrong, `unreadable` when the file is damaged
   */
  decode(file: Uint8Array, password: string): Promise<Uint8Array>;
  /** Stores plain content; absent for kinds that are only read. */
  encode?(content: Uint8Array, password: string): Promise<Uint8Array>;
}
