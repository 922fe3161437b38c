import assert from "node:assert/strict";
import fc from "fast-check";
import { LlmError } from "../../../src/llm/mod.ts";
import { Scheduler, type SchedulerOptions } from "../../../src/llm/local/scheduler/scheduler.ts";
import type { TokenRequest } from "../../../src/llm/local/scheduler/token_request.ts";
import { ManualClock, until } from "../../kit/mod.ts";
import { END, FakeModel, loneRun, VOCABULARY } from "./fake_model.ts";

const OPTIONS: SchedulerOptions = {
  parallel: 4,
  waiting: 64,
  contextTokens: 200,
  prefillTokens: 8,
  kvBytes: 1 << 24,
  prefixBytes: 1 << 20,
  endIds: new Set([END]),
};

interface Outcome {
  tokens: number[];
  reason: string;
  error: LlmError | undefined;
}

function makeLoop(model: FakeModel, options: Partial<SchedulerOptions> = {}, clock = new ManualClock()) {
  // One character per token, so that texts show tokens.
  const detokenizer = () => ({ push: (id: number) => String.fromCharCode(0x4e00 + id), finish: () => "" });
  const loop = new Scheduler({ ...OPTIONS, ...options }, { clock, decoder: model, detokenizer });
  let nextId = 1;
  const submit = (request: Partial<TokenRequest> & { promptIds: number[] }) => {
    const id = nextId++;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const tokens: number[] = [];
    loop.submit({
      id,
      maxTokens: 20,
      sampling: { temperature: 0, topP: 1, topK: 0, seed: "1" },
      stop: [],
      priority: 0,
      deadlineAt: Infinity,
      onText: (piece) => void tokens.push(...Array.from(piece, (char) => char.charCodeAt(0) - 0x4e00)),
      onEnd: (reason) => resolve({ tokens, reason, error: undefined }),
      onError: (error) => resolve({ tokens, reason: "error", error }),
      ...request,
    });
    return { id, done: promise, tokens };
  };
  return { loop, submit, clock };
}

const prompts = fc.array(fc.nat(VOCABULARY - 2), { minLength: 1, maxLength: 90 });

Deno.test("every row answers as it would alone, whoever joins, leaves or is aborted meanwhile", async () => {
  const schedules = fc.record({
    parallel: fc.integer({ min: 1, max: 5 }),
    prefillTokens: fc.integer({ min: 1, max: 40 }),
    prefixBytes: fc.constantFrom(0, 4 * 32 * 32, 1 << 20),
    requests: fc.array(
      fc.record({
        prompt: prompts,
        shared: fc.boolean(),
        maxTokens: fc.integer({ min: 1, max: 40 }),
        startAt: fc.nat(30),
        abortAt: fc.option(fc.nat(40), { nil: undefined, freq: 3 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(schedules, async ({ requests, ...options }) => {
      const model = new FakeModel();
      const { loop, submit } = makeLoop(model, options);
      const head = Array.from({ length: 70 }, (_, i) => i % 50);
      const started: {
        request: (typeof requests)[number];
        prompt: number[];
        run: ReturnType<typeof submit>;
      }[] = [];
      let turn = 0;
      const act = () => {
        for (const request of requests) {
          const prompt = request.shared ? [...head, ...request.prompt] : request.prompt;
          if (request.startAt === turn) {
            started.push({
              request,
              prompt,
              run: submit({ promptIds: prompt, maxTokens: request.maxTokens }),
            });
          }
        }
        for (const { request, run } of started) {
          if (request.abortAt === turn - request.startAt) loop.abort(run.id);
        }
        turn++;
      };
      model.onStep = act;
      while (turn <= 30 || started.length < requests.length) {
        act();
        await Promise.resolve();
      }
      for (const { request, prompt, run } of started) {
        const outcome = await run.done;
        const alone = loneRun(prompt, request.maxTokens);
        assert.equal(outcome.error, undefined);
        if (outcome.reason === "aborted") {
          assert.deepEqual(outcome.tokens, alone.slice(0, outcome.tokens.length));
        } else assert.deepEqual(outcome.tokens, alone);
      }
      const { running, waiting, kvBytes } = loop.stats();
      assert.deepEqual({ running, waiting, kvBytes }, { running: 0, waiting: 0, kvBytes: 0 });
    }),
    { numRuns: 200, seed: 7 },
  );
});

Deno.test("an aborted row says nothing after the step in which it was aborted", async () => {
  const model = new FakeModel();
  const { loop, submit } = makeLoop(model);
  const run = submit({ promptIds: [1, 2, 3], maxTokens: 150 });
  let at = -1;
  model.onStep = () => {
    if (model.steps === 5 && at < 0) {
      at = run.tokens.length;
      loop.abort(run.id);
    }
  };
  const { tokens, reason } = await run.done;
  assert.equal(reason, "aborted");
  assert.equal(tokens.length, at);
});

Deno.test("a long prompt is computed in pieces while others go on", async () => {
  const model = new FakeModel();
  const { submit } = makeLoop(model, { prefillTokens: 10 });
  const first = submit({ promptIds: [9, 8, 7], maxTokens: 60 });
  const long = Array.from({ length: 95 }, (_, i) => i % 40);
  let second: ReturnType<typeof submit> | undefined;
  model.onStep = () => {
    if (model.steps === 3) second ??= submit({ promptIds: long, maxTokens: 5 });
  };
  await first.done;
  await second!.done;
  assert.deepEqual(model.prefilled, [3, 10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
  assert.ok(model.steps < 70, "the first answer stood still during the second prompt");
  assert.deepEqual(first.tokens, loneRun([9, 8, 7], 60));
  assert.deepEqual(second!.tokens, loneRun(long, 5));
});

Deno.test("a second turn computes only what is new", async () => {
  const model = new FakeModel();
  const { loop, submit } = makeLoop(model);
  const prompt = Array.from({ length: 64 }, (_, i) => i % 30);
  const answer = (await submit({ promptIds: prompt, maxTokens: 40 }).done).tokens;
  model.prefilled = [];
  const second = [...prompt, ...answer, 5, 6];
  const { tokens } = await submit({ promptIds: second, maxTokens: 10 }).done;
  assert.deepEqual(tokens, loneRun(second, 10));
  const blocks = Math.floor((prompt.length + answer.length - 1) / 32) * 32;
  assert.equal(model.prefilled.reduce((a, b) => a + b, 0), second.length - blocks);
  assert.equal(loop.stats().prefixHitTokens, blocks);
});

Deno.test("more important requests go first, and nearer deadlines among equals", async () => {
  const { submit } = makeLoop(new FakeModel(), { parallel: 1 });
  const order: string[] = [];
  const ask = (name: string, priority: number, deadlineAt: number) =>
    submit({ promptIds: [1], priority, deadlineAt, maxTokens: 3, onEnd: () => void order.push(name) });
  ask("running", 0, Infinity);
  await Promise.resolve();
  ask("late", 0, 2e6);
  ask("soon", 0, 1e6);
  ask("important", 5, Infinity);
  await until(() => order.length === 4, 1000, "four answers");
  assert.deepEqual(order.slice(1), ["important", "soon", "late"]);
});

Deno.test("a row whose deadline passes is ended", async () => {
  const model = new FakeModel();
  const { submit, clock } = makeLoop(model);
  const run = submit({ promptIds: [1], maxTokens: 150, deadlineAt: 1000 });
  model.onStep = () => clock.advance(400);
  const { reason, tokens } = await run.done;
  assert.equal(reason, "deadline");
  assert.ok(tokens.length <= 4);
});

Deno.test("what cannot be finished in time is refused at once, with a time to come back", async () => {
  const model = new FakeModel();
  const { submit, clock } = makeLoop(model);
  model.onStep = () => clock.advance(100);
  for (let i = 0; i < 4; i++) await submit({ promptIds: [i + 1, 2, 5], maxTokens: 10 }).done;
  assert.throws(
    () => submit({ promptIds: [3], maxTokens: 100, deadlineAt: clock.monotonic() + 500 }),
    (error) => error instanceof LlmError && error.code === "refused" && Number(error.data.retryAfterS) >= 1,
  );
  assert.doesNotThrow(() => submit({ promptIds: [3], maxTokens: 2, deadlineAt: clock.monotonic() + 5000 }));
});

Deno.test("too long prompts, full queues and too little cache are refused by name", async () => {
  const { submit } = makeLoop(new FakeModel(), { parallel: 1, waiting: 1, kvBytes: 150 * 32 });
  const code = (request: { promptIds: number[]; maxTokens?: number }) => {
    try {
      submit(request);
      return "taken";
    } catch (error) {
      return (error as LlmError).code;
    }
  };
  assert.equal(code({ promptIds: Array<number>(200).fill(1) }), "too_long");
  assert.equal(code({ promptIds: Array<number>(140).fill(1), maxTokens: 60 }), "too_long");
  assert.equal(code({ promptIds: [1] }), "taken");
  await Promise.resolve();
  assert.equal(code({ promptIds: [1] }), "taken");
  assert.equal(code({ promptIds: [1] }), "refused");
});

Deno.test("rows wait when the cache would grow over its limit", async () => {
  const model = new FakeModel();
  const { submit } = makeLoop(model, { parallel: 4, kvBytes: 2 * 50 * 32 });
  const runs = [1, 2, 3, 4].map((i) => submit({ promptIds: Array<number>(20).fill(i), maxTokens: 30 }));
  let most = 0;
  model.step = ((original) => async (...args: Parameters<FakeModel["step"]>) => {
    most = Math.max(most, args[1].length);
    return await original(...args);
  })(model.step.bind(model));
  for (const [i, run] of runs.entries()) {
    assert.deepEqual((await run.done).tokens, loneRun(Array<number>(20).fill(i + 1), 30));
  }
  assert.ok(most <= 2, `${most} rows at once`);
});

Deno.test("a failing model ends its rows with a typed error, and the next request is served", async () => {
  const model = new FakeModel();
  const { submit } = makeLoop(model);
  model.onStep = () => {
    throw new Error("native trouble");
  };
  const outcomes = await Promise.all([submit({ promptIds: [1] }).done, submit({ promptIds: [2] }).done]);
  for (const { error } of outcomes) assert.equal(error?.code, "failed");
  model.onStep = () => {};
  assert.deepEqual((await submit({ promptIds: [4, 4] }).done).tokens, loneRun([4, 4], 20));
});
