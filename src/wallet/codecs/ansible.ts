import { fromHex, utf8 } from "../../base/mod.ts";
import { WalletError } from "../errors.ts";
import type { KeyFileCodec } from "./types.ts";

const PREFIX = "$ANSIBLE_VAULT";
const HEADER = /^\$ANSIBLE_VAULT;1\.(?:1;AES256|2;AES256;[^\r\n]*)\s*$/;
const ROUNDS = 10_000;
const KEY_BYTES = 32;
const COUNTER_BYTES = 16;
const BLOCK_BYTES = 16;

/** Salt, HMAC and ciphertext of a vault: hex of three hex texts joined by newlines. */
function parse(
  file: Uint8Array,
): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  const [header = "", ...lines] = new TextDecoder().decode(file).split("\n");
  if (!HEADER.test(header)) {
    throw new WalletError("unreadable", "the ansible-vault header is not of version 1.1 or 1.2 with AES256");
  }
  try {
    const inner = new TextDecoder().decode(fromHex(lines.map((line) => line.trim()).join("")));
    const [salt, mac, ciphertext, ...rest] = inner.split("\n").map((part) => fromHex(part));
    if (salt?.length && mac?.length === KEY_BYTES && ciphertext?.length && rest.length === 0) {
      return [salt, mac, ciphertext];
    }
  } catch {
    // Falls through: what is not hex is damaged, whatever the reason.
  }
  throw new WalletError("unreadable", "the ansible-vault body is damaged");
}

/** PKCS#7: the last byte says how many bytes to drop. */
function unpad(padded: Uint8Array): Uint8Array {
  const count = padded.at(-1) ?? 0;
  const valid = count >= 1 && count <= BLOCK_BYTES && count <= padded.length &&
    padded.subarray(-count).every((byte) => byte === count);
  if (!valid) throw new WalletError("unreadable", "the ansible-vault padding is damaged");
  return padded.subarray(0, -count);
}

/** Legacy encryption of early SDKs, read only (docs/spec/wire.md#75-encrypted-files). */
export const ansibleCodec: KeyFileCodec = {
  kind: "ansible",
  prefix: PREFIX,
  encrypted: true,
  check: (file) => void parse(file),
  async decode(file, password) {
    const [salt, mac, ciphertext] = parse(file);
    const base = await crypto.subtle.importKey("raw", utf8(password), "PBKDF2", false, ["deriveBits"]);
    const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    const length = 2 * KEY_BYTES + COUNTER_BYTES;
    const bits = new Uint8Array(await crypto.subtle.deriveBits(parameters, base, length * 8));
    const [cipherKey, macKey, counter] = [
      bits.slice(0, KEY_BYTES),
      bits.slice(KEY_BYTES, 2 * KEY_BYTES),
      bits.slice(2 * KEY_BYTES),
    ];
    const hmac = await crypto.subtle.importKey("raw", macKey, { name: "HMAC", hash: "SHA-256" }, false, [
      "verify",
    ]);
    if (!await crypto.subtle.verify("HMAC", hmac, mac, ciphertext)) {
      throw new WalletError("password", "wrong password, or the file is damaged");
    }
    const aes = await crypto.subtle.importKey("raw", cipherKey, "AES-CTR", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-CTR", counter, length: 128 }, aes, ciphertext);
    return unpad(new Uint8Array(plain));
  },
};
