import { abortReason, type Clock, type Random } from "../../src/base/mod.ts";
import { DatasetError } from "../errors.ts";
import type { Context, Dataset } from "../types.ts";

/**
 * Tries for one context (docs/spec/domain.md#21-context-and-base-class: the counter starts at 1 and stops at
 * 10).
 */
export const MAX_TRIES = 9;

/**
 * One context of a dataset, with how it was got.
 * @throws DatasetError `exhausted` after {@link MAX_TRIES} tries that found nothing; what the dataset throws
 */
export async function nextContext(
  dataset: Dataset,
  random: Random,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Context> {
  const start = clock.monotonic();
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    if (signal?.aborted) throw abortReason(signal);
    const context = await dataset.next(random, signal);
    if (context) {
      const stats = { fetchTimeS: (clock.monotonic() - start) / 1000, tries };
      return { ...context, source: dataset.name, stats };
    }
  }
  throw new DatasetError("exhausted", `dataset ${dataset.name} found nothing in ${MAX_TRIES} tries`, {
    data: { dataset: dataset.name },
  });
}
