import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, fromHex, utf8 } from "../base/mod.ts";
import { WalletError } from "./errors.ts";
import { seedFromMnemonic } from "./mnemonic.ts";
import { KeySigner } from "./signer.ts";
import { derivePair, type KeyPair, pairFromSeed, ready } from "./sr25519.ts";
import type { Signer } from "./types.ts";

/** Publicly known phrase behind `//Alice` and its siblings. Money sent to its keys is lost. */
const DEV_PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const CHAIN_CODE_BYTES = 32;
const U64_LIMIT = 2n ** 64n;
const MAX_URI_CHARACTERS = 1024;

interface Junction {
  hard: boolean;
  /** 32 bytes. */
  chainCode: Uint8Array;
}

/** SCALE compact length, for the lengths a bounded URI can have. */
function compactLength(length: number): Uint8Array {
  if (length < 64) return Uint8Array.of(length << 2);
  const value = length << 2 | 1;
  return Uint8Array.of(value & 0xff, value >> 8);
}

function chainCodeOf(text: string): Uint8Array {
  const out = new Uint8Array(CHAIN_CODE_BYTES);
  const number = /^[0-9]+$/.test(text) ? BigInt(text) : U64_LIMIT;
  if (number < U64_LIMIT) {
    new DataView(out.buffer).setBigUint64(0, number, true);
    return out;
  }
  const bytes = utf8(text);
  const encoded = concatBytes(compactLength(bytes.length), bytes);
  if (encoded.length > CHAIN_CODE_BYTES) return blake2b(encoded, { dkLen: CHAIN_CODE_BYTES });
  out.set(encoded);
  return out;
}

function parse(uri: string): { root: string; junctions: Junction[]; password: string } {
  const match = uri.length <= MAX_URI_CHARACTERS
    ? /^([^/]*)((?:\/\/?[^/]+)*)(?:\/\/\/([^]*))?$/.exec(uri)
    : null;
  if (!match) {
    throw new WalletError("invalid", `not a key URI (${uri.length} characters)`, {
      hint: "Write `phrase//hard/soft///password`, or `//Alice` for a development key.",
    });
  }
  const junctions = [...match[2]!.matchAll(/(\/\/?)([^/]+)/g)]
    .map(([, slashes, text]) => ({ hard: slashes === "//", chainCode: chainCodeOf(text!) }));
  return { root: match[1]!.trim() || DEV_PHRASE, junctions, password: match[3] ?? "" };
}

/**
 * Key pair of a Substrate URI (docs/spec/wire.md#73-from-mnemonic-or-seed-to-key): a phrase or `0x` seed,
 * hard (`//`) and soft (`/`) junctions, a password after `///`. Without a phrase the development phrase is
 * meant.
 * @throws WalletError `invalid`; the message never repeats the URI
 */
export async function pairFromUri(uri: string): Promise<KeyPair> {
  const { root, junctions, password } = parse(uri);
  await ready();
  const isSeed = /^0x[0-9a-fA-F]{64}$/.test(root);
  if (isSeed && password) throw new WalletError("invalid", "a URI that starts with a seed takes no password");
  const seed = isSeed ? fromHex(root) : await seedFromMnemonic(root, password);
  return junctions.reduce(
    (pair, { hard, chainCode }) => derivePair(pair, chainCode, hard),
    pairFromSeed(seed),
  );
}

/**
 * Signer of a URI such as `//Alice`, for local chains and tests: anybody can compute these keys.
 * @throws WalletError `invalid`
 *
 * @example
 * ```ts
 * import { devKey } from "./uri.ts";
 * const alice = await devKey("//Alice");
 * console.assert(alice.ss58 === "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
 * ```
 */
export async function devKey(uri: string): Promise<Signer> {
  return new KeySigner(await pairFromUri(uri));
}
