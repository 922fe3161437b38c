import { onDisk } from "./disk.ts";
import { ReleaseError } from "./errors.ts";

/**
 * Lets one upgrade at a time work on a program. The operating system releases the lock when the process dies.
 * @param program path of the program
 * @throws ReleaseError `locked`, `disk`
 */
export async function lockProgram(program: string): Promise<Disposable> {
  const path = `${program}.upgrade.lock`;
  const file = await onDisk(`write beside ${program}`, () => Deno.open(path, { write: true, create: true }));
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
