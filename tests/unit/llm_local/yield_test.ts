import assert from "node:assert/strict";
import { encodeFrame, FrameDecoder } from "../../../src/llm/local/frames.ts";
import { type FromEngine, PROTOCOL_VERSION, type ToEngine } from "../../../src/llm/local/protocol.ts";
import { yieldWhileComputing } from "../../../src/llm/local/model/yielding_session.ts";
import { full, ManualClock } from "../../kit/mod.ts";

/** A session that takes so many milliseconds of the clock. */
function timed(clock: ManualClock, ms: number) {
  return {
    run: async (value: number): Promise<number> => {
      await clock.advance(ms);
      return value;
    },
  };
}

Deno.test("a long computation is followed by one pause, short ones share a pause", async () => {
  for (const [ms, runs, pauses] of [[25, 4, 4], [1, 20, 4], [0.5, 9, 0], [5, 2, 2]] as const) {
    const clock = new ManualClock();
    const session = timed(clock, ms);
    let paused = 0;
    yieldWhileComputing([session], { clock, pause: () => (paused++, Promise.resolve()) });
    for (let i = 0; i < runs; i++) assert.equal(await session.run(i), i);
    assert.equal(paused, pauses, `${runs} runs of ${ms} ms`);
  }
});

Deno.test("sessions of one model share the time, and a failed run stays a failure", async () => {
  const clock = new ManualClock();
  let paused = 0;
  const [a, b] = [timed(clock, 3), timed(clock, 3)];
  const broken = { run: (): Promise<void> => Promise.reject(new Error("out of memory")) };
  yieldWhileComputing([a, b, broken], { clock, pause: () => (paused++, Promise.resolve()) });
  await a.run(1);
  await assert.rejects(broken.run(), /out of memory/);
  assert.equal(paused, 0);
  await b.run(2);
  assert.equal(paused, 1);
});

/** Runs the slow engine; frames are handed over as they are read. */
function slowEngine() {
  const entry = new URL("../../fixtures/slow_engine.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", entry],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = child.stdin.getWriter();
  const decoder = new FrameDecoder();
  return {
    send: (message: ToEngine) => input.write(encodeFrame(message)),
    async *frames(): AsyncGenerator<FromEngine[]> {
      for await (const chunk of child.stdout) yield decoder.push(chunk) as FromEngine[];
    },
    async close() {
      await input.close().catch(() => {});
      await child.status;
    },
  };
}

interface Seen {
  /** Largest number of steps between the newest text of one read and of the next. */
  gapSteps: number;
  /** Steps between the abort and the end of the answer. */
  abortSteps: number;
  /** Steps the engine had made when it answered the question after them, less those the text had shown. */
  questionSteps: number;
}

async function watch(): Promise<Seen> {
  const engine = slowEngine();
  const seen: Seen = { gapSteps: 0, abortSteps: 0, questionSteps: 0 };
  let newest = 0;
  let askedAt = -1;
  let abortedAt = -1;
  try {
    await engine.send({
      type: "start",
      version: PROTOCOL_VERSION,
      options: { role: "generate", model: "slow", name: "slow" },
    } as ToEngine);
    for await (const messages of engine.frames()) {
      for (const message of messages) {
        if (message.type === "ready") {
          const request = { messages: [{ role: "user" as const, content: "x" }], maxTokens: 200 };
          await engine.send({ type: "generate", id: 1, request } as ToEngine);
        } else if (message.type === "text") {
          const step = Number(message.items[0]![1].trim().split(" ").pop());
          if (newest > 0) seen.gapSteps = Math.max(seen.gapSteps, step - newest);
          newest = step;
          if (askedAt < 0 && step >= 40) {
            askedAt = step;
            await engine.send({ type: "stats", id: 2 } as ToEngine);
          }
          if (abortedAt < 0 && step >= 90) {
            abortedAt = step;
            await engine.send({ type: "abort", id: 1 } as ToEngine);
          }
        } else if (message.type === "result") {
          seen.questionSteps = (message.value as { steps: number }).steps - askedAt;
        } else if (message.type === "end") {
          seen.abortSteps = message.tokens! - abortedAt;
          assert.equal(message.reason, "aborted");
          return seen;
        }
      }
    }
    throw new Error("the engine ended before its answer");
  } finally {
    await engine.close();
  }
}

full("text, questions and aborts cross the process border within three steps of 25 ms", async () => {
  const seen = await watch();
  assert.ok(seen.gapSteps <= 3, `gap of ${seen.gapSteps} steps`);
  assert.ok(seen.questionSteps <= 3, `question answered after ${seen.questionSteps} steps`);
  assert.ok(seen.abortSteps <= 4, `abort after ${seen.abortSteps} steps`);
});
