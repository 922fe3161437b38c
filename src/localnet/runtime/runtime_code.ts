import { fromHex, toHex, utf8 } from "../../base/mod.ts";
import { blake2of256 } from "../hash.ts";

/** Storage key of the runtime's code, the well-known key `:code` of every Substrate chain. */
export const CODE_KEY = `0x${toHex(utf8(":code"))}`;

/** How a WebAssembly module begins: magic number and version. */
const WASM_HEADER = "0061736d01000000";

/**
 * Bytes that stand for the code of a runtime. This chain runs no WebAssembly, but clients compare the hash of `:code`
 * to notice upgrades, and some refuse a chain that has none.
 * @param runtime equal runtimes have equal bytes, different ones differ
 * @returns hex with 0x: an empty module with the hash of the runtime as its custom section
 */
export function runtimeCode(runtime: { specVersion: number; withoutCalls?: readonly string[] }): string {
  const { specVersion, withoutCalls = [] } = runtime;
  const hash = blake2of256(utf8(JSON.stringify([specVersion, withoutCalls])));
  // A custom section: id 0, length, name "sn1", content.
  const name = utf8("sn1");
  const section = Uint8Array.from([0, 1 + name.length + hash.length, name.length, ...name, ...hash]);
  return `0x${toHex(Uint8Array.from([...fromHex(WASM_HEADER), ...section]))}`;
}
