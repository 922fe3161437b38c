import { createPipeline, type Profile } from "../../rewards/mod.ts";
import { TASKS } from "../../tasks/mod.ts";
import { wordEmbedder } from "../kit/word_embedder.ts";
import { simulatedVtrust, spearman } from "./compare.ts";
import type { AgreementStep } from "./responses.ts";

/** Rewards by step and miner. */
export type Totals = number[][];

/** Python's side of a run. */
export interface PythonResult {
  totals: Totals;
  /** Answers by reward model on which the original dies or hangs. */
  crashes: Record<string, number>;
  versions: Record<string, string>;
}

/** Rewards of our pipeline. */
export async function ourTotals(steps: readonly AgreementStep[], profile: Profile): Promise<Totals> {
  const pipeline = createPipeline({ modules: { embedder: wordEmbedder() }, profile, definitions: TASKS });
  const totals: Totals = [];
  for (const { task, challenge, responses } of steps) {
    const input = { challenge, reference: task.reference, extra: task.context.extra, responses };
    totals.push((await pipeline.score(task, input)).totals);
  }
  return totals;
}

/** Rewards of the Python packages. @throws Error with the last lines of what Python said */
export async function pythonTotals(
  python: string,
  steps: readonly AgreementStep[],
  profile: Profile,
): Promise<PythonResult> {
  const job = {
    profile,
    order: TASKS.map(({ name }) => name),
    definitions: Object.fromEntries(
      TASKS.map(({ name, rewards, penalties }) => [name, { rewards, penalties }]),
    ),
    steps: steps.map(({ task, challenge, responses }) => ({
      task: task.name,
      reference: task.reference,
      challenge,
      responses,
    })),
  };
  const script = new URL("./python/reference.py", import.meta.url).pathname;
  const child = new Deno.Command(python, {
    args: [script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(300_000),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(job)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (!success || stdout.length === 0) {
    throw new Error(`Python: ${decoder.decode(stderr).trim().slice(-800)}`);
  }
  return JSON.parse(decoder.decode(stdout));
}

/** How well two sides agree. */
export interface Agreement {
  responses: number;
  spearman: number;
  vtrust: number;
  /** Rewards that differ by more than 1e-6. */
  different: number;
  largest: number;
  byTask: Record<string, { responses: number; spearman: number; different: number; largest: number }>;
  /** The largest differences in words. */
  examples: string[];
}

const TOLERANCE = 1e-6;

/** Compares rewards answer by answer. */
export function compare(steps: readonly AgreementStep[], ours: Totals, theirs: Totals): Agreement {
  const rows = steps.flatMap(({ task, responses }, i) =>
    responses.map(({ completion }, miner) => ({
      task: task.name,
      completion,
      reference: task.reference,
      ours: ours[i]![miner]!,
      theirs: theirs[i]![miner]!,
    }))
  );
  const figures = (part: typeof rows) => {
    const gaps = part.map((row) => Math.abs(row.ours - row.theirs));
    return {
      responses: part.length,
      spearman: spearman(part.map((row) => row.ours), part.map((row) => row.theirs)),
      different: gaps.filter((gap) => !(gap <= TOLERANCE)).length,
      largest: Math.max(...gaps),
    };
  };
  const tasks = [...new Set(rows.map(({ task }) => task))];
  return {
    ...figures(rows),
    vtrust: simulatedVtrust(ours, theirs),
    byTask: Object.fromEntries(tasks.map((task) => [task, figures(rows.filter((row) => row.task === task))])),
    examples: rows.filter((row) => !(Math.abs(row.ours - row.theirs) <= TOLERANCE))
      .sort((a, b) => Math.abs(b.ours - b.theirs) - Math.abs(a.ours - a.theirs))
      .slice(0, 8)
      .map((row) =>
        `${row.task}: ${JSON.stringify(row.completion.slice(0, 60))} against ${
          JSON.stringify(row.reference.slice(0, 40))
        }: ${row.ours.toFixed(6)} here, ${row.theirs.toFixed(6)} there`
      ),
  };
}
