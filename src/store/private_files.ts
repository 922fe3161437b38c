import process from "node:process";

/** Only the owner may list or enter. */
const FOLDER_MODE = 0o700;

/** Only the owner may read or write. */
const FILE_MODE = 0o600;

/** Bits of group and others. */
const FOREIGN_BITS = 0o077;

/**
 * Makes a folder that only its owner may enter, or closes one of ours that others may. The modes do not depend on the
 * umask.
 * @param close false leaves the rights of an existing folder: the user named it, and it may serve others too
 * @throws file errors as they are
 */
export function makePrivateFolder(path: string, close = true): void {
  Deno.mkdirSync(path || ".", { recursive: true, mode: FOLDER_MODE });
  if (close && path !== "" && path !== ".") closeToOthers(path, FOLDER_MODE);
}

/**
 * Opens a file for reading and writing that only its owner may open; makes it when it is missing.
 * @returns the file, and whether others could open it before
 * @throws file errors as they are
 */
export function openPrivateFile(path: string): { file: Deno.FsFile; wasOpen: boolean } {
  const file = Deno.openSync(path, { read: true, write: true, create: true, mode: FILE_MODE });
  try {
    return { file, wasOpen: closeToOthers(path, FILE_MODE) };
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Takes the rights of group and others from files that exist, for SQLite's own files beside a database.
 * @throws file errors other than a missing file
 */
export function closeFiles(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      closeToOthers(path, FILE_MODE);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** @returns whether others had rights */
function closeToOthers(path: string, mode: number): boolean {
  const info = Deno.statSync(path);
  if (info.mode === null) return false; // a system without modes
  if ((info.mode & FOREIGN_BITS) === 0) return false;
  try {
    Deno.chmodSync(path, mode);
  } catch (error) {
    // A file of another user, or a file system without modes: what can be done is done.
    if (!(error instanceof Deno.errors.PermissionDenied) && !(error instanceof Deno.errors.NotSupported)) {
      throw error;
    }
  }
  return true;
}

/** An exclusive lock, or the process that holds it. */
export type LockAttempt = { file: Deno.FsFile; holder?: undefined } | { file?: undefined; holder: string };

/**
 * Locks a file that only its owner may open, so that no other user can hold the lock. The operating system releases it
 * when the process ends. The file names the process.
 *
 * A file of an earlier version could be opened by others, and one of them may hold it. When the process it names no
 * longer runs, a new file takes its place.
 * @throws file errors as they are
 */
export function lockPrivateFile(path: string): LockAttempt {
  const { file, wasOpen } = openPrivateFile(path);
  const attempt = lockOpened(file);
  if (attempt.file || !wasOpen || runs(attempt.holder)) return attempt;
  const guard = openPrivateFile(`${path}.replace`).file;
  try {
    if (!guard.tryLockSync(true)) return attempt;
    // Another start may have put the new file there in between.
    const again = lockOpened(openPrivateFile(path).file);
    if (again.file || runs(again.holder)) return again;
    const fresh = `${path}.new`;
    const replaced = lockOpened(openPrivateFile(fresh).file);
    if (replaced.file) Deno.renameSync(fresh, path);
    return replaced;
  } finally {
    guard.close();
  }
}

/** Locks an open file and writes the process into it, or closes it. */
function lockOpened(file: Deno.FsFile): LockAttempt {
  if (file.tryLockSync(true)) {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
    return { file };
  }
  const bytes = new Uint8Array(32);
  const read = file.readSync(bytes) ?? 0;
  file.close();
  return { holder: new TextDecoder().decode(bytes.subarray(0, read)).trim() };
}

/** Whether a process of this user has the id in a lock file. Without an id nobody can tell: it may. */
function runs(holder: string): boolean {
  if (!/^\d{1,10}$/.test(holder)) return holder !== "";
  try {
    return process.kill(Number(holder), 0);
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code !== "ESRCH" && code !== "EPERM";
  }
}
