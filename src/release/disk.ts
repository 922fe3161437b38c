import { errorText, PackageError } from "../base/mod.ts";
import { ReleaseError } from "./errors.ts";

/**
 * Runs file work and says in the operator's words why it failed.
 * @param what e.g. `write /usr/local/bin/sn1.part`
 * @throws ReleaseError `disk`; errors of the program itself as they are
 */
export async function onDisk<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PackageError) throw cause;
    throw new ReleaseError("disk", `cannot ${what}: ${errorText(cause)}`, { hint: hintOf(cause), cause });
  }
}

function hintOf(error: unknown): string {
  const text = errorText(error);
  if (/os error 28|ENOSPC|No space left/i.test(text)) {
    return "the disk is full; free some space and run it again: the download goes on where it stopped";
  }
  if (/os error 30|EROFS|Read-only/i.test(text)) {
    return "the file system is read-only; upgrade where the program is writable";
  }
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "run it as the owner of the program, e.g. with sudo";
  }
  return "look at the folder of the program";
}

/** Makes renames in a folder last through a loss of power, where the file system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch { /* not every file system lets folders be synced */ }
}

/** Whether something is at a path. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
