/** A number as it is kept between runs. Ratios of before this file are ranges in words. */
export interface StoredResult {
  unit: string;
  value?: number;
  baseline?: number;
  ratio?: number | string;
  n?: number;
  /** Day of the run, UTC. */
  date: string;
  /** The machine in words, and how busy it was. */
  machine: string;
}

/** A line that a benchmark printed. */
export interface ResultLine {
  name: string;
  unit: string;
  value: number;
  n: number;
  baseline?: number;
  ratio?: number;
}

/** Results by name. */
export type Results = Record<string, StoredResult>;

/** Reads what earlier runs left; none is an empty table. */
export async function readResults(path: string): Promise<Results> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Writes results, names in alphabetical order. */
export async function writeResults(path: string, results: Results): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => a < b ? -1 : 1));
  await Deno.writeTextFile(path, `${JSON.stringify(sorted, null, 1)}\n`);
}

/** Puts the lines of a run in the place of what was known by their names. */
export function mergeResults(
  results: Results,
  lines: readonly ResultLine[],
  run: { date: string; machine: string },
): Results {
  const merged = { ...results };
  for (const { name, ...line } of lines) merged[name] = { ...line, ...run };
  return merged;
}

/** The machine in words; nothing that names it. @param load processes that wanted to run, minute's average */
export function machineWords(load: number): string {
  const gigabytes = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  return `${navigator.hardwareConcurrency} ${Deno.build.arch} cores, ${gigabytes} GiB of memory, ` +
    `Deno ${Deno.version.deno}, load ${load.toFixed(1)} at the start`;
}
