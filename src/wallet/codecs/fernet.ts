import { utf8 } from "../../base/mod.ts";
import { WalletError } from "../errors.ts";
import type { KeyFileCodec } from "./types.ts";

const SALT = utf8("Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins");
const ROUNDS = 10_000_000;
const HALF_KEY_BYTES = 16;
const VERSION = 0x80;
/** Version, 8 bytes of time (not checked: tokens of wallets do not expire), then the IV. */
const IV_OFFSET = 9;
const IV_BYTES = 16;
const MAC_BYTES = 32;
const BLOCK_BYTES = 16;

function parse(file: Uint8Array): Uint8Array<ArrayBuffer> {
  let token: Uint8Array<ArrayBuffer>;
  try {
    token = Uint8Array.fromBase64(new TextDecoder().decode(file).trim(), { alphabet: "base64url" });
  } catch {
    throw new WalletError("unreadable", "the Fernet token is not URL-safe base64");
  }
  const cipherBytes = token.length - IV_OFFSET - IV_BYTES - MAC_BYTES;
  if (token[0] !== VERSION || cipherBytes < BLOCK_BYTES || cipherBytes % BLOCK_BYTES !== 0) {
    throw new WalletError("unreadable", "the Fernet token is damaged");
  }
  return token;
}

/**
 * Legacy encryption of the first wallets, read only; 2.6 s per password
 * (docs/spec/wire.md#75-encrypted-files).
 */
export const fernetCodec: KeyFileCodec = {
  kind: "fernet",
  prefix: "gAAAAA",
  encrypted: true,
  check: (file) => void parse(file),
  async decode(file, password) {
    const token = parse(file);
    const base = await crypto.subtle.importKey("raw", utf8(password), "PBKDF2", false, ["deriveBits"]);
    const parameters = { name: "PBKDF2", hash: "SHA-256", salt: SALT, iterations: ROUNDS };
    const key = new Uint8Array(await crypto.subtle.deriveBits(parameters, base, 2 * HALF_KEY_BYTES * 8));
    const signed = token.slice(0, -MAC_BYTES);
    const hmac = await crypto.subtle.importKey(
      "raw",
      key.slice(0, HALF_KEY_BYTES),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["verify"],
    );
    if (!await crypto.subtle.verify("HMAC", hmac, token.slice(-MAC_BYTES), signed)) {
      throw new WalletError("password", "wrong password, or the file is damaged");
    }
    const aes = await crypto.subtle.importKey("raw", key.slice(HALF_KEY_BYTES), "AES-CBC", false, [
      "decrypt",
    ]);
    const iv = signed.slice(IV_OFFSET, IV_OFFSET + IV_BYTES);
    try {
      const plain = await crypto.subtle.decrypt(
        { name: "AES-CBC", iv },
        aes,
        signed.slice(IV_OFFSET + IV_BYTES),
      );
      return new Uint8Array(plain);
    } catch {
      throw new WalletError("unreadable", "the Fernet padding is damaged");
    }
  },
};
