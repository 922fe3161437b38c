import { concatBytes, utf8 } from "../base/mod.ts";
import { WalletError } from "./errors.ts";

type WasmCrypto = typeof import("@polkadot/wasm-crypto");

/** A key pair inside this package; never handed out. */
export interface KeyPair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes in "ed25519 form": the scalar times 8, then the nonce half. What the wasm library works with. */
  readonly secret: Uint8Array;
}

const SEED_BYTES = 32;
const SECRET_BYTES = 64;
const PUBLIC_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Schnorrkel sets this bit of the last byte; signatures without it are ed25519 ones. */
const MARKER_BIT = 0x80;
const WRAP_OPEN = utf8("<Bytes>");
const WRAP_CLOSE = utf8("</Bytes>");

let wasm: WasmCrypto | undefined;
let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  // Imported here and not at the top: the package reads the environment while it loads.
  const library = await import("@polkadot/wasm-crypto");
  if (!await library.waitReady()) {
    throw new WalletError("unsupported", "the sr25519 library did not start (WebAssembly is not available)");
  }
  wasm = library;
}

/**
 * Loads the sr25519 library (about 0.2 s, once per process). Await it before {@link verify}; everything
 * asynchronous in this package does so by itself.
 * @throws WalletError `unsupported` where WebAssembly is missing
 */
export function ready(): Promise<void> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * The loaded library, for this package.
 * @throws WalletError `unsupported` before {@link ready}
 */
export function wasmCrypto(): WasmCrypto {
  if (!wasm) throw new WalletError("unsupported", "the sr25519 library is not loaded: await ready() first");
  return wasm;
}

/**
 * Checks an sr25519 signature with the context `substrate` (docs/spec/wire.md#31-request-signature): over
 * the message as it is, then over `<Bytes>message</Bytes>` as wallets in browsers sign it. No input makes it
 * throw: what is malformed is false.
 * @param signature 64 bytes with the marker bit
 * @param publicKey 32 bytes
 * @throws WalletError `unsupported` only when {@link ready} was never awaited, whatever the input
 */
export function verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return verifyExact(message, signature, publicKey) ||
    verifyExact(concatBytes(WRAP_OPEN, message, WRAP_CLOSE), signature, publicKey);
}

/** Like {@link verify}, over the message as it is only: what programs sign for programs. Half the cost of a no. */
export function verifyExact(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const library = wasmCrypto();
  if (!isSignature(signature) || publicKey.length !== PUBLIC_BYTES) return false;
  try {
    return library.sr25519Verify(signature, message, publicKey);
  } catch {
    return false;
  }
}

/** Whether bytes have the form of an sr25519 signature, which costs nothing to see. */
export function isSignature(signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && (signature[SIGNATURE_BYTES - 1]! & MARKER_BIT) !== 0;
}

/**
 * The library's machine code, for workers that check signatures beside this thread: a compiled module can be sent to
 * them, whatever form the program was built in.
 */
export async function sr25519Module(): Promise<WebAssembly.Module> {
  // Lazy for the same reason as above.
  const { wasmBytes } = await import("@polkadot/wasm-crypto-wasm");
  return await WebAssembly.compile(wasmBytes as Uint8Array<ArrayBuffer>);
}

function split(bytes: Uint8Array): KeyPair {
  return { secret: bytes.slice(0, SECRET_BYTES), publicKey: bytes.slice(SECRET_BYTES) };
}

/**
 * Key pair of a mini secret (Schnorrkel expansion mode "Ed25519",
 * docs/spec/wire.md#73-from-mnemonic-or-seed-to-key).
 * @param seed 32 bytes
 */
export function pairFromSeed(seed: Uint8Array): KeyPair {
  if (seed.length !== SEED_BYTES) {
    throw new WalletError("invalid", `a seed has 32 bytes, got ${seed.length}`);
  }
  return split(wasmCrypto().sr25519KeypairFromSeed(seed));
}

/**
 * Child pair of one junction.
 * @param chainCode 32 bytes
 * @param hard whether the child's public key is unrelated to the parent's
 */
export function derivePair(pair: KeyPair, chainCode: Uint8Array, hard: boolean): KeyPair {
  const whole = concatBytes(pair.secret, pair.publicKey);
  const library = wasmCrypto();
  return split(
    hard
      ? library.sr25519DeriveKeypairHard(whole, chainCode)
      : library.sr25519DeriveKeypairSoft(whole, chainCode),
  );
}

/**
 * Signs with the context `substrate`; randomized, so equal messages give different signatures.
 * @returns 64 bytes
 */
export function signWith(pair: KeyPair, message: Uint8Array): Uint8Array {
  return wasmCrypto().sr25519Sign(pair.publicKey, pair.secret, message);
}
