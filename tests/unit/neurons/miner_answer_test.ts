import assert from "node:assert/strict";
import fc from "fast-check";
import { answerHandler, chatMessages } from "../../../neurons/miner/answer_request.ts";
import { minerPolicy } from "../../../neurons/miner/policy.ts";
import type { AxonRequest } from "../../../src/axon/mod.ts";
import { type Engine, type GenerateRequest, LlmError } from "../../../src/llm/mod.ts";
import { ManualClock } from "../../kit/mod.ts";
import { metagraphOf } from "../../kit/metagraph.ts";

const options = {
  systemPrompt: "be brief",
  maxTokens: 64,
  temperature: 0.7,
  topK: 50,
  topP: 0.95,
  streamingBatchSize: 3,
};

function engineOf(
  generate: (request: GenerateRequest, signal?: AbortSignal) => AsyncIterable<string>,
): Engine {
  return {
    info: { kind: "mock", model: "m", device: "none", contextTokens: 1000, parallel: 1 },
    generate,
    countTokens: (text) => Promise.resolve(text.length),
    close: () => Promise.resolve(),
  };
}

function requestOf(clock: ManualClock, over: Partial<AxonRequest> = {}): AxonRequest {
  return {
    prompt: { roles: ["user", "assistant", "user"], messages: ["hi", "hello", "and now?"] },
    caller: { hotkey: "v", uuid: "u", ip: "127.0.0.1", version: 7004000 },
    timeoutMs: 10_000,
    receivedAt: clock.monotonic(),
    signal: new AbortController().signal,
    ...over,
  };
}

async function collect(answer: unknown): Promise<string[]> {
  const out: string[] = [];
  for await (const piece of answer as AsyncIterable<string>) out.push(piece);
  return out;
}

Deno.test("the history becomes chat turns behind the system prompt", () => {
  const clock = new ManualClock();
  assert.deepEqual(chatMessages(requestOf(clock), "be brief").map((m) => [m.role, m.content]), [
    ["system", "be brief"],
    ["user", "hi"],
    ["assistant", "hello"],
    ["user", "and now?"],
  ]);
});

Deno.test("the first piece goes out alone, the rest in batches, the remainder at the end", async () => {
  const clock = new ManualClock();
  const engine = engineOf(async function* () {
    for (const word of "a b c d e f".split(" ")) yield word;
  });
  const answer = await answerHandler(options, () => engine, () => 1, clock)(requestOf(clock));
  assert.deepEqual(await collect(answer), ["a", "bcd", "ef"]);
});

Deno.test("the rest is flushed shortly before the caller's deadline instead of arriving after it", async () => {
  const clock = new ManualClock();
  const engine = engineOf(async function* (_request, signal) {
    yield "one ";
    yield "two ";
    await clock.sleep(60_000, signal).catch(() => {});
  });
  const answer = await answerHandler(options, () => engine, () => 1, clock)(requestOf(clock));
  const pieces = collect(answer);
  await clock.advance(9_499);
  let settled = false;
  pieces.then(() => settled = true);
  await clock.advance(0);
  assert.equal(settled, false);
  await clock.advance(2);
  assert.deepEqual(await pieces, ["one ", "two "]);
});

Deno.test("an engine that cannot finish in time, or is loading, becomes a refusal with Retry-After", async () => {
  const clock = new ManualClock();
  // deno-lint-ignore require-yield
  const full = engineOf(async function* () {
    throw new LlmError("refused", "queue full", { data: { retryAfterS: 7 } });
  });
  const handler = answerHandler(options, () => full, () => 1, clock);
  assert.deepEqual(await handler(requestOf(clock)), {
    refuse: "busy",
    reason: "The engine is busy",
    retryAfterS: 7,
  });
  const loading = await answerHandler(options, () => null, () => 1, clock)(requestOf(clock));
  assert.deepEqual(loading, { refuse: "busy", reason: "the model is loading", retryAfterS: 5 });
});

Deno.test("an engine that breaks before its first piece breaks the request, not silently ends it", async () => {
  const clock = new ManualClock();
  // deno-lint-ignore require-yield
  const broken = engineOf(async function* () {
    throw new Error("no session");
  });
  await assert.rejects(
    async () => await answerHandler(options, () => broken, () => 1, clock)(requestOf(clock)),
    /no session/,
  );
});

Deno.test("a conversation that is too long loses its oldest turns, and keeps a short question whole", async () => {
  const clock = new ManualClock();
  const seen: string[][] = [];
  const picky = (limit: number) =>
    engineOf(async function* ({ messages }) {
      seen.push(messages.map((m) => m.content));
      if (messages.length > limit) throw new LlmError("too_long", "too long");
      yield "fits";
    });
  const handler = (limit: number) =>
    answerHandler(options, () => picky(limit), () => 1, clock)(requestOf(clock));
  assert.deepEqual(await collect(await handler(2)), ["fits"]);
  assert.deepEqual(seen, [["be brief", "hi", "hello", "and now?"], ["be brief", "and now?"]]);
  const refusal = await handler(1);
  assert.ok("refuse" in refusal);
  assert.equal(refusal.refuse, "size");
});

Deno.test("a question longer than the model reads is cut in its middle, in a bounded number of tries", async () => {
  const clock = new ManualClock();
  for (const limit of [200, 900, 40_000]) {
    let tries = 0;
    let question = "";
    const engine = engineOf(async function* ({ messages }) {
      tries++;
      if (messages.reduce((sum, m) => sum + m.content.length, 0) > limit) {
        throw new LlmError("too_long", "too long");
      }
      question = messages.at(-1)!.content;
      yield "fits";
    });
    const messages = Array.from({ length: 129 }, (_, i) => `turn ${i}`);
    const roles = messages.map((_, i) => i % 2 === 0 ? "user" : "assistant");
    messages[128] = "Begin " + "😀".repeat(30_000) + " end?";
    const prompt = { roles, messages };
    const answer = await answerHandler(options, () => engine, () => 1, clock)(requestOf(clock, { prompt }));
    assert.deepEqual(await collect(answer), ["fits"]);
    assert.ok(tries <= 13, `${tries} tries`);
    assert.ok(question.startsWith("Begin 😀") && question.endsWith("😀 end?"), question.slice(0, 20));
    assert.ok(question.isWellFormed() && !question.includes("\ufffd"));
  }
});

Deno.test("an engine that never finds a prompt short enough is asked a bounded number of times", async () => {
  const clock = new ManualClock();
  let tries = 0;
  // deno-lint-ignore require-yield
  const engine = engineOf(async function* () {
    tries++;
    throw new LlmError("too_long", "too long");
  });
  const prompt = { roles: ["user"], messages: ["x".repeat(1_000_000)] };
  const answer = await answerHandler(options, () => engine, () => 1, clock)(requestOf(clock, { prompt }));
  assert.deepEqual(answer, { refuse: "size", reason: "The conversation is longer than the model reads" });
  assert.ok(tries <= 13, `${tries} tries`);
});

Deno.test("an answer without text is an error status, and says nothing of the operator's server", async () => {
  const clock = new ManualClock();
  const secret = "http://10.0.0.7:8000/v1";
  for (
    const generate of [
      async function* () {},
      // deno-lint-ignore require-yield
      async function* () {
        throw new LlmError("empty", `no text in the answer of ${secret}`);
      },
      // deno-lint-ignore require-yield
      async function* () {
        throw new LlmError("config", `the server refused the key at ${secret}`);
      },
    ]
  ) {
    let answered = 0;
    const engine = engineOf(generate);
    const handler = answerHandler(options, () => engine, () => 1, clock, () => answered++);
    assert.deepEqual(await handler(requestOf(clock)), {
      refuse: "failed",
      reason: "The engine gave no answer",
    });
    assert.equal(answered, 0);
  }
});

Deno.test("a conversation of any length is made to fit in a few tries, and keeps both ends of the question", async () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
  const history = fc.array(fc.tuple(text, fc.integer({ min: 1, max: 2000 })), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 300, max: 5000 }),
      fc.constantFrom("tokens", "chars", "nothing"),
      async (turns, question, contextTokens, told) => {
        const messages = [
          ...turns.map(([part, times]) => part.repeat(times)),
          "A" + "q".repeat(question) + "Z",
        ];
        const roles = messages.map((_, i) => (messages.length - i) % 2 ? "user" : "assistant");
        let tries = 0;
        let read: string[] = [];
        const engine = engineOf(async function* (request) {
          tries++;
          read = request.messages.map(({ content }) => content);
          const promptTokens = read.join("").length;
          if (promptTokens > contextTokens) {
            const data = told === "tokens"
              ? { promptTokens, contextTokens }
              : told === "chars"
              ? { chars: promptTokens, maxChars: contextTokens }
              : {};
            throw new LlmError("too_long", "too long", { data });
          }
          yield "answer";
        });
        const clock = new ManualClock();
        const answer = await answerHandler(options, () => engine, () => 1, clock)(
          requestOf(clock, { prompt: { roles, messages } }),
        );
        assert.deepEqual(await collect(answer), ["answer"]);
        assert.ok(tries <= 45, `${tries} tries`);
        assert.equal(read[0], "be brief");
        assert.match(read.at(-1)!, /^A.*Z$/s);
        assert.ok(read.every((content) => content.isWellFormed()));
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("priority and remaining time reach the engine", async () => {
  const clock = new ManualClock();
  let seen: GenerateRequest | undefined;
  const engine = engineOf(async function* (request) {
    seen = request;
    yield "x";
  });
  const request = requestOf(clock);
  await clock.advance(1000);
  await collect(await answerHandler(options, () => engine, () => 42, clock)(request));
  assert.equal(seen?.priority, 42);
  assert.equal(seen?.deadlineMs, 8500);
});

Deno.test("the blacklist flags decide who may ask", () => {
  const { neurons } = metagraphOf(
    ["v", "poor"],
    (uid) => uid === 0 ? { validatorPermit: true, stake: 5000 } : { stake: 1 },
  );
  const find = (hotkey: string) => neurons.find((n) => n.hotkey === hotkey);
  const open = minerPolicy({ forceValidatorPermit: false, allowNonRegistered: false, minStake: 0 }, find);
  assert.equal(open.refuseReason("poor"), null);
  assert.equal(open.refuseReason("stranger"), "Unrecognized hotkey");
  assert.equal(open.priority("v"), 5000);
  assert.equal(open.priority("stranger"), 0);
  const strict = minerPolicy({ forceValidatorPermit: true, allowNonRegistered: true, minStake: 10 }, find);
  assert.equal(strict.refuseReason("poor"), "No validator permit");
  assert.equal(strict.refuseReason("v"), null);
  assert.equal(strict.refuseReason("stranger"), null);
  const rich = minerPolicy({ forceValidatorPermit: false, allowNonRegistered: false, minStake: 10 }, find);
  assert.equal(rich.refuseReason("poor"), "Stake below 10");
});
