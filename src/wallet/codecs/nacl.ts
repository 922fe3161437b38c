import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { concatBytes, fromHex, Mutex, utf8 } from "../../base/mod.ts";
import { WalletError } from "../errors.ts";
import type { KeyFileCodec } from "./types.ts";

const PREFIX = "$NACL";
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
const KEY_BITS = 256;
/** Fixed for all wallets: the format has no room for a salt of its own. */
const SALT = fromHex("137183dff15a09bc9c90b5518739e9b1");
/** libsodium's "sensitive" limits of Argon2i: 8 passes over 512 MiB. */
const PASSES = 8;
const MEMORY_KIB = 524_288;
const ARGON2_VERSION = 0x13;

/** One derivation at a time: each holds 512 MiB. */
const turn = new Mutex();

/**
 * Key of a password, in about 8 s beside the event loop.
 * @returns 32 bytes
 * @throws WalletError `unsupported` when the runtime lacks Argon2i or the memory for it
 */
function deriveKey(password: string): Promise<Uint8Array> {
  return turn.run(async () => {
    try {
      const base = await crypto.subtle.importKey("raw-secret", utf8(password), "Argon2i", false, [
        "deriveBits",
      ]);
      const parameters = {
        name: "Argon2i",
        nonce: SALT,
        passes: PASSES,
        memory: MEMORY_KIB,
        parallelism: 1,
        version: ARGON2_VERSION,
      };
      return new Uint8Array(await crypto.subtle.deriveBits(parameters, base, KEY_BITS));
    } catch (cause) {
      throw new WalletError("unsupported", "the password key could not be computed (Argon2i, 512 MiB)", {
        hint: "It needs Deno 2.9 or newer and 512 MiB of free memory.",
        cause,
      });
    }
  });
}

/**
 * Current encryption of btcli and the SDK: Argon2i, then libsodium's secretbox
 * (docs/spec/wire.md#75-encrypted-files).
 */
export const naclCodec: KeyFileCodec = {
  kind: "nacl",
  prefix: PREFIX,
  encrypted: true,
  check(file) {
    if (file.length - PREFIX.length <= NONCE_BYTES + TAG_BYTES) {
      throw new WalletError("unreadable", `the encrypted file is cut off (${file.length} bytes)`);
    }
  },
  async decode(file, password) {
    this.check!(file);
    const box = file.subarray(PREFIX.length);
    const key = await deriveKey(password);
    try {
      return xsalsa20poly1305(key, box.subarray(0, NONCE_BYTES)).decrypt(box.subarray(NONCE_BYTES));
    } catch {
      throw new WalletError("password", "wrong password, or the file is damaged");
    } finally {
      key.fill(0);
    }
  },
  async encode(content, password) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const key = await deriveKey(password);
    try {
      return concatBytes(utf8(PREFIX), nonce, xsalsa20poly1305(key, nonce).encrypt(content));
    } finally {
      key.fill(0);
    }
  },
};
