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

/** Folders of `node_modules/.deno` that `deno compile` leaves out; a trailing `*` stands for any version. */
export const COMPILE_EXCLUDES: readonly string[] = [
  "onnxruntime-web@*",
  "@polkadot+types-support@*",
  "@img+sharp-libvips-linuxmusl-x64@*",
  "@img+sharp-linuxmusl-x64@*",
  "onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v6/win32",
  "onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v6/darwin",
  "onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v6/linux/arm64",
];

/** Entry point of the program and name of what is built from it. */
export const ENTRY = "main.ts";
export const OUTPUT = "sn1";

/** Name of the program's permission set in deno.json. */
export const PERMISSION_SET = "sn1";
