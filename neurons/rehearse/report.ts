import type { DendriteResponse } from "../../src/dendrite/mod.ts";
import { round } from "../demo/summary.ts";
import type { UnnumberedRecord } from "../validator/ask/step.ts";

/** What the candidate did in one kind of task. */
export interface TaskReport {
  steps: number;
  meanReward: number;
  timeouts: number;
  /** Neither an answer nor a timeout. */
  failures: number;
}

/** What many callers at once got. */
export interface BurstReport {
  count: number;
  size: number;
  answered: number;
  /** Busy, too many, or nobody there: all three are a 503 or 429 to the caller. */
  refused: number;
  timeouts: number;
  failures: number;
  ttftMs: number | null;
  ttftP95Ms: number | null;
}

/** What `sn1 rehearse --json` prints (docs/interface.md#json-shapes). */
export interface Rehearsal {
  /** Steps that were scored. */
  steps: number;
  meanReward: number;
  perTask: Record<string, TaskReport>;
  /** Median; null = nothing ever came. */
  ttftMs: number | null;
  ttftP95Ms: number | null;
  timeouts: number;
  /** Place among the reference miners, 1 = best. */
  expectedRank: number;
  /** How many are ranked, the candidate included. */
  of: number;
  references: { name: string; meanReward: number }[];
  bursts: BurstReport;
}

const OK = [200, 204];
const TIMEOUT = 408;
const REFUSED = [429, 503];

/** Value below which a share of the values lies; null without values. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]! * 10) / 10;
}

/** Adds up a rehearsal while it goes. The candidate is the first miner of each step. */
export class RehearsalTally {
  readonly #tasks = new Map<string, { rewards: number[]; timeouts: number; failures: number }>();
  readonly #ttft: number[] = [];
  readonly #references: { name: string; rewards: number[] }[];
  readonly #bursts: DendriteResponse[] = [];

  /** @param references names in the order of the miners after the first */
  constructor(references: readonly string[]) {
    this.#references = references.map((name) => ({ name, rewards: [] }));
  }

  step({ task, miners }: Pick<UnnumberedRecord, "task" | "miners">): void {
    const [own, ...others] = miners;
    const entry = this.#tasks.get(task.name) ?? { rewards: [], timeouts: 0, failures: 0 };
    entry.rewards.push(own!.reward);
    if (own!.statusCode === TIMEOUT) entry.timeouts++;
    else if (!OK.includes(own!.statusCode)) entry.failures++;
    this.#tasks.set(task.name, entry);
    if (own!.ttftMs !== null) this.#ttft.push(own!.ttftMs);
    others.forEach((miner, i) => this.#references[i]!.rewards.push(miner.reward));
  }

  burst(responses: readonly DendriteResponse[]): void {
    this.#bursts.push(...responses);
  }

  /** The report so far. */
  report(bursts: { count: number; size: number }): Rehearsal {
    const tasks = [...this.#tasks].sort(([a], [b]) => a < b ? -1 : 1);
    const rewards = tasks.flatMap(([, task]) => task.rewards);
    const meanReward = mean(rewards);
    const references = this.#references.map(({ name, rewards }) => ({ name, meanReward: mean(rewards) }))
      .sort((a, b) => b.meanReward - a.meanReward);
    const count = (wanted: (status: number) => boolean) =>
      this.#bursts.filter(({ statusCode }) => wanted(statusCode)).length;
    const burstTtft = this.#bursts.flatMap(({ ttftMs }) => ttftMs ?? []);
    const known = [...OK, TIMEOUT, ...REFUSED];
    return {
      steps: rewards.length,
      meanReward,
      perTask: Object.fromEntries(tasks.map(([name, { rewards, timeouts, failures }]) => [
        name,
        { steps: rewards.length, meanReward: mean(rewards), timeouts, failures },
      ])),
      ttftMs: quantile(this.#ttft, 0.5),
      ttftP95Ms: quantile(this.#ttft, 0.95),
      timeouts: tasks.reduce((sum, [, task]) => sum + task.timeouts, 0),
      expectedRank: 1 + references.filter((other) => other.meanReward > meanReward).length,
      of: references.length + 1,
      references,
      bursts: {
        ...bursts,
        answered: count((status) => OK.includes(status)),
        refused: count((status) => REFUSED.includes(status)),
        timeouts: count((status) => status === TIMEOUT),
        failures: count((status) => !known.includes(status)),
        ttftMs: quantile(burstTtft, 0.5),
        ttftP95Ms: quantile(burstTtft, 0.95),
      },
    };
  }
}

function mean(values: readonly number[]): number {
  return round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
}
