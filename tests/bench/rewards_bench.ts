/**
 * Speed of scoring, with the ratio to the Python package `rouge` on the same texts where Python has it.
 *
 *     deno run -P tests/bench/rewards_bench.ts
 */
import { type Random, randomInt, seededRandom } from "../../src/base/mod.ts";
import { createPipeline, rougeScorer } from "../../rewards/mod.ts";
import { TASK_DEFINITIONS } from "../kit/task_definitions.ts";
import { asked, type BenchLine, median, printLine } from "./kit.ts";

const RUNS = 7;
const COMPLETIONS = 100;
const WORDS = 200;

/** A text of sentences over a vocabulary of a thousand words, the small numbers more frequent. */
function text(random: Random, words: number): string {
  return Array.from({ length: words }, (_, i) => {
    const word = `word${Math.floor(random.next() ** 2 * 1000)}`;
    return i % 20 === 19 ? `${word}.` : word;
  }).join(" ");
}

/** Milliseconds of the middle run, the first left out. */
async function middle(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= RUNS; i++) {
    const start = performance.now();
    await run();
    if (i > 0) times.push(performance.now() - start);
  }
  return median(times);
}

const PYTHON = `
import json, sys, time
from rouge import Rouge
reference, texts, runs = json.load(sys.stdin)
rouge, times = Rouge(metrics=["rouge-l"]), []
for _ in range(runs):
    start = time.perf_counter()
    for text in texts:
        rouge.get_scores(reference, text)
    times.append(time.perf_counter() - start)
print(sorted(times)[len(times) // 2] * 1000)
`;

/** Milliseconds the Python package needs; null when it is not there. */
async function pythonMs(reference: string, texts: readonly string[]): Promise<number | null> {
  try {
    const python = new Deno.Command("python3", {
      args: ["-c", PYTHON],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = python.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify([reference, texts, RUNS])));
    await writer.close();
    const { success, stdout } = await python.output();
    return success ? Number(new TextDecoder().decode(stdout)) : null;
  } catch {
    return null;
  }
}

/** Runs the benchmarks of this package. */
export async function bench(report: (line: BenchLine) => void): Promise<void> {
  const random = seededRandom("rewards-bench");
  const reference = text(random, WORDS);
  const texts = Array.from({ length: COMPLETIONS }, () => text(random, WORDS - 20 + randomInt(random, 41)));

  const rougeMs = await middle(() => {
    const score = rougeScorer(reference, { ngram: "rouge-l" });
    for (const completion of texts) score(completion);
  });
  const baseline = await pythonMs(reference, texts);
  if (baseline === null) {
    console.error("no Python package rouge here, so no baseline: pip install rouge==1.0.1");
  }
  report({
    name: "rewards.rouge_l",
    unit: "ms/100",
    value: round(rougeMs),
    n: RUNS,
    ...(baseline === null ? {} : { baseline: round(baseline), ratio: round(baseline / rougeMs) }),
  });

  // A whole step of the task with the most to compare: two rouge terms and the streaming penalty, no embeddings.
  const pipeline = createPipeline({
    modules: { embedder: null },
    profile: "v2.5",
    definitions: TASK_DEFINITIONS,
    allowMissing: true,
  });
  const task = TASK_DEFINITIONS.find((definition) => definition.name === "summarization")!;
  const responses = texts.map((completion) => ({ completion, tokensPerChunk: [12, 12, 12] }));
  const challenge = text(random, 20);
  const stepMs = await middle(() => pipeline.score(task, { challenge, reference, responses, extra: {} }));
  report({ name: "rewards.step100", unit: "ms", value: round(stepMs), n: RUNS });
}

const round = (value: number): number => Math.round(value * 100) / 100;

if (import.meta.main) await bench((line) => asked(line.name) && printLine(line));
