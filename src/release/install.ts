import { errorText } from "../base/mod.ts";
import { onDisk } from "./disk.ts";
import { download, type DownloadProgress } from "./download_release.ts";
import { ReleaseError } from "./errors.ts";
import { checkHealth, versionOf } from "./health.ts";
import { lockProgram } from "./upgrade_lock.ts";
import { dressLike, keptVersion, oldPath, swapBack, swapIn } from "./swap.ts";
import type { Program, Release, ReleaseFile, ReleaseModules } from "./types.ts";

/** A step of an installation, in order. */
export type InstallStep = "download" | "check" | "replace" | "check again" | "roll back";

/** Told what is being done. */
export interface InstallWatch {
  step(step: InstallStep): void;
  progress: DownloadProgress;
}

/** Where the parts of an installation lie: all beside the program, so that renames are atomic. */
export function stagingPaths(program: string, file: ReleaseFile): { part: string; staged: string } {
  return { part: `${program}.${file.sha256.slice(0, 12)}.part`, staged: `${program}.new` };
}

/**
 * Installs a file of a release: download, digest, health check beside the running program, swap, health check in
 * place. Whatever fails before the swap leaves everything as it was; a failure after it puts the version before back.
 * @throws ReleaseError `locked`, `disk`, `unreachable`, `damaged`, `unhealthy`; the reason of `signal`
 */
export async function installRelease(
  release: Release,
  file: ReleaseFile,
  program: Program,
  modules: ReleaseModules,
  watch: InstallWatch,
  signal: AbortSignal,
): Promise<void> {
  using _lock = await lockProgram(program.path);
  const { part, staged } = stagingPaths(program.path, file);
  await clearParts(program.path, part);
  watch.step("download");
  await download(file, new URL(file.name, release.url), part, modules, watch.progress, signal);
  await dressLike(program.path, part);
  await onDisk(`write ${staged}`, () => Deno.rename(part, staged));
  try {
    watch.step("check");
    await checkHealth(staged, release.manifest.version, modules, signal);
  } catch (error) {
    await Deno.remove(staged).catch(() => {});
    throw explain(error, `version ${release.manifest.version} was not installed; the running version stays`);
  }
  watch.step("replace");
  await swapIn(program.path, staged);
  watch.step("check again");
  try {
    await checkHealth(program.path, release.manifest.version, modules, signal);
  } catch (error) {
    watch.step("roll back");
    await swapBack(program.path);
    await Deno.remove(oldPath(program.path)).catch(() => {});
    throw explain(error, "the version before was put back");
  }
}

/**
 * Goes back to the version before the last upgrade, after seeing that it still runs.
 * @returns the version that is in place now
 * @throws ReleaseError `locked`, `config`, `unhealthy`, `disk`
 */
export async function rollBack(
  program: Program,
  modules: Pick<ReleaseModules, "clock">,
  signal: AbortSignal,
): Promise<{ version: string }> {
  using _lock = await lockProgram(program.path);
  const version = await versionOf(await keptVersion(program.path), modules, signal);
  await swapBack(program.path);
  return { version };
}

/** Parts of other versions are of no use any more. */
async function clearParts(program: string, part: string): Promise<void> {
  const cut = program.lastIndexOf("/");
  const [folder, name] = [program.slice(0, cut) || "/", program.slice(cut + 1)];
  await onDisk(`read ${folder}`, async () => {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder === "/" ? "" : folder}/${entry.name}`;
      const ours = entry.name.startsWith(`${name}.`) && /\.[0-9a-f]{12}\.part$/.test(entry.name);
      if (ours && path !== part) await Deno.remove(path);
    }
  });
}

function explain(error: unknown, hint: string): unknown {
  if (!(error instanceof ReleaseError)) return error;
  return new ReleaseError(error.code, errorText(error), { hint, cause: error });
}
