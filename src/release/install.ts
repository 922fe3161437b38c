import { errorText } from "../base/mod.ts";
import { removeEmpty, requireClosedFolder, requireSame, stagingFolder } from "./beside.ts";
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

/** Where the parts of an installation lie in its {@link stagingFolder}. */
export function stagingPaths(folder: string, file: ReleaseFile): { part: string; staged: string } {
  return { part: `${folder}/${file.sha256.slice(0, 12)}.part`, staged: `${folder}/sn1.new` };
}

/**
 * Installs a file of a release: download, digest, health check beside the running program, swap, health check in
 * place. Whatever fails before the swap leaves everything as it was; a failure after it puts the version before back.
 * All of it happens in a folder beside the program that only this user can look into.
 * @throws ReleaseError `locked`, `disk`, `unreachable`, `damaged`, `unhealthy`, `untrusted`; the reason of `signal`
 */
export async function installRelease(
  release: Release,
  file: ReleaseFile,
  program: Program,
  modules: ReleaseModules,
  watch: InstallWatch,
  signal: AbortSignal,
): Promise<void> {
  await requireClosedFolder(program.path);
  using _lock = await lockProgram(program.path);
  const folder = await stagingFolder(program.path);
  try {
    const { part, staged } = stagingPaths(folder, file);
    await clearParts(folder, part);
    watch.step("download");
    const url = new URL(file.name, release.url);
    const identity = await download(file, url, part, modules, watch.progress, signal);
    await dressLike(program.path, part);
    await onDisk(`write ${staged}`, () => Deno.rename(part, staged));
    try {
      watch.step("check");
      await requireSame(staged, identity);
      await checkHealth(staged, release.manifest.version, modules, signal);
      await requireSame(staged, identity);
    } catch (error) {
      await Deno.remove(staged).catch(() => {});
      throw explain(
        error,
        `version ${release.manifest.version} was not installed; the running version stays`,
      );
    }
    watch.step("replace");
    await swapIn(program.path, staged, folder);
    watch.step("check again");
    try {
      await requireSame(program.path, identity);
      await checkHealth(program.path, release.manifest.version, modules, signal);
    } catch (error) {
      watch.step("roll back");
      await swapBack(program.path, folder);
      await Deno.remove(oldPath(program.path)).catch(() => {});
      throw explain(error, "the version before was put back");
    }
  } finally {
    await removeEmpty(folder);
  }
}

/**
 * Goes back to the version before the last upgrade, after seeing that it still runs.
 * @returns the version that is in place now
 * @throws ReleaseError `locked`, `config`, `unhealthy`, `untrusted`, `disk`
 */
export async function rollBack(
  program: Program,
  modules: Pick<ReleaseModules, "clock">,
  signal: AbortSignal,
): Promise<{ version: string }> {
  await requireClosedFolder(program.path);
  using _lock = await lockProgram(program.path);
  const version = await versionOf(await keptVersion(program.path), modules, signal);
  const folder = await stagingFolder(program.path);
  try {
    await swapBack(program.path, folder);
  } finally {
    await removeEmpty(folder);
  }
  return { version };
}

/** What an interrupted upgrade left is of no use any more, but for the part that is wanted now. */
async function clearParts(folder: string, part: string): Promise<void> {
  await onDisk(`read ${folder}`, async () => {
    for await (const { name } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (path !== part) await Deno.remove(path, { recursive: true });
    }
  });
}

function explain(error: unknown, hint: string): unknown {
  if (!(error instanceof ReleaseError)) return error;
  return new ReleaseError(error.code, errorText(error), { hint, cause: error });
}
