import { Slices } from "./slices.ts";
import type { RewardInput, RewardModules } from "./types.ts";

/** The number as a float32 in [0, 1]; what is not a number is 0. */
export function unitScore(value: number): number {
  return value > 0 ? Math.fround(Math.min(1, value)) : 0;
}

/**
 * Scores each completion on its own: one that makes `score` throw gets 0 and never touches the others
 * (docs/spec/domain.md#defect-1). Equal completions are scored once.
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
  const slices = new Slices(modules.clock, signal);
  for (const { completion } of input.responses) {
    let value = known.get(completion);
    if (slices.due()) await slices.pause();
    if (value === undefined) {
      value = guarded(() => score(completion));
      known.set(completion, value);
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
