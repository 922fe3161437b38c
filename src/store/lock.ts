import { errorText } from "../base/mod.ts";
import { StoreError } from "./errors.ts";

/** A lock that is held. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of one hotkey on one subnet of one chain. The operating system releases it when the process dies,
 * so a kill leaves nothing to clean up.
 * @param folder lock folder, made when missing (`~/.bittensor/sn1/locks`, docs/interface.md#files)
 * @param name `<ss58>-<first 8 of genesis>-<netuid>`
 * @throws StoreError `locked` when another process holds it, `io`
 */
export async function takeLock(folder: string, name: string): Promise<Lock> {
  const path = `${folder.replace(/\/$/, "")}/${name}`;
  let file: Deno.FsFile;
  try {
    await Deno.mkdir(folder, { recursive: true });
    file = await Deno.open(path, { read: true, write: true, create: true });
  } catch (error) {
    throw new StoreError("io", `cannot open the lock ${path}: ${errorText(error)}`, {
      hint: "check the rights of the folder",
      cause: error,
    });
  }
  if (!(await file.tryLock(true))) {
    const holder = (await new Response(file.readable).text()).trim();
    throw new StoreError(
      "locked",
      `this hotkey already runs here${holder ? ` (process ${holder})` : ""}: ${path}`,
      {
        hint: "two neurons with one hotkey would set weights against each other; stop the other one first",
      },
    );
  }
  await file.truncate(0);
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return {
    release() {
      file.unlockSync();
      file.close();
    },
  };
}
