/** One look at the validator. */
export interface SoakSample {
  /** Seconds since the start. */
  atS: number;
  /** Resident memory of the validator process, MB. */
  rssMb: number;
  heapMb: number;
  descriptors: number;
  /** Longest delay of the event loop since the last look, ms. */
  lagMs: number;
  steps: number;
  block: number;
}

/** What a soak came to. */
export interface SoakReport {
  date: string;
  minutes: number;
  miners: number;
  seed: string;
  /** Mean load of the machine over a minute, at the start and at the end, and its cores. */
  load: { start: number; end: number; cores: number };
  steps: number;
  /** Faults by kind. */
  faults: Record<string, number>;
  /** Chain epochs that passed, and those in which weights of the validator landed. */
  windows: { total: number; landed: number; longestGapBlocks: number };
  rss: { warmUpMinutes: number; slopeMbPerHour: number; firstMb: number; lastMb: number; mostMb: number };
  descriptors: { first: number; last: number; most: number; slopePerHour: number };
  lag: { p50Ms: number; p99Ms: number; maxMs: number };
  samples: SoakSample[];
}

/** Slope of the least-squares line. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const n = points.length;
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / Math.max(1, n);
  const [mx, my] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const under = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return under > 0 ? over / under : 0;
}

/** The value below which a share of the others lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;

/**
 * Memory, descriptors and lag out of the samples. The warm-up (a quarter of the run, five minutes at most) does not
 * count for the slopes: caches fill and code is compiled then.
 */
export function measure(samples: readonly SoakSample[]): Pick<SoakReport, "rss" | "descriptors" | "lag"> {
  const endS = samples.at(-1)?.atS ?? 0;
  const warmS = Math.min(300, endS / 4);
  const warm = samples.filter(({ atS }) => atS >= warmS);
  const perHour = (of: (sample: SoakSample) => number) =>
    slope(warm.map((sample) => [sample.atS / 3600, of(sample)] as const));
  const lags = warm.map(({ lagMs }) => lagMs);
  return {
    rss: {
      warmUpMinutes: round(warmS / 60),
      slopeMbPerHour: round(perHour(({ rssMb }) => rssMb)),
      firstMb: round(warm[0]?.rssMb ?? 0),
      lastMb: round(warm.at(-1)?.rssMb ?? 0),
      mostMb: round(Math.max(0, ...samples.map(({ rssMb }) => rssMb))),
    },
    descriptors: {
      first: warm[0]?.descriptors ?? 0,
      last: warm.at(-1)?.descriptors ?? 0,
      most: Math.max(0, ...samples.map((sample) => sample.descriptors)),
      slopePerHour: round(perHour((sample) => sample.descriptors)),
    },
    lag: {
      p50Ms: round(quantile(lags, 0.5)),
      p99Ms: round(quantile(lags, 0.99)),
      maxMs: round(Math.max(0, ...lags)),
    },
  };
}

/**
 * Chain epochs between two blocks, and those in which weights landed.
 * @param updates blocks at which the validator's weights changed, rising
 */
export function windowsOf(
  updates: readonly number[],
  firstBlock: number,
  lastBlock: number,
  tempo: number,
): SoakReport["windows"] {
  // Whole epochs only.
  const from = Math.ceil(firstBlock / tempo);
  const to = Math.floor(lastBlock / tempo);
  const landed = new Set(
    updates.map((block) => Math.floor(block / tempo)).filter((epoch) => epoch >= from && epoch < to),
  );
  const gaps = [firstBlock, ...updates, lastBlock].map((block, i, all) => block - (all[i - 1] ?? block));
  return { total: Math.max(0, to - from), landed: landed.size, longestGapBlocks: Math.max(0, ...gaps) };
}
