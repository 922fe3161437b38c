import { scrypt } from "node:crypto";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { toHex, utf8 } from "../base/mod.ts";
import { WalletError } from "./errors.ts";
import { pairFromCanonicalSecret, toCanonicalSecret } from "./secret_form.ts";
import type { KeyPair } from "./sr25519.ts";

const SALT_BYTES = 32;
const NUMBER_BYTES = 4;
const NONCE_BYTES = 24;
const KEY_BYTES = 32;
const PKCS8_HEADER = "3053020101300506032b657004220420";
const PKCS8_DIVIDER = "a123032100";
const SECRET_BYTES = 64;
const PUBLIC_BYTES = 32;
/** polkadot-js writes N = 2^15 or 2^17, r = 8, p = 1: 128 MiB. Larger demands would only exhaust the machine. */
const MAX_SCRYPT_BYTES = 256 * 1024 * 1024;
const MAX_SCRYPT_PARALLEL = 16;
const MAX_CHARACTERS = 64 * 1024;

interface Export {
  encoded: Uint8Array;
  usesScrypt: boolean;
}

function damaged(what: string): WalletError {
  return new WalletError("unreadable", `not a polkadot-js account export: ${what}`);
}

function parse(text: string): Export {
  let file: { encoded?: unknown; encoding?: { version?: unknown; type?: unknown; content?: unknown } } | null;
  try {
    if (text.length > MAX_CHARACTERS) throw damaged("too large");
    file = JSON.parse(text);
  } catch {
    throw damaged("no JSON");
  }
  const encoding = file?.encoding;
  if (typeof file?.encoded !== "string" || typeof encoding !== "object" || encoding === null) {
    throw damaged("`encoded` or `encoding` is missing");
  }
  const types = [encoding.type].flat();
  if (encoding.version !== "3" || !types.includes("xsalsa20-poly1305")) {
    throw new WalletError("unsupported", "only encrypted polkadot-js exports of version 3 can be read", {
      hint: "Export the account again with a current polkadot-js, with a password.",
    });
  }
  if (![encoding.content].flat().includes("sr25519")) {
    throw new WalletError(
      "unsupported",
      "the exported account is not an sr25519 key; Bittensor uses no other",
    );
  }
  try {
    return { encoded: Uint8Array.fromBase64(file.encoded), usesScrypt: types.includes("scrypt") };
  } catch {
    throw damaged("`encoded` is not base64");
  }
}

function stretch(password: string, salt: Uint8Array, N: number, r: number, p: number): Promise<Uint8Array> {
  const bytes = 128 * N * r;
  const power = N > 1 && (N & (N - 1)) === 0;
  if (!power || r < 1 || p < 1 || p > MAX_SCRYPT_PARALLEL || bytes > MAX_SCRYPT_BYTES) {
    throw damaged(`scrypt parameters N=${N} r=${r} p=${p} are out of bounds`);
  }
  return new Promise((resolve, reject) => {
    scrypt(utf8(password), salt, KEY_BYTES, { N, r, p, maxmem: bytes + 32 * 1024 * 1024 }, (error, key) => {
      if (error) reject(new WalletError("unsupported", "scrypt failed (memory?)", { cause: error }));
      else resolve(new Uint8Array(key));
    });
  });
}

/** Key and the rest of the file: nonce and box. */
async function unlock(file: Export, password: string): Promise<{ key: Uint8Array; box: Uint8Array }> {
  if (!file.usesScrypt) {
    const key = new Uint8Array(KEY_BYTES);
    key.set(utf8(password).subarray(0, KEY_BYTES));
    return { key, box: file.encoded };
  }
  const head = SALT_BYTES + 3 * NUMBER_BYTES;
  if (file.encoded.length < head) throw damaged("`encoded` is cut off");
  const view = new DataView(file.encoded.buffer, file.encoded.byteOffset + SALT_BYTES, 3 * NUMBER_BYTES);
  const [N, p, r] = [0, 4, 8].map((at) => view.getUint32(at, true)) as [number, number, number];
  const key = await stretch(password, file.encoded.subarray(0, SALT_BYTES), N, r, p);
  return { key, box: file.encoded.subarray(head) };
}

/**
 * Key pair of an account exported by polkadot-js (docs/spec/wire.md#77-json-exports-of-polkadot-js), its
 * secret checked against its public key.
 * @param text content of the JSON file
 * @throws WalletError `password`, `unreadable`, `unsupported`, `inconsistent`
 */
export async function pairFromPolkadotJson(text: string, password: string): Promise<KeyPair> {
  const { key, box } = await unlock(parse(text), password);
  if (box.length <= NONCE_BYTES) throw damaged("`encoded` is cut off");
  let plain: Uint8Array;
  try {
    plain = xsalsa20poly1305(key, box.subarray(0, NONCE_BYTES)).decrypt(box.subarray(NONCE_BYTES));
  } catch {
    throw new WalletError("password", "wrong password for the polkadot-js export, or the file is damaged");
  } finally {
    key.fill(0);
  }
  const secretAt = PKCS8_HEADER.length / 2;
  const dividerAt = secretAt + SECRET_BYTES;
  const publicAt = dividerAt + PKCS8_DIVIDER.length / 2;
  const hex = toHex(plain);
  if (
    plain.length !== publicAt + PUBLIC_BYTES || !hex.startsWith(PKCS8_HEADER) ||
    hex.slice(dividerAt * 2, publicAt * 2) !== PKCS8_DIVIDER
  ) throw damaged("the decrypted key has another layout");
  const pair = await pairFromCanonicalSecret(toCanonicalSecret(plain.slice(secretAt, dividerAt)));
  if (toHex(pair.publicKey) !== hex.slice(publicAt * 2)) {
    throw new WalletError("inconsistent", "the exported secret does not belong to the exported public key");
  }
  return pair;
}
