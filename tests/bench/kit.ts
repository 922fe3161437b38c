/** What benchmarks share: pairs of runs, medians, one JSON line per number. */

/** What one run gives. */
export interface Sample {
  /** Tokens per second while decoding. */
  decode: number;
  /** Seconds in all. */
  total: number;
  /** Milliseconds to the first token. */
  ttft: number;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Runs both sides alternately, so that a busy machine hurts both alike. */
export async function pairs<T>(
  count: number,
  ours: () => Promise<T>,
  theirs: () => Promise<T>,
): Promise<{ ours: T; theirs: T }[]> {
  const runs: { ours: T; theirs: T }[] = [];
  for (let i = 0; i < count; i++) {
    if (i % 2) {
      const b = await theirs();
      runs.push({ ours: await ours(), theirs: b });
    } else {
      const a = await ours();
      runs.push({ ours: a, theirs: await theirs() });
    }
  }
  return runs;
}

/** Prints one line: the median of ours, of the other side, and of the ratios. */
export function report<T>(
  name: string,
  unit: string,
  n: number,
  runs: { ours: T; theirs: T }[],
  value: (sample: T) => number,
  /** Whether more is better. */
  more = true,
): void {
  const round = (x: number) => Math.round(x * 100) / 100;
  const ratio = median(runs.map(({ ours, theirs }) => value(ours) / value(theirs)));
  const line = {
    name,
    unit,
    value: round(median(runs.map(({ ours }) => value(ours)))),
    n,
    baseline: round(median(runs.map(({ theirs }) => value(theirs)))),
    ratio: round(more ? ratio : 1 / ratio),
  };
  console.log(JSON.stringify(line));
  console.error(`${name.padEnd(36)} ${String(line.value).padStart(10)} ${unit}  × ${line.ratio}`);
}

/** Starts watching how late timers of this process are. @returns ends it: the 99th percentile in milliseconds */
export function watchLag(): () => number {
  const late: number[] = [];
  let due = performance.now() + 5;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = now + 5;
  }, 5);
  return () => {
    clearInterval(timer);
    late.sort((a, b) => a - b);
    return late[Math.floor(late.length * 0.99)] ?? 0;
  };
}
