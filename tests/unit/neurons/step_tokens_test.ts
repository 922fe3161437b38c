import assert from "node:assert/strict";
import type { TaskSampler } from "../../../neurons/validator/ask/task_sampler.ts";
import { runStep } from "../../../neurons/validator/ask/step.ts";
import type { RewardPipeline } from "../../../rewards/mod.ts";
import { systemClock } from "../../../src/base/mod.ts";
import type { Dendrite } from "../../../src/dendrite/mod.ts";
import { seededRandom } from "../../../src/base/mod.ts";
import type { Task } from "../../../tasks/mod.ts";
import { metagraphOf } from "../../kit/metagraph.ts";

/** Counts of one answer that came in these chunks, and the characters that the tokenizer was given for it. */
async function counted(chunks: string[]): Promise<{ tokens: number[]; characters: number }> {
  const metagraph = metagraphOf(["validator", "miner"]);
  const task = { reference: "word", context: { extra: {} } } as unknown as Task;
  let characters = 0;
  let tokens: number[] = [];
  const dendrite = {
    query: () =>
      Promise.resolve([{
        target: { uid: 1, hotkey: "miner", ip: "127.0.0.1", port: 1 },
        statusCode: 200,
        statusMessage: "",
        completion: chunks.join(""),
        chunks: chunks.map((text, atMs) => ({ text, atMs })),
        ttftMs: 1,
        totalMs: 2,
      }]),
  } as unknown as Dendrite;
  const result = await runStep(
    { task, persona: { profile: "", mood: "", tone: "" }, challenge: "?", challengeTimeS: 0 },
    [],
    [1],
    metagraph,
    seededRandom("step"),
    { timeoutMs: 1000, maxTokensPerChunk: 200 },
    {
      clock: systemClock,
      dendrite,
      desk: { withReference: () => Promise.resolve(task) } as unknown as TaskSampler,
      pipeline: {
        rules: { profile: "v2.5" },
        score: (_task: Task, input: { responses: { tokensPerChunk: number[] }[] }) => {
          tokens = input.responses[0]!.tokensPerChunk;
          return Promise.resolve({ terms: [], totals: [0], best: 0 });
        },
      } as unknown as RewardPipeline,
      countTokens: (text) => {
        characters += text.length;
        return Promise.resolve(text.length);
      },
    },
    new AbortController().signal,
  );
  assert.equal(result.kind, "scored");
  return { tokens, characters };
}

Deno.test("only the scored part of an answer is tokenized, and large chunks behind it still count as large", async () => {
  assert.deepEqual(await counted(["short", "x".repeat(300)]), { tokens: [2, 300], characters: 300 });
  const whole = await counted(["x".repeat(1_048_576)]);
  assert.equal(whole.characters, 32_768);
  assert.equal(whole.tokens[0], 32_768 + (1_048_576 - 32_768) / 4);
  const many = await counted(Array.from({ length: 1024 }, () => "x".repeat(1024)));
  assert.equal(many.characters, 32_768);
  assert.equal(many.tokens.length, 1024);
  assert.ok(many.tokens.every((count) => count > 200));
});
