import { raceSignal } from "../base/mod.ts";
import { WalletError } from "./errors.ts";
import { codecOf } from "./codecs/codec_table.ts";
import { naclCodec } from "./codecs/nacl.ts";
import { plainCodec } from "./codecs/plain.ts";
import { assertAbsent, readSmallFile, writeFiles } from "./files.ts";
import {
  formatKeyRecord,
  formatPublicRecord,
  type KeyMaterial,
  keyMaterialOf,
  parseKeyRecord,
} from "./key_record.ts";
import { generateMnemonic, type MnemonicLength, seedFromMnemonic } from "./mnemonic.ts";
import { MAX_PASSWORD_TRIES, type PasswordSource, pathVariable } from "./passwords.ts";
import { Secret } from "./secret.ts";
import { KeySigner } from "./signer.ts";
import { pairFromSeed } from "./sr25519.ts";
import { ss58Encode } from "./ss58.ts";
import type { PublicKey, Signer } from "./types.ts";

/** Shortest password for a new key; what the Python SDK and btwallet ask for at least. */
export const MIN_PASSWORD_CHARACTERS = 6;

/** How a new key file is stored. */
export interface StoreOptions {
  /** Encrypts the private file; null stores it in the clear. */
  password: string | null;
  /** Replaces files in the way; the old key is then gone. @default {false} */
  overwrite?: boolean;
  /** Until the key is encrypted, an abort leaves everything as it was. */
  signal?: AbortSignal;
}

/** Removes a stored phrase of a key that was not made. */
export type UndoPhrase = () => Promise<void>;

/** How a new key is made. */
export interface CreateOptions extends StoreOptions {
  /** Number of words of the phrase. @default {12} */
  words?: MnemonicLength;
  /**
   * Shows or stores the recovery phrase. Awaited after it is clear that no file is in the way and before anything is
   * written, so that a phrase nobody could note down never guards a key. May return a function that takes back what it
   * stored: it is called when no key comes of the phrase.
   */
  onMnemonic?: (mnemonic: Secret) => void | UndoPhrase | Promise<void | UndoPhrase>;
}

/** A key that was just made. */
export interface CreatedKey extends PublicKey {
  /** For the person, once; never for logs, stdout or JSON. */
  readonly mnemonic: Secret;
}

/** The two files of one key. */
export interface KeyFilePair {
  privatePath: string;
  publicPath: string;
}

/** Words of the errors about one kind of key. */
export interface KeyWords {
  /** E.g. `the hotkey file`. */
  what: string;
  /** What to do when it is missing. */
  missingHint: string;
}

/**
 * Plain content of a key file, decrypted when needed.
 * @throws WalletError `missing`, `unreadable`, `password`
 */
async function readContent(path: string, words: KeyWords, passwords?: PasswordSource): Promise<Uint8Array> {
  const file = await readSmallFile(path, words.what, words.missingHint);
  const codec = codecOf(file);
  if (!codec.encrypted) return codec.decode(file, "");
  const data = { path, kind: codec.kind };
  const named = (error: WalletError) =>
    new WalletError(error.code, `${words.what} ${path}: ${error.message}`, {
      hint: error.hint ?? "Restore the file from a backup or from its recovery phrase.",
      data,
    });
  try {
    // Before a password is asked for: no password opens a file that is cut off.
    codec.check?.(file);
  } catch (error) {
    throw error instanceof WalletError ? named(error) : error;
  }
  let tries = 0;
  for await (const password of passwords?.({ path, folder: path.split("/").at(-2) ?? "" }) ?? []) {
    tries++;
    try {
      return await codec.decode(file, password);
    } catch (error) {
      if (!(error instanceof WalletError)) throw error;
      if (error.code !== "password") throw named(error);
    }
    if (tries >= MAX_PASSWORD_TRIES) break;
  }
  if (tries > 0) throw new WalletError("password", `wrong password for ${path}`, { data });
  throw new WalletError("password", `${path} is encrypted and no password was given`, {
    hint: `Answer on a terminal, or use --password-file FILE or btwallet's variable ${pathVariable(path)}.`,
    data,
  });
}

/**
 * Opens a private key file.
 * @throws WalletError `missing`, `unreadable`, `password`, `inconsistent`; `invalid` when it holds no secret
 */
export async function openSigner(path: string, words: KeyWords, passwords?: PasswordSource): Promise<Signer> {
  const content = await readContent(path, words, passwords);
  return new KeySigner((await keyMaterialOf(parseKeyRecord(content, path), path)).pair);
}

/**
 * Writes the private and the public file of a key.
 * @throws WalletError `exists`, `invalid` (password too short), `unwritable`
 */
export async function storeKey(
  files: KeyFilePair,
  material: KeyMaterial,
  options: StoreOptions,
): Promise<PublicKey> {
  await checkStore(files, options);
  const content = formatKeyRecord(material);
  const codec = options.password === null ? plainCodec : naclCodec;
  const encoding = codec.encode!(content, options.password ?? "");
  const encoded = await (options.signal ? raceSignal(encoding, options.signal) : encoding);
  await writeFiles([
    { path: files.privatePath, content: encoded },
    { path: files.publicPath, content: formatPublicRecord(material.pair.publicKey) },
  ], options.overwrite ?? false);
  const { publicKey } = material.pair;
  return { publicKey: publicKey.slice(), ss58: ss58Encode(publicKey) };
}

/**
 * Makes a key from a new phrase and writes its files.
 * @throws WalletError `exists`, `invalid`, `unwritable`, or what `onMnemonic` throws; nothing is written then
 */
export async function createKey(files: KeyFilePair, options: CreateOptions): Promise<CreatedKey> {
  await checkStore(files, options);
  const phrase = await generateMnemonic(options.words);
  const mnemonic = new Secret(phrase);
  const undo = await options.onMnemonic?.(mnemonic);
  try {
    const seed = await seedFromMnemonic(phrase);
    return { ...await storeKey(files, { pair: pairFromSeed(seed), seed, phrase }, options), mnemonic };
  } catch (error) {
    // Another process took the name, the disk is full, or it was stopped: the phrase belongs to no key.
    await undo?.();
    throw error;
  }
}

/** Everything that can be refused before the phrase is shown and seconds are spent on encryption. */
async function checkStore(files: KeyFilePair, options: StoreOptions): Promise<void> {
  const { password, overwrite } = options;
  if (password !== null && Array.from(password).length < MIN_PASSWORD_CHARACTERS) {
    throw new WalletError("invalid", `a password has at least ${MIN_PASSWORD_CHARACTERS} characters`, {
      hint: "Choose a longer one, or store the key in the clear with --no-password.",
    });
  }
  if (!overwrite) await assertAbsent([files.privatePath, files.publicPath]);
}
