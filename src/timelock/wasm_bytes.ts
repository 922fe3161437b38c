/**
 * The WebAssembly of the library. Builds pack it with the code; the registries take no imports of bytes, so
 * tools/build/stage_package.ts puts a file that reads it from the package in the place of this one.
 */
export async function wasmBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const { default: bytes } = await import(
    "@ideallabs/timelock_wasm_wrapper/timelock_wasm_wrapper_bg.wasm",
    { with: { type: "bytes" } }
  );
  return bytes;
}
