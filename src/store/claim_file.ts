import { StoreError } from "./errors.ts";
import { lockPrivateFile } from "./private_files.ts";

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
  const { file, holder } = lockPrivateFile(`${path}.lock`);
  if (!file) {
    throw new StoreError("locked", `${path} is used by another process${holder ? ` (${holder})` : ""}`, {
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
