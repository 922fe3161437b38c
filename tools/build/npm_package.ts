import { inStagedPackage } from "./stage_package.ts";
import { runCommand } from "./run_command.ts";

/** Members that Node 20 to 24 lack, or that only Deno has. */
const NEEDS_COMPAT =
  /\bWebSocket\.|\bnew WebSocket\(|\bDeno\.|\.(?:toHex|fromHex|toBase64|fromBase64)\(|\bPromise\.withResolvers\b/;

/** Name of the file that brings them. */
const COMPAT = "node_compat.js";

/** Entry points that need Deno to run: they are left out of the npm form. */
const DENO_ONLY: readonly string[] = ["./localnet", "./tasks", "./plugins"];

/** The package.json of the npm form, from the one of `deno pack`. */
export function npmManifest(packed: Record<string, unknown>): Record<string, unknown> {
  const exports = packed.exports as Record<string, unknown>;
  const dependencies = packed.dependencies as Record<string, string>;
  return {
    ...packed,
    exports: Object.fromEntries(Object.entries(exports).filter(([name]) => !DENO_ONLY.includes(name))),
    dependencies: { ...dependencies, "@deno/shim-deno": "^0.19.2", ws: "^8.18.0" },
    engines: { node: ">=20" },
  };
}

/** A module of the package with the imports it needs on Node. @param path inside of the package */
export function forNode(code: string, path: string): string {
  if (!NEEDS_COMPAT.test(code)) return code;
  const up = "../".repeat(path.split("/").length - 1) || "./";
  const names = [
    .../\bDeno\./.test(code) ? ["Deno"] : [],
    .../\bWebSocket\.|\bnew WebSocket\(/.test(code) ? ["WebSocket"] : [],
  ];
  const from = names.length > 0 ? `{ ${names.join(", ")} } from ` : "";
  return `import ${from}"${up}${COMPAT}";\n${code}`;
}

/**
 * Builds the npm form of the package: what `deno pack` makes, with what Node lacks.
 * @param root folder of the project
 * @param output the `.tgz` to write
 * @throws Error when `deno pack` or `tar` fails
 */
export async function buildNpmPackage(root: string, output: string): Promise<void> {
  const stage = await Deno.makeTempDir({ prefix: "sn1-npm-" });
  const run = async (command: string, args: string[], cwd: string) => {
    const { code, text } = await runCommand(command, args, { cwd, limitS: 300, show: false });
    if (code !== 0) throw new Error(`${command} ${args[0]} failed:\n${text}`);
  };
  try {
    const packed = `${stage}/packed.tgz`;
    const { code, text } = await inStagedPackage(root, [
      "pack",
      "--allow-dirty",
      "--no-source-maps",
      "-o",
      packed,
    ]);
    if (code !== 0) throw new Error(`deno pack failed:\n${text}`);
    await run("tar", ["xzf", packed, "-C", stage], root);
    const folder = `${stage}/package`;
    for await (const path of modules(folder, "")) {
      const code = await Deno.readTextFile(`${folder}/${path}`);
      await Deno.writeTextFile(`${folder}/${path}`, forNode(code, path));
    }
    const manifest = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
    await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify(npmManifest(manifest), null, 2) + "\n");
    await Deno.copyFile(`${root}/tools/build/${COMPAT}.txt`, `${folder}/${COMPAT}`);
    await run("tar", ["czf", output, "-C", stage, "package"], root);
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

async function* modules(folder: string, inner: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(`${folder}/${inner}`)) {
    const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
    if (entry.isDirectory) yield* modules(folder, path);
    else if (path.endsWith(".js")) yield path;
  }
}
