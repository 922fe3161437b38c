import { kendallTau, round } from "../demo/summary.ts";
import type { SeedResult } from "./run_seed.ts";

/** What one strategy earned over all seeds. */
export interface StrategyResult {
  name: string;
  miners: number;
  /** Share of the incentive, all its miners together; mean over seeds. */
  share: number;
  /** 95 % confidence interval of that mean. */
  ci95: [low: number, high: number];
  /** What it would get if all miners were paid alike. */
  evenShare: number;
  /** Mean true quality of its answers. */
  quality: number;
  /** Share after each round, mean over seeds. */
  curve: number[];
}

/** What `sn1 simulate --json` prints (docs/interface.md#json-shapes). */
export interface SimulationResult {
  profile: string;
  seeds: number;
  steps: number;
  strategies: StrategyResult[];
  /** Between true quality and weight over all miners, mean over seeds; null when it cannot be told. */
  kendallTau: number | null;
  /** Rounds until the shares stayed near where they ended, median over seeds; null = they did not. */
  stepsToConverge: number | null;
}

/** Half the L1 distance between shares that still counts as "near". */
const NEAR = 0.05;
/** Part of a run whose mean says where it ended. */
const TAIL = 0.25;
/** Students t for 97.5 %, by degrees of freedom; from the end on nearly normal. */
const T = [
  12.71,
  4.3,
  3.18,
  2.78,
  2.57,
  2.45,
  2.36,
  2.31,
  2.26,
  2.23,
  2.2,
  2.18,
  2.16,
  2.14,
  2.13,
  2.12,
  2.11,
  2.1,
  2.09,
  2.09,
];

/** Puts the seeds together. @param results at least one, all of one population */
export function summarize(profile: string, results: readonly SeedResult[]): SimulationResult {
  const { names } = results[0]!;
  const strategies = [...new Set(names)].map((name): StrategyResult => {
    const own = names.flatMap((other, i) => other === name ? [i] : []);
    const shares = results.map((result) => sum(own.map((i) => result.share[i]!)));
    const qualities = results.map((result) => sum(own.map((i) => result.quality[i]!)) / own.length);
    const margin = confidence95(shares);
    const share = mean(shares);
    return {
      name,
      miners: own.length,
      share: round(share),
      ci95: [round(Math.max(0, share - margin)), round(Math.min(1, share + margin))],
      evenShare: round(own.length / names.length),
      quality: round(mean(qualities)),
      curve: results[0]!.history.map((_, at) =>
        round(mean(results.map(({ history }) => sum(own.map((i) => history[at]?.[i] ?? 0)))))
      ),
    };
  });
  const taus = results.map(({ quality, share }) => kendallTau(quality, share)).filter((tau) => tau !== null);
  const converged = results.map((result) => convergence(result)).filter((step) => step !== null);
  return {
    profile,
    seeds: results.length,
    steps: results[0]!.history.length,
    strategies,
    kendallTau: taus.length > 0 ? round(mean(taus)) : null,
    stepsToConverge: converged.length * 2 > results.length
      ? converged.sort((a, b) => a - b)[Math.floor((converged.length - 1) / 2)]!
      : null,
  };
}

/** Half the width of the 95 % interval of a mean; 0 for one value. */
export function confidence95(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const variance = sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
  return (T[values.length - 2] ?? 1.96) * Math.sqrt(variance / values.length);
}

/** First round from which the shares per strategy stay near their mean over the tail; null = never before the tail. */
export function convergence({ names, history }: Pick<SeedResult, "names" | "history">): number | null {
  const order = [...new Set(names)];
  const rows = history.map((shares) => order.map((name) => sum(shares.filter((_, i) => names[i] === name))));
  const tail = rows.slice(Math.floor(rows.length * (1 - TAIL)));
  if (tail.length === 0) return null;
  const end = order.map((_, j) => mean(tail.map((row) => row[j]!)));
  const far = rows.findLastIndex((row) => sum(row.map((value, j) => Math.abs(value - end[j]!))) / 2 > NEAR);
  return far + 1 < rows.length ? far + 1 : null;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
