import { runCommand } from "./run_command.ts";

/** What stands in the place of src/timelock/wasm_bytes.ts: registries take no imports of bytes. */
const READS_WASM = `import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** The WebAssembly of the library, from its package. */
export async function wasmBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const { resolve } = createRequire(import.meta.url);
  const path = resolve("@ideallabs/timelock_wasm_wrapper/timelock_wasm_wrapper_bg.wasm");
  return new Uint8Array(await readFile(path));
}
`;

/** The deno.json of the package: what a reader of the registry needs. */
export function packageConfig(config: Record<string, unknown>): Record<string, unknown> {
  const { name, version, license, exports, publish, imports, unstable, compilerOptions } = config;
  return {
    name,
    version,
    license,
    exports,
    publish,
    imports,
    unstable,
    compilerOptions,
    nodeModulesDir: "none",
  };
}

/**
 * Copies what is published into a folder and runs a deno command there, such as `publish --dry-run` or `pack`.
 * @param root folder of the project
 * @returns exit code and output
 */
export async function inStagedPackage(
  root: string,
  args: readonly string[],
): Promise<{ code: number; text: string }> {
  const stage = await Deno.makeTempDir({ prefix: "sn1-package-" });
  try {
    const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
    for (const path of (config.publish.include as string[]).filter((path) => path !== "deno.json")) {
      await copyTree(
        `${root}/${path}`,
        `${stage}/${path}`,
        (config.publish.exclude as string[]).map((one) => `${root}/${one}`),
      );
    }
    await Deno.writeTextFile(`${stage}/deno.json`, JSON.stringify(packageConfig(config), null, 2));
    await Deno.writeTextFile(`${stage}/src/timelock/wasm_bytes.ts`, READS_WASM);
    return await runCommand(Deno.execPath(), args, { cwd: stage, limitS: 400, show: false });
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

async function copyTree(from: string, to: string, skipped: readonly string[]): Promise<void> {
  if (skipped.includes(from)) return;
  const info = await Deno.stat(from).catch(() => null);
  if (!info) return;
  if (info.isFile) {
    await Deno.mkdir(to.replace(/[^/]*$/, ""), { recursive: true });
    return await Deno.copyFile(from, to);
  }
  for await (const { name } of Deno.readDir(from)) {
    await copyTree(`${from}/${name}`, `${to}/${name}`, skipped);
  }
}
