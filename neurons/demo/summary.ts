import type { StepRecord } from "../validator/score/step_record.ts";

/** One miner at the end of a demo. */
export interface DemoMiner {
  uid: number;
  hotkey: string;
  kind: string;
  /** The validator's moving average. */
  score: number;
  /** As computed by the chain, 0 to 1. */
  incentive: number;
  /** u16 on chain. */
  weight: number;
}

/** What `sn1 demo --json` prints (docs/interface.md#json-shapes). */
export interface DemoSummary {
  steps: number;
  block: number;
  tempo: number;
  endpoint: string;
  miners: DemoMiner[];
  /** Read back from the chain. */
  weights: { block: number; uids: number[]; values: number[] };
  tasks: Record<string, { steps: number; meanReward: number }>;
  /** Requests that did not end with 200 or 204. */
  failures: number;
  seconds: number;
}

/** Adds up steps per task and failed requests while a demo runs. */
export class StepTally {
  readonly #tasks = new Map<string, { steps: number; sum: number; count: number }>();
  steps = 0;
  failures = 0;

  add(record: StepRecord): void {
    this.steps++;
    const entry = this.#tasks.get(record.task.name) ?? { steps: 0, sum: 0, count: 0 };
    entry.steps++;
    for (const miner of record.miners) {
      entry.sum += miner.reward;
      entry.count++;
      if (miner.statusCode !== 200 && miner.statusCode !== 204) this.failures++;
    }
    this.#tasks.set(record.task.name, entry);
  }

  /** Per task, by name: steps, and mean reward of all answers, rounded to 6 digits. */
  tasks(): DemoSummary["tasks"] {
    const sorted = [...this.#tasks].sort(([a], [b]) => a < b ? -1 : 1);
    return Object.fromEntries(
      sorted.map((
        [name, { steps, sum, count }],
      ) => [name, { steps, meanReward: round(sum / Math.max(1, count)) }]),
    );
  }
}

/** Six digits: enough to compare, stable to print. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/**
 * Kendall's τ-b between two lists: 1 = same order, −1 = reverse; ties weaken it.
 * @returns null when one list is constant or shorter than 2
 */
export function kendallTau(a: readonly number[], b: readonly number[]): number | null {
  let concordant = 0;
  let tiesA = 0;
  let tiesB = 0;
  let pairs = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = i + 1; j < a.length; j++) {
      const product = Math.sign(a[i]! - a[j]!) * Math.sign(b[i]! - b[j]!);
      concordant += product;
      if (a[i] === a[j]) tiesA++;
      if (b[i] === b[j]) tiesB++;
      pairs++;
    }
  }
  const scale = Math.sqrt((pairs - tiesA) * (pairs - tiesB));
  return scale > 0 ? concordant / scale : null;
}
