import { ENTRY, EXTERNAL_PACKAGES, OUTPUT, PERMISSION_SET } from "./packages.data.ts";
import { bundleFaults } from "./bundle_check.ts";
import { launcher } from "./launcher.ts";
import { copyPackage, packageClosure } from "./package_closure.ts";
import { runCommand } from "./run_command.ts";
import { tryProgram } from "./try_program.ts";

/** What was built. */
export interface PortableResult {
  output: string;
  bytes: number;
  /** Packages that stand beside the bundle. */
  packages: string[];
}

/**
 * Builds one file that runs on any linux/x64 with glibc, sh, tar and gzip: a launcher, the bundled program, the
 * native packages it uses and deno itself.
 * @param root folder of the project
 * @param output file to write
 * @throws Error when bundling or packing fails
 */
export async function buildPortable(root: string, output: string): Promise<PortableResult> {
  const scratch = `${root}/dist`;
  await Deno.mkdir(scratch, { recursive: true });
  const stage = await Deno.makeTempDir({ dir: scratch, prefix: "portable-" });
  try {
    await bundle(root, `${stage}/app`);
    const externals = await usedExternals(`${stage}/app`);
    const packages = await packageClosure(root, externals);
    for (const one of packages) await copyPackage(one, `${stage}/app/node_modules/${one.name}`);
    const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
    await Deno.writeTextFile(`${stage}/app/deno.json`, JSON.stringify(portableConfig(config)));
    await Deno.writeTextFile(`${stage}/app/package.json`, JSON.stringify({ type: "module" }));
    const faults = await bundleFaults(`${stage}/app`, `${OUTPUT}.js`);
    if (faults.length > 0) throw new Error(`the package is incomplete:\n${faults.join("\n")}`);
    await Deno.copyFile(Deno.execPath(), `${stage}/deno`);
    await Deno.chmod(`${stage}/deno`, 0o755);
    const payload = await pack(stage);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", payload)).toHex();
    const head = launcher({
      version: config.version,
      id: `${config.version}-${digest.slice(0, 12)}`,
      sha256: digest,
      permissions: PERMISSION_SET,
    });
    await writeExecutable(output, head, payload, (file) => tryProgram(file, stage));
    return {
      output,
      bytes: head.length + payload.length,
      packages: packages.map((one) => `${one.name}@${one.version}`),
    };
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

async function bundle(root: string, outdir: string): Promise<void> {
  const result = await runCommand(Deno.execPath(), [
    "bundle",
    "--quiet",
    "--platform=deno",
    "--code-splitting",
    ...EXTERNAL_PACKAGES.map((name) => `--external=${name}`),
    `--outdir=${outdir}`,
    ENTRY,
  ], { cwd: root, limitS: 300, show: false });
  if (result.code !== 0) throw new Error(`deno bundle failed:\n${result.text}`);
  await Deno.rename(`${outdir}/${ENTRY.replace(/\.ts$/, ".js")}`, `${outdir}/${OUTPUT}.js`);
}

/** External packages that the bundle really asks for. */
async function usedExternals(app: string): Promise<string[]> {
  const used = new Set<string>();
  for await (const entry of Deno.readDir(app)) {
    if (!entry.name.endsWith(".js")) continue;
    const code = await Deno.readTextFile(`${app}/${entry.name}`);
    for (const name of EXTERNAL_PACKAGES) {
      if (new RegExp(`(?:from|import|import\\(|require\\()\\s*["']${name}["'/]`).test(code)) used.add(name);
    }
  }
  return [...used];
}

/**
 * The configuration beside the unpacked program: its permission sets and how packages are found.
 * @param config the project's deno.json
 */
export function portableConfig(config: Record<string, unknown>): Record<string, unknown> {
  const { version, unstable, permissions } = config;
  return { version, nodeModulesDir: "manual", lock: false, unstable, permissions };
}

/** A tar.gz of the stage, equal for equal contents. */
async function pack(stage: string): Promise<Uint8Array<ArrayBuffer>> {
  const archive = `${stage}.tar.gz`;
  try {
    const result = await runCommand("tar", [
      "--create",
      "--sort=name",
      "--mtime=@0",
      "--owner=0",
      "--group=0",
      "--numeric-owner",
      "--use-compress-program=gzip -n -6",
      `--file=${archive}`,
      `--directory=${stage}`,
      "deno",
      "app",
    ], { limitS: 300, show: false });
    if (result.code !== 0) throw new Error(`tar failed:\n${result.text}`);
    return await Deno.readFile(archive);
  } finally {
    await Deno.remove(archive).catch(() => {});
  }
}

/**
 * Writes beside the target, tries the file, and renames: a running `./sn1` keeps the file it was started from, and a
 * file that does not work never takes the place of one that does.
 */
async function writeExecutable(
  output: string,
  head: string,
  payload: Uint8Array,
  check: (file: string) => Promise<void>,
): Promise<void> {
  const temporary = `${output}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.writeTextFile(temporary, head, { mode: 0o755 });
    await Deno.writeFile(temporary, payload, { append: true });
    await Deno.chmod(temporary, 0o755);
    await check(temporary);
    await Deno.rename(temporary, output);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
