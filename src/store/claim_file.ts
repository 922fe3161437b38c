import { StoreError } from "./errors.ts";

/** Keeps every other writer off a database until released. */
export interface FileClaim {
  release(): void;
}

/**
 * Claims a database for writing by an exclusive lock on the file `<path>.lock` beside it. SQLite's own exclusive mode
 * would keep readers out too; this way `sn1 events tail` may look on while a validator writes. The operating system
 * releases the lock when the process dies.
 * @throws StoreError `locked` when another handle, of this process or another one, has it; file errors as they are
 */
export function claimFile(path: string): FileClaim {
  const lockPath = `${path}.lock`;
  const file = Deno.openSync(lockPath, { read: true, write: true, create: true });
  if (!file.tryLockSync(true)) {
    file.close();
    throw new StoreError("locked", `${path} is used by another process`, {
      hint: "stop the other sn1 first",
    });
  }
  return {
    release() {
      file.unlockSync();
      file.close();
    },
  };
}
