import { utf8 } from "../base/mod.ts";
import { WalletError } from "./errors.ts";
import { assertAbsent, readSmallFile, writeFiles } from "./files.ts";

/**
 * Writes a small text that is no key (mode 0600, whole or not at all).
 * @param overwrite whether a file in the way is replaced
 * @throws WalletError `exists`, `unwritable`
 */
export async function writeDocument(path: string, text: string, overwrite: boolean): Promise<void> {
  if (!overwrite) {
    await assertAbsent([path]).catch((error) => {
      if (!(error instanceof WalletError) || error.code !== "exists") throw error;
      throw new WalletError("exists", error.message, {
        hint: "Choose another name, or replace it with --overwrite.",
        data: error.data,
      });
    });
  }
  await writeFiles([{ path, content: utf8(text) }], overwrite);
}

/**
 * Reads a small text.
 * @param what names the file in errors, e.g. `the call file`
 * @throws WalletError `missing`, `unreadable`
 */
export async function readDocument(path: string, what: string): Promise<string> {
  const bytes = await readSmallFile(path, what);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new WalletError("unreadable", `${path} is not a UTF-8 text`, { data: { path } });
  }
}
