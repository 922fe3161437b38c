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

/** Two runs of one moment; `theirs` is missing where there is no peer. */
export interface Pair<T> {
  ours: T;
  theirs?: T;
}

/** Runs both sides alternately, so that a busy machine hurts both alike. */
export async function pairs<T>(
  count: number,
  ours: () => Promise<T>,
  theirs: (() => Promise<T>) | null,
): Promise<Pair<T>[]> {
  const runs: Pair<T>[] = [];
  for (let i = 0; i < count; i++) {
    if (!theirs) runs.push({ ours: await ours() });
    else if (i % 2) {
      const b = await theirs();
      runs.push({ ours: await ours(), theirs: b });
    } else {
      const a = await ours();
      runs.push({ ours: a, theirs: await theirs() });
    }
  }
  return runs;
}

/** One number; ratio > 1 = ours is better. */
export interface BenchLine {
  name: string;
  unit: string;
  value: number;
  n: number;
  baseline?: number;
  ratio?: number;
}

const round = (x: number) => Math.round(x * 100) / 100;

/** Prints one line: the median of ours, and of the other side and the ratios where there is one. */
export function report<T>(
  name: string,
  unit: string,
  n: number,
  runs: readonly Pair<T>[],
  value: (sample: T) => number,
  /** Whether more is better. */
  more = true,
): void {
  const line: BenchLine = { name, unit, value: round(median(runs.map(({ ours }) => value(ours)))), n };
  const both = runs.filter((run) => run.theirs !== undefined);
  if (both.length > 0) {
    const ratio = median(both.map(({ ours, theirs }) => value(ours) / value(theirs!)));
    line.baseline = round(median(both.map(({ theirs }) => value(theirs!))));
    line.ratio = round(more ? ratio : 1 / ratio);
  }
  printLine(line);
}

/** Prints one line of results. */
export function printLine(line: BenchLine): void {
  console.log(JSON.stringify(line));
  const ratio = line.ratio === undefined ? "" : `  × ${line.ratio}`;
  console.error(`${line.name.padEnd(36)} ${String(line.value).padStart(10)} ${line.unit}${ratio}`);
}

/** Whether a name was asked for: all are when nothing is named. */
export function asked(name: string): boolean {
  const wanted = Deno.args.filter((arg) => !arg.startsWith("-"));
  return wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix));
}

/**
 * Starts watching how late timers of this process are.
 * @returns ends it: that percentile of the delays in milliseconds, the 99th unless said otherwise
 */
export function watchLag(): (share?: number) => number {
  const late: number[] = [];
  let due = performance.now() + 5;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = now + 5;
  }, 5);
  return (share = 0.99) => {
    clearInterval(timer);
    late.sort((a, b) => a - b);
    return late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? 0;
  };
}
