import { exists, onDisk, syncFolder } from "./disk.ts";
import { ReleaseError } from "./errors.ts";

/** Where the version before is kept. */
export function oldPath(program: string): string {
  return `${program}.old`;
}

/**
 * Puts a file in the program's place and keeps the program as `<program>.old`. Each step is a rename, so that at every
 * moment, also when the machine dies, a whole program lies at `program`; who runs it goes on with the file they have.
 * @param staged on the same file system; it is moved
 * @throws ReleaseError `disk`
 */
export async function swapIn(program: string, staged: string): Promise<void> {
  await onDisk(`replace ${program}`, async () => {
    await keep(program, oldPath(program));
    await Deno.rename(staged, program);
  });
  await syncFolder(folderOf(program));
}

/**
 * Path of the version before, which must be there.
 * @throws ReleaseError `config`
 */
export async function keptVersion(program: string): Promise<string> {
  const old = oldPath(program);
  if (await exists(old)) return old;
  throw new ReleaseError("config", `there is no version to go back to: ${old} is missing`, {
    hint: "it is kept by the first upgrade",
  });
}

/**
 * Exchanges the program with the version before it, which is kept in turn: a second call undoes the first.
 * @throws ReleaseError `config` when none is kept, `disk`
 */
export async function swapBack(program: string): Promise<void> {
  const old = await keptVersion(program);
  const current = `${program}.swap`;
  await onDisk(`replace ${program}`, async () => {
    await keep(program, current);
    await Deno.rename(old, program);
    await Deno.rename(current, old);
  });
  await syncFolder(folderOf(program));
}

/** A second name for a file (a copy where links do not work), put in place by a rename. */
async function keep(path: string, as: string): Promise<void> {
  const temporary = `${as}.tmp`;
  await Deno.remove(temporary).catch(() => {});
  await Deno.link(path, temporary).catch(() => Deno.copyFile(path, temporary));
  await Deno.rename(temporary, as);
}

/** Gives a file the owner and rights of the program, and the right to run. */
export async function dressLike(program: string, file: string): Promise<void> {
  await onDisk(`give ${file} the rights of ${program}`, async () => {
    const { mode, uid, gid } = await Deno.stat(program);
    const own = await Deno.stat(file);
    if (uid !== null && gid !== null && (own.uid !== uid || own.gid !== gid)) {
      await Deno.chown(file, uid, gid);
    }
    await Deno.chmod(file, ((mode ?? 0o755) & 0o777) | 0o500);
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
