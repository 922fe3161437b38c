import assert from "node:assert/strict";
import { AlarmBook } from "../../../neurons/shared/alarms.ts";
import { watchAnswers } from "../../../neurons/shared/watch_answers.ts";
import { nullLogger } from "../../../src/base/mod.ts";
import { type Engine, LlmError } from "../../../src/llm/mod.ts";
import { ManualClock } from "../../kit/mod.ts";

const ask = { messages: [{ role: "user" as const, content: "Hello?" }] };

function scene(next: () => AsyncIterable<string>) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const counts: string[] = [];
  const logger = { ...nullLogger, warn: (text: string) => void lines.push(text) };
  const metrics = {
    count: (name: string, labels?: Record<string, string>) =>
      void counts.push(`${name} ${labels?.reason ?? ""}`),
    gauge: () => {},
    observe: () => {},
  };
  const alarms = new AlarmBook({ clock, logger: nullLogger, metrics });
  const engine: Engine = {
    info: { kind: "openai", model: "m", device: "remote", contextTokens: 1, parallel: 1 },
    generate: next,
    countTokens: () => Promise.resolve(0),
    close: () => Promise.resolve(),
  };
  return { clock, lines, counts, alarms, watched: watchAnswers(engine, { clock, logger, metrics, alarms }) };
}

async function outcome(engine: Engine, signal?: AbortSignal): Promise<string[] | LlmError> {
  const pieces: string[] = [];
  try {
    for await (const piece of engine.generate(ask, signal)) pieces.push(piece);
    return pieces;
  } catch (error) {
    assert.ok(error instanceof LlmError);
    return error;
  }
}

async function* says(...pieces: string[]) {
  yield* pieces;
}

Deno.test("five empty answers in a row raise the alarm, and the first text ends it", async () => {
  let pieces: string[] = [];
  const { watched, alarms, counts } = scene(() => says(...pieces));
  for (let i = 0; i < 4; i++) await outcome(watched);
  pieces = ["text"];
  await outcome(watched);
  pieces = [" ", "\n"];
  for (let i = 0; i < 4; i++) await outcome(watched);
  assert.deepEqual(alarms.list(), []);
  const error = await outcome(watched);
  assert.ok(error instanceof LlmError && error.code === "empty");
  assert.deepEqual(alarms.list().map(({ id, severity }) => [id, severity]), [["answers-empty", "error"]]);
  assert.equal(counts.filter((name) => name === "engine_empty_answers_total none").length, 9);
  pieces = ["text"];
  await outcome(watched);
  assert.deepEqual(alarms.list(), []);
});

Deno.test("the cause of failures is logged once a minute, with their number", async () => {
  const { watched, lines, clock } = scene(() => {
    throw new LlmError("refused", "over its limit (429)", { hint: "wait" });
  });
  for (let i = 0; i < 10; i++) await outcome(watched);
  assert.deepEqual(lines, ["no answer to a request: over its limit (429) (wait)"]);
  await clock.advance(60_000);
  await outcome(watched);
  assert.deepEqual(lines.slice(1), ["no answer to 10 requests: over its limit (429) (wait)"]);
});

Deno.test("white space waits for the text it belongs to, and pieces pass as they are", async () => {
  const { watched } = scene(() => says(" ", "\n", "a", " ", "b"));
  assert.deepEqual(await outcome(watched), [" \na", " ", "b"]);
});

Deno.test("an answer that was aborted is no empty answer", async () => {
  const { watched, counts, lines } = scene(() => says());
  assert.deepEqual(await outcome(watched, AbortSignal.abort()), []);
  assert.deepEqual([...counts, ...lines], []);
});
