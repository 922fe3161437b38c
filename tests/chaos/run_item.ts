import { errorText, seededRandom } from "../../src/base/mod.ts";
import { truncate } from "../../src/text/mod.ts";
import { Chaos, type ChaosItem, type ChaosResult } from "./kit.ts";

/** Runs one item in this process and says what became of it; never throws. */
export async function runItem(item: ChaosItem, seed: string, full: boolean): Promise<ChaosResult> {
  const started = performance.now();
  const chaos = new Chaos(seededRandom(`${seed}/${item.id}`), full);
  let error: string | undefined;
  try {
    await item.run(chaos);
    if (chaos.injected === 0) throw new Error("nothing was injected, so nothing was shown");
  } catch (cause) {
    error = truncate(errorText(cause).replace(/\s+/g, " "), 300);
  }
  return {
    id: item.id,
    ok: error === undefined,
    injected: chaos.injected,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    notes: chaos.notes,
    ...(error === undefined ? {} : { error }),
  };
}
