import { fromHex, toHex, utf8 } from "../base/mod.ts";
import { WalletError } from "./errors.ts";
import { seedFromMnemonic } from "./mnemonic.ts";
import { pairFromCanonicalSecret, toCanonicalSecret } from "./secret_form.ts";
import { type KeyPair, pairFromSeed, ready } from "./sr25519.ts";
import { ss58Decode, ss58Encode } from "./ss58.ts";
import type { PublicKey } from "./types.ts";

/** Keys of a key file, in the order Python writes them (docs/spec/wire.md#72-key-file-json). */
const FIELDS = ["accountId", "publicKey", "privateKey", "secretPhrase", "secretSeed", "ss58Address"] as const;

/** Curves by the number that btwallet 4.1 and later write into `cryptoType`; files without it are sr25519. */
const CURVES = new Map<unknown, string>([[0, "ed25519"], [1, "sr25519"]]);

type KeyFields = Record<typeof FIELDS[number], string | null>;

/** Content of a key file after decryption. Fields that are absent are null. Stays inside this package. */
export type KeyRecord = KeyFields & {
  /** Name of the curve when the file says that it is not sr25519. */
  foreignCurve?: string;
};

/** A private key and where it came from. Stays inside this package. */
export interface KeyMaterial {
  pair: KeyPair;
  /** 32 bytes; absent for keys from a URI or a bare private key. */
  seed?: Uint8Array;
  /** Absent for keys from a seed, URI or bare private key. */
  phrase?: string;
}

const HEX_32 = /^0x[0-9a-fA-F]{64}$/;
const HEX_64 = /^0x[0-9a-fA-F]{128}$/;

function damaged(what: string, path: string): WalletError {
  return new WalletError("unreadable", `${path} is not a key file: ${what}`, { data: { path } });
}

/**
 * Reads the plain content of a key file: one JSON object in any order and spacing, or a bare hex public key.
 * @param path names the file in errors
 * @throws WalletError `unreadable`, without quoting the content
 */
export function parseKeyRecord(content: Uint8Array, path: string): KeyRecord {
  const record = Object.fromEntries(FIELDS.map((field) => [field, null])) as KeyFields as KeyRecord;
  let parsed: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content).trim();
    if (text === "") throw damaged("it is empty", path);
    if (HEX_32.test(text)) return { ...record, accountId: text, publicKey: text };
    parsed = JSON.parse(text);
  } catch (error) {
    if (error instanceof WalletError) throw error;
    throw damaged("neither JSON nor a public key", path);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw damaged("not a JSON object", path);
  }
  for (const field of FIELDS) {
    const value = (parsed as Record<string, unknown>)[field] ?? null;
    if (value !== null && typeof value !== "string") throw damaged(`${field} is not a text`, path);
    record[field] = value === "" ? null : value;
  }
  const { cryptoType = null } = parsed as { cryptoType?: unknown };
  const curve = CURVES.get(cryptoType) ?? `cryptoType ${JSON.stringify(cryptoType).slice(0, 20)}`;
  if (cryptoType !== null && curve !== "sr25519") record.foreignCurve = curve;
  return record;
}

/**
 * Public half that a record states, without touching its secrets.
 * @throws WalletError `unreadable` when it states none, `inconsistent` when its public fields disagree
 */
export function publicKeyOf(record: KeyRecord, path: string): PublicKey {
  const stated = statedKeys(record, path);
  if (stated.length === 0) throw damaged("it names no public key", path);
  return { publicKey: stated[0]!, ss58: ss58Encode(stated[0]!) };
}

function statedKeys(record: KeyRecord, path: string): Uint8Array[] {
  const keys: Uint8Array[] = [];
  if (record.ss58Address !== null) {
    try {
      keys.push(ss58Decode(record.ss58Address));
    } catch {
      throw damaged("ss58Address is not an address of format 42", path);
    }
  }
  for (const field of ["publicKey", "accountId"] as const) {
    const value = record[field];
    if (value === null) continue;
    if (!HEX_32.test(value)) throw damaged(`${field} is not 64 hex digits`, path);
    keys.push(fromHex(value));
  }
  if (keys.some((key) => toHex(key) !== toHex(keys[0]!))) {
    throw contradiction("its address and public key are of different keys", path);
  }
  return keys;
}

function contradiction(what: string, path: string): WalletError {
  return new WalletError("inconsistent", `${path} contradicts itself: ${what}`, {
    hint: "Restore the file from its recovery phrase with `sn1 wallet regen-hotkey` or `regen-coldkey`.",
    data: { path },
  });
}

/**
 * Private key of a record. Python prefers the seed, btwallet the phrase: a file is accepted only when every source it
 * holds gives the address it states, so that both read the same key from it.
 *
 * A `secretSeed` that is not 64 hex digits is passed over: btwallet writes the raw characters when the seed bytes
 * happen to be valid UTF-8, and its files always hold the private key or phrase as well.
 * @throws WalletError `inconsistent`, `unreadable`; `invalid` when the file holds no secret; `unsupported` for a key of
 *   another curve
 */
export async function keyMaterialOf(record: KeyRecord, path: string): Promise<KeyMaterial> {
  if (record.foreignCurve !== undefined) {
    throw new WalletError("unsupported", `${path} holds a key of another curve (${record.foreignCurve})`, {
      hint: "Neurons sign with sr25519; make such a key with `sn1 wallet new-hotkey`.",
      data: { path },
    });
  }
  await ready();
  const material: Partial<KeyMaterial> = {};
  const sources: [string, KeyPair][] = [];
  try {
    if (record.secretSeed !== null && HEX_32.test(record.secretSeed)) {
      material.seed = fromHex(record.secretSeed);
      sources.push(["secretSeed", pairFromSeed(material.seed)]);
    }
    if (record.secretPhrase !== null) {
      const seed = await seedFromMnemonic(record.secretPhrase);
      material.phrase = record.secretPhrase;
      material.seed ??= seed;
      sources.push(["secretPhrase", pairFromSeed(seed)]);
    }
    if (record.privateKey !== null) {
      if (!HEX_64.test(record.privateKey)) throw damaged("privateKey is not 128 hex digits", path);
      const secret = fromHex(record.privateKey);
      const known = sources[0]?.[1];
      const same = known && toHex(toCanonicalSecret(known.secret)) === toHex(secret);
      sources.push(["privateKey", same ? known : await pairFromCanonicalSecret(secret)]);
    }
  } catch (error) {
    // The reader's own words name the field, never its value; what the user must know besides is the file.
    if (error instanceof WalletError && error.code === "invalid") {
      throw new WalletError("unreadable", `${path}: ${error.message}`, { hint: error.hint, data: { path } });
    }
    throw error;
  }
  if (sources.length === 0) {
    throw new WalletError("invalid", `${path} holds only a public key; signing needs the private one`, {
      hint: "Restore the key with `sn1 wallet regen-hotkey`.",
      data: { path },
    });
  }
  const expected = statedKeys(record, path)[0] ?? sources[0]![1].publicKey;
  for (const [field, pair] of sources) {
    if (toHex(pair.publicKey) !== toHex(expected)) {
      throw contradiction(`${field} belongs to ${ss58Encode(pair.publicKey)}`, path);
    }
  }
  return { ...material, pair: sources[0]![1] };
}

/** Python's form: six keys in a fixed order, `null` for what is missing, blanks after `:` and `,`, no newline. */
function format(values: KeyRecord): Uint8Array<ArrayBuffer> {
  return utf8("{" + FIELDS.map((field) => `"${field}": ${JSON.stringify(values[field])}`).join(", ") + "}");
}

/** Content of a public file (`coldkeypub.txt`, `<hotkey>pub.txt`). */
export function formatPublicRecord(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const hex = "0x" + toHex(publicKey);
  return format({
    accountId: hex,
    publicKey: hex,
    privateKey: null,
    secretPhrase: null,
    secretSeed: null,
    ss58Address: ss58Encode(publicKey),
  });
}

/** Content of a private key file before encryption. */
export function formatKeyRecord(material: KeyMaterial): Uint8Array<ArrayBuffer> {
  const hex = "0x" + toHex(material.pair.publicKey);
  return format({
    accountId: hex,
    publicKey: hex,
    privateKey: "0x" + toHex(toCanonicalSecret(material.pair.secret)),
    secretPhrase: material.phrase ?? null,
    secretSeed: material.seed ? "0x" + toHex(material.seed) : null,
    ss58Address: ss58Encode(material.pair.publicKey),
  });
}
