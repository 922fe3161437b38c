import { folderOf, requireTrusted } from "./beside.ts";
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
 * @param folder of this user alone, on the same file system
 * @throws ReleaseError `disk`
 */
export async function swapIn(program: string, staged: string, folder: string): Promise<void> {
  await onDisk(`replace ${program}`, async () => {
    await Deno.rename(await secondName(program, `${folder}/old`), oldPath(program));
    await Deno.rename(staged, program);
  });
  await syncFolder(folderOf(program));
}

/**
 * Path of the version before, which must be there and as trustworthy as the program.
 * @throws ReleaseError `config`, `untrusted`
 */
export async function keptVersion(program: string): Promise<string> {
  const old = oldPath(program);
  if (await exists(old)) {
    await requireTrusted(old, program);
    return old;
  }
  throw new ReleaseError("config", `there is no version to go back to: ${old} is missing`, {
    hint: "it is kept by the first upgrade",
  });
}

/**
 * Exchanges the program with the version before it, which is kept in turn: a second call undoes the first.
 * @param folder of this user alone, on the same file system
 * @throws ReleaseError `config` when none is kept, `untrusted`, `disk`
 */
export async function swapBack(program: string, folder: string): Promise<void> {
  const old = await keptVersion(program);
  await onDisk(`replace ${program}`, async () => {
    const current = await secondName(program, `${folder}/current`);
    await Deno.rename(old, program);
    await Deno.rename(current, old);
  });
  await syncFolder(folderOf(program));
}

/** A second name for a file; a copy where links do not work. @param as in a folder of this user alone */
async function secondName(path: string, as: string): Promise<string> {
  await Deno.remove(as).catch(() => {});
  await Deno.link(path, as).catch(() => Deno.copyFile(path, as));
  return as;
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
