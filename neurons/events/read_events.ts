import type { Clock } from "../../src/base/mod.ts";
import type { StoredStep, StoreReader } from "../../src/store/mod.ts";

/** Which records are wanted. */
export interface ExportOptions {
  /** First step. @default {1} */
  from?: number;
  /** Last step. @default {the newest} */
  to?: number;
  /** Only these tasks; empty = all. */
  tasks: readonly string[];
}

/** Records read from the database at a time. */
const PAGE = 50;

/**
 * Step records of a database, oldest first.
 * @param store may be written to meanwhile; what comes after `to`, or after the newest step, is left alone
 */
export function* exportSteps(store: StoreReader, options: ExportOptions): Generator<StoredStep> {
  const last = options.to ?? store.lastStep();
  for (let after = (options.from ?? 1) - 1; after < last;) {
    const page = store.stepsAfter(after, PAGE);
    for (const step of page) {
      if (step.step > last) return;
      if (wanted(step, options.tasks)) yield step;
    }
    if (page.length < PAGE) return;
    after = page[page.length - 1]!.step;
  }
}

/** Which records `tail` shows. */
export interface TailOptions {
  /** Records that are there already, at most. */
  last: number;
  /** Wait for further ones. */
  follow: boolean;
  tasks: readonly string[];
  /** Pause between two looks, ms. */
  pollMs: number;
}

/**
 * The last step records, oldest first, then new ones as they are written, until `signal` aborts.
 */
export async function* tailSteps(
  store: StoreReader,
  options: TailOptions,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<StoredStep> {
  let after = store.lastStep();
  yield* lastSteps(store, options);
  while (options.follow && !signal.aborted) {
    const page = store.stepsAfter(after, PAGE);
    for (const step of page) {
      after = step.step;
      if (wanted(step, options.tasks)) yield step;
    }
    if (page.length < PAGE) await clock.sleep(options.pollMs, signal).catch(() => {});
  }
}

/** The newest records of the wanted tasks, oldest first; looked for page by page, backwards. */
function lastSteps(store: StoreReader, { last, tasks }: TailOptions): StoredStep[] {
  const found: StoredStep[] = [];
  for (let end = store.lastStep(); end > 0 && found.length < last; end -= PAGE) {
    const page = store.stepsAfter(Math.max(0, end - PAGE), PAGE).filter(({ step }) => step <= end);
    if (page.length === 0) break;
    found.unshift(...page.filter((step) => wanted(step, tasks)));
  }
  return found.slice(Math.max(0, found.length - last));
}

function wanted(step: StoredStep, tasks: readonly string[]): boolean {
  return tasks.length === 0 || tasks.includes(step.task);
}
