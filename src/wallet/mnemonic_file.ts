import { utf8 } from "../base/mod.ts";
import { assertAbsent, readSmallFile, writeFiles } from "./files.ts";
import { WalletError } from "./errors.ts";
import { Secret } from "./secret.ts";

/**
 * Stores a recovery phrase for `--mnemonic-file`: one line, mode 0600, never replacing a file.
 * @returns removes the file again, when no key comes of the phrase
 * @throws WalletError `exists`, `unwritable`
 */
export async function writeMnemonicFile(path: string, mnemonic: Secret): Promise<() => Promise<void>> {
  await assertAbsent([path]);
  await writeFiles([{ path, content: utf8(mnemonic.reveal() + "\n") }], false);
  return () => Deno.remove(path).catch(() => {});
}

/**
 * Reads a recovery phrase from a file, for `regen-…`.
 * @throws WalletError `missing`, `unreadable`
 */
export async function readMnemonicFile(path: string): Promise<Secret> {
  const bytes = await readSmallFile(path, "the phrase file");
  try {
    return new Secret(new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim());
  } catch {
    throw new WalletError("unreadable", `${path} is not a UTF-8 text`, { data: { path } });
  }
}
