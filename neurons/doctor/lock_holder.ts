import { lockName } from "../shared/neuron_paths.ts";
import type { Examination } from "./examination.ts";

/**
 * Who holds the lock of this hotkey on this subnet of this chain.
 * @returns the process id or "somebody"; null when nobody does
 * @throws NotChecked when hotkey or chain are unknown
 */
export async function lockHolder(exam: Examination): Promise<string | null> {
  const [{ ss58 }, chain] = await Promise.all([exam.hotkey(), exam.chain()]);
  const path = `${exam.options.lockFolder}/${lockName(ss58, chain.genesisHash, exam.options.netuid)}`;
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true, write: true });
  } catch {
    return null;
  }
  try {
    if (await file.tryLock(true)) return null;
    return (await Deno.readTextFile(path)).trim() || "somebody";
  } finally {
    file.close();
  }
}
