import { onDisk } from "./disk.ts";
import { ReleaseError } from "./errors.ts";

/**
 * Lets one upgrade at a time work on a program. The operating system releases the lock when the process dies. Only this
 * user can open the file, so that nobody else can hold the lock.
 * @param program path of the program
 * @throws ReleaseError `locked`, `disk`, `untrusted` when the file is another user's
 */
export async function lockProgram(program: string): Promise<Disposable> {
  const path = `${program}.upgrade.lock`;
  const file = await onDisk(`write beside ${program}`, () => openOwn(path));
  if (!(await file.tryLock(true))) {
    file.close();
    throw new ReleaseError("locked", `another sn1 upgrade works on ${program}`, {
      hint: "wait until it has ended",
    });
  }
  return {
    [Symbol.dispose]() {
      file.unlockSync();
      file.close();
    },
  };
}

async function openOwn(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  const { isFile, uid } = await Deno.lstat(path);
  if (!isFile || uid !== Deno.uid()) {
    throw new ReleaseError(
      "untrusted",
      `${path} ${isFile ? `belongs to uid ${uid}` : "is not a regular file"}`,
      {
        hint: `upgrade as that user, or remove the file if no upgrade is running`,
      },
    );
  }
  await Deno.chmod(path, 0o600);
  return await Deno.open(path, { write: true });
}
