import { lockHolder } from "../../src/store/mod.ts";
import { lockName } from "../shared/neuron_paths.ts";
import type { CheckContext } from "./check_context.ts";

/**
 * Who holds the lock of this hotkey on this subnet of this chain. Makes the file when it is missing: only that tells
 * whether a start could.
 * @returns where the lock is, and the process id or "an unknown process"; null when nobody does
 * @throws NotChecked when hotkey or chain are unknown; StoreError `unwritable`
 */
export async function neuronLock(exam: CheckContext): Promise<{ path: string; holder: string | null }> {
  const [{ ss58 }, chain] = await Promise.all([exam.hotkey(), exam.chain()]);
  const { lockFolders, netuid } = exam.options;
  const { path, holder } = lockHolder(lockFolders, lockName(ss58, chain.genesisHash, netuid));
  return { path, holder: holder === "" ? "an unknown process" : holder };
}
