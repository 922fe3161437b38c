import { errorText } from "../base/mod.ts";
import { StoreError } from "./errors.ts";
import { type LockAttempt, lockPrivateFile, makePrivateFolder } from "./private_files.ts";

/** A lock that is held. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of one hotkey on one subnet of one chain. The operating system releases it when the process dies,
 * so a kill leaves nothing to clean up.
 * @param folders lock folders in order; the next one is used where one cannot be written at all (docs/interface.md#files)
 * @param name `<ss58>-<first 8 of genesis>-<netuid>`
 * @throws StoreError `locked` when another process holds it, `unwritable`
 */
export function takeLock(folders: readonly string[], name: string): Lock {
  const { path, attempt } = tryLock(folders, name);
  const { file, holder } = attempt;
  if (!file) {
    throw new StoreError(
      "locked",
      `this hotkey already runs here${holder ? ` (process ${holder})` : ""}: ${path}`,
      {
        hint: "two neurons with one hotkey would set weights against each other; stop the other one first",
      },
    );
  }
  return {
    release() {
      file.unlockSync();
      file.close();
    },
  };
}

/**
 * Who holds a lock, without keeping it. Creates the folder and the file as a start would, so that a place that cannot
 * be written is found before.
 * @param folders,name see {@link takeLock}
 * @returns the process, "" when the file does not name one, null when nobody holds it
 * @throws StoreError `unwritable`
 */
export function lockHolder(
  folders: readonly string[],
  name: string,
): { path: string; holder: string | null } {
  const { path, attempt } = tryLock(folders, name);
  attempt.file?.close();
  return { path, holder: attempt.file ? null : attempt.holder };
}

function tryLock(folders: readonly string[], name: string): { path: string; attempt: LockAttempt } {
  for (const [i, folder] of folders.entries()) {
    const path = `${folder.replace(/\/+$/, "")}/${name}`;
    try {
      // Folders of this name are the program's own; others are named by the user.
      makePrivateFolder(folder, /\/locks\/*$/.test(folder));
      return { path, attempt: lockPrivateFile(path) };
    } catch (error) {
      // Two starts see the same rights, so both go on to the same folder. A full disk is no reason to do so.
      if (i < folders.length - 1 && isUnwritable(error)) continue;
      throw new StoreError("unwritable", `cannot write the lock ${path}: ${errorText(error)}`, {
        hint: "check the rights of the folder, or name one that can be written with --logging.lock_dir",
        cause: error,
      });
    }
  }
  throw new StoreError("unwritable", "no folder for locks is named", {
    hint: "name one with --logging.lock_dir",
  });
}

/** Whether an error means that this user cannot write there: missing rights, or a file system for reading only. */
export function isUnwritable(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied || (error as { code?: string })?.code === "EROFS" ||
    /read-only file system/i.test(errorText(error));
}
