/** What the two builds leave out or take along, as data. */

/** Packages that cannot be bundled: native code, or files they look for beside themselves. */
export const EXTERNAL_PACKAGES: readonly string[] = ["onnxruntime-node", "sharp"];

/** Dependencies of the external packages that only their install scripts use. */
export const INSTALL_ONLY_PACKAGES: readonly string[] = ["adm-zip", "global-agent"];

/** Folders inside of packages that belong to other platforms, or to no running program. */
export const FOREIGN_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-node": [
    "bin/napi-v6/win32",
    "bin/napi-v6/darwin",
    "bin/napi-v6/linux/arm64",
    "script",
    "__commonjs",
  ],
};

/**
 * Folders of `node_modules/.deno` that `deno compile` leaves out; `*` stands for any version. They are folders inside
 * of the packages: links of other packages would bring a package that is left out as a whole back in.
 */
export const COMPILE_EXCLUDES: readonly string[] = [
  // A data file without an extension in there is parsed as a program and overflows the compiler's stack.
  "bintrees@*/node_modules/bintrees/test",
  "onnxruntime-web@*/node_modules/onnxruntime-web/dist",
  "@polkadot+types-support@*/node_modules/@polkadot/types-support/metadata",
  "@polkadot+types-support@*/node_modules/@polkadot/types-support/cjs",
  "@img+sharp-libvips-linuxmusl-x64@*/node_modules/@img/sharp-libvips-linuxmusl-x64/lib",
  "@img+sharp-linuxmusl-x64@*/node_modules/@img/sharp-linuxmusl-x64/lib",
  "onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v6/win32",
  "onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v6/darwin",
  "onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v6/linux/arm64",
  "puppeteer-core@*/node_modules/puppeteer-core/lib",
  "chromium-bidi@*/node_modules/chromium-bidi/out",
  "devtools-protocol@*/node_modules/devtools-protocol/types",
  "openai@*/node_modules/openai/src",
  "@huggingface+transformers@*/node_modules/@huggingface/transformers/src",
  "@huggingface+transformers@*/node_modules/@huggingface/transformers/types",
];

/** Files that packages name at run time and that this program never asks for, with the reason. */
export const KNOWN_RUN_TIME_FILES: Readonly<Record<string, string>> = {
  "timelock_wasm_wrapper_bg.wasm":
    "src/timelock passes the bytes; the package would look for the file without them",
  "ort-wasm-simd-threaded.asyncify.wasm": "ONNX Runtime for browsers; here onnxruntime-node computes",
  "transformers.node: a": "the same: it loads its WebAssembly by a computed name",
  "./entry.ts": "the engine process of a program that runs from source",
  "../../../": "the same: what that process may read",
  "mod: url": "src/plugins loads the file that the operator names",
};

/** Entry point of the program and name of what is built from it. */
export const ENTRY = "main.ts";
export const OUTPUT = "sn1";

/** Name of the program's permission set in deno.json. */
export const PERMISSION_SET = "sn1";
