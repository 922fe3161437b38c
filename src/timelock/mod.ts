/**
 * `timelock`: the library of timelock encryption, for the side that locks (chain) and the side that opens (localnet).
 *
 * The WebAssembly file is imported as bytes, so every build packs it like code; nothing looks for a file at run time.
 * @module
 */

/** The two functions of the library that are used. */
export interface TimelockLibrary {
  /**
   * Encrypts so that the signature over `id` opens it.
   * @param secret 32 random bytes
   * @param publicKey of the beacon, 96 bytes
   */
  tle(
    id: Uint8Array,
    message: Uint8Array,
    secret: Uint8Array,
    publicKey: Uint8Array,
    scheme: string,
  ): Uint8Array;
  /** Decrypts with the beacon's signature; throws when the two do not fit. */
  tld(ciphertext: Uint8Array, signature: Uint8Array, scheme: string): Uint8Array;
}

let loading: Promise<TimelockLibrary> | undefined;

/**
 * Loads the library on first use (1 MB; most runs never need it). A failed load is tried again by the next call.
 * @throws Error when the WebAssembly does not compile on this machine
 */
export function loadTimelock(): Promise<TimelockLibrary> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<TimelockLibrary> {
  const [{ default: init, tle, tld }, { wasmBytes }] = await Promise.all([
    import("@ideallabs/timelock_wasm_wrapper"),
    import("./wasm_bytes.ts"),
  ]);
  await init({ module_or_path: await wasmBytes() });
  return { tle, tld };
}
