import { abortReason } from "../src/base/mod.ts";
import type { RewardInput, RewardModules } from "./types.ts";

/** Milliseconds of scoring after which other work of the process gets its turn. */
const SLICE_MS = 8;

/** The number as a float32 in [0, 1]; what is not a number is 0. */
export function unitScore(value: number): number {
  return value > 0 ? Math.fround(Math.min(1, value)) : 0;
}

/**
 * Scores each completion on its own: one that makes `score` throw gets 0 and never touches the others
 * (sn1-domain §11.1-1). Equal completions are scored once.
 * @throws the reason of `signal`
 */
export async function scoreEach(
  input: RewardInput,
  modules: RewardModules,
  score: (completion: string) => number,
  signal?: AbortSignal,
): Promise<number[]> {
  const known = new Map<string, number>();
  const scores: number[] = [];
  let sliceStart = modules.clock?.monotonic() ?? 0;
  for (const { completion } of input.responses) {
    if (signal?.aborted) throw abortReason(signal);
    let value = known.get(completion);
    if (value === undefined) {
      value = guarded(() => score(completion));
      known.set(completion, value);
      if (modules.clock && modules.clock.monotonic() - sliceStart > SLICE_MS) {
        await modules.clock.sleep(0, signal);
        sliceStart = modules.clock.monotonic();
      }
    }
    scores.push(value);
  }
  return scores;
}

function guarded(score: () => number): number {
  try {
    return unitScore(score());
  } catch {
    return 0;
  }
}
