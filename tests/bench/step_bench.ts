/**
 * A validator's step: N axons asked, answers scored, record and scores written; against the Python SDK's dendrite, which
 * only asks the same axons and reads their answers.
 *
 *     deno run -P tests/bench/step_bench.ts [NAME-PREFIX …]
 */
import { seededRandom, systemClock } from "../../src/base/mod.ts";
import { openStore, type Store } from "../../src/store/mod.ts";
import type { Task } from "../../tasks/mod.ts";
import { createPipeline } from "../../rewards/mod.ts";
import { runStep, type StepModules } from "../../neurons/validator/ask/step.ts";
import { metagraphOf } from "../kit/metagraph.ts";
import { TASK_DEFINITIONS } from "../kit/task_definitions.ts";
import { type Axons, withQuickAxons } from "./dendrite/axons.ts";
import { asked, pairs, report } from "./kit.ts";
import { withPython } from "./python_peer.ts";

const PAIRS = 5;
const NEVER = new AbortController().signal;

/** Two rouge terms and no embeddings: the scoring itself, not a model's speed. */
const definition = TASK_DEFINITIONS.find(({ name }) => name === "translation")!;
const TASK = {
  ...definition,
  desc: "",
  goal: "",
  context: { title: "", topic: "", subtopic: "", content: "", source: "", extra: {} },
  topic: "mountains",
  subtopic: "height",
  tags: [],
  query: "What is the tallest mountain of the world?",
  reference: "The highest mountain of the world is Mount Everest, in the Himalayas in Asia.",
  referencePrompt: null,
  cleaning: [],
} as unknown as Task;

/** One step from its question to the disk. @returns milliseconds */
async function step(axons: Axons, store: Store, count: number): Promise<number> {
  const uids = Array.from({ length: count }, (_, uid) => uid);
  const metagraph = metagraphOf(uids.map(() => axons.hotkey), () => ({
    axon: { ip: "127.0.0.1", port: axons.port, ipType: 4, protocol: 4, version: 1, block: 1 },
  }));
  const modules: StepModules = {
    dendrite: axons.dendrite,
    desk: { withReference: () => Promise.resolve(TASK) } as unknown as StepModules["desk"],
    pipeline: createPipeline({
      modules: { embedder: null },
      profile: "v2.5",
      definitions: TASK_DEFINITIONS,
      allowMissing: true,
    }),
    countTokens: (text) => Promise.resolve(text.length),
    clock: systemClock,
  };
  const assignment = {
    task: TASK,
    persona: { profile: "", mood: "", tone: "" },
    challenge: TASK.query,
    challengeTimeS: 0,
  };
  const since = performance.now();
  const result = await runStep(
    assignment,
    [],
    uids,
    metagraph,
    seededRandom("bench"),
    { timeoutMs: 15_000, maxTokensPerChunk: 200 },
    modules,
    NEVER,
  );
  if (result.kind !== "scored") throw new Error(result.reason);
  const number = store.lastStep() + 1;
  store.applyStep({
    step: { step: number, at: systemClock.now(), task: TASK.name, record: JSON.stringify(result.record) },
    scores: result.record.miners.map(({ uid, reward }) => ({ hotkey: `h${uid}`, uid, score: reward })),
  });
  const ms = performance.now() - since;
  const wrong = result.record.miners.filter(({ statusCode }) => statusCode !== 200).length;
  if (wrong > 0) throw new Error(`${wrong} of ${count} did not answer`);
  return ms;
}

const folder = await Deno.makeTempDir({ prefix: "sn1-bench-" });
const store = openStore(`${folder}/sn1.db`);
try {
  await withQuickAxons((axons) =>
    withPython("7.4", async (peer) => {
      for (const count of [16, 1024]) {
        const name = `step.n${count}`;
        if (!asked(name)) continue;
        const ours = () => step(axons, store, count);
        const theirs = peer &&
          (async () => {
            const { port, hotkey } = axons;
            const order = { do: "fan_out", port, hotkey, count };
            return (await peer.call<{ ms: number }>(order, 60_000)).ms;
          });
        await pairs(1, ours, theirs);
        report(name, "ms", PAIRS, await pairs(PAIRS, ours, theirs), (ms) => ms, false);
      }
    })
  );
} finally {
  store.close();
  await Deno.remove(folder, { recursive: true });
}
Deno.exit(0);
