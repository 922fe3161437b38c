import { onDisk } from "./disk.ts";
import { ReleaseError } from "./errors.ts";

/** Which file a path led to. */
export interface FileIdentity {
  dev: number;
  ino: number | null;
}

/**
 * Checks that a file beside the program is as trustworthy as the program: a file itself and no link, of this user, of
 * root or of the program's owner, and not writable by more users than the program.
 * @throws ReleaseError `untrusted`; `disk` when one of the two cannot be read
 */
export async function requireTrusted(path: string, program: string): Promise<void> {
  const [file, own] = await onDisk(
    `read ${path}`,
    () => Promise.all([Deno.lstat(path), Deno.lstat(program)]),
  );
  const owners = [Deno.uid(), 0, own.uid];
  const why = !file.isFile
    ? "is not a regular file"
    : !owners.includes(file.uid)
    ? `belongs to another user (uid ${file.uid})`
    : ((file.mode ?? 0) & 0o022 & ~(own.mode ?? 0)) !== 0
    ? "can be changed by users who cannot change the program"
    : null;
  if (why === null) return;
  throw new ReleaseError("untrusted", `${path} ${why}`, {
    hint: `check where it comes from, then remove it`,
  });
}

/**
 * Checks that other users cannot exchange files in the program's folder.
 * @throws ReleaseError `untrusted`
 */
export async function requireClosedFolder(program: string): Promise<void> {
  const folder = folderOf(program);
  const { mode } = await onDisk(`read ${folder}`, () => Deno.stat(folder));
  if (((mode ?? 0) & 0o1002) !== 0o0002) return;
  throw new ReleaseError("untrusted", `every user can exchange files in ${folder}`, {
    hint: `chmod o-w ${folder}, or move the program to a folder of your own`,
  });
}

/**
 * A folder beside the program that only this user can look into, so that what is downloaded there has no other
 * writer. One that an interrupted upgrade of this user left is used again; folders of others are never touched.
 * @returns its path; {@link removeEmpty} removes it
 * @throws ReleaseError `disk`
 */
export async function stagingFolder(program: string): Promise<string> {
  const folder = folderOf(program);
  const prefix = `${program.slice(program.lastIndexOf("/") + 1)}.upgrade-`;
  return await onDisk(`make a folder beside ${program}`, async () => {
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.startsWith(prefix)) continue;
      const path = `${folder === "/" ? "" : folder}/${name}`;
      const { isDirectory, uid, mode } = await Deno.lstat(path);
      if (isDirectory && uid === Deno.uid() && ((mode ?? 0) & 0o077) === 0) return path;
    }
    return await Deno.makeTempDir({ dir: folder, prefix });
  });
}

/** Removes a folder unless something is in it that the next try can use. */
export async function removeEmpty(folder: string): Promise<void> {
  await Deno.remove(folder).catch(() => {});
}

/** Which file lies at a path, links not followed. */
export async function identityOf(path: string): Promise<FileIdentity> {
  const { dev, ino } = await Deno.lstat(path);
  return { dev, ino };
}

/**
 * Checks that a path still leads to the file whose digest was taken.
 * @throws ReleaseError `untrusted`
 */
export async function requireSame(path: string, file: FileIdentity): Promise<void> {
  const found = await onDisk(`read ${path}`, () => identityOf(path));
  if (found.dev === file.dev && found.ino === file.ino) return;
  throw new ReleaseError("untrusted", `${path} was exchanged while it was installed`, {
    hint: "find out who can write to its folder",
  });
}

/** The folder a file lies in. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
