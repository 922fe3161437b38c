/**
 * Every dialect of OpenAI-compatible servers against everything that can happen to an answer, over real sockets.
 */
import assert from "node:assert/strict";
import { nullLogger, systemClock } from "../../../src/base/mod.ts";
import { LlmError } from "../../../src/llm/mod.ts";
import { createOpenAiEngine } from "../../../src/llm/openai.ts";
import {
  ANSWER,
  type DialectServer,
  dialectServer,
  FITTING_CHARACTERS,
  type Scenario,
  SCENARIOS,
  STREAM_ERROR,
} from "../../kit/dialect_server.ts";
import { type Dialect, DIALECTS } from "../../kit/openai_dialects.data.ts";
import { full } from "../../kit/mod.ts";

interface Outcome {
  text: string;
  error: LlmError | undefined;
  seconds: number;
  requests: number;
}

/** What must come out of a scenario, whatever the dialect. */
const EXPECTED: Readonly<Record<Scenario, (outcome: Outcome, dialect: Dialect) => void>> = {
  "stream": isAnswer,
  "document": isAnswer,
  "reasoning then text": isAnswer,
  "reasoning to the limit": ({ text, error }, dialect) => {
    // Without an opening mark, cut reasoning looks like an answer: nothing tells them apart.
    if (dialect.reasoning === "lone") return assert.notEqual(text, "");
    assert.equal(text, "");
    assert.equal(error?.code, "empty", String(error));
    assert.equal(error?.data.reason, "reasoning");
    assert.match(error!.message, /all 256 tokens went into reasoning.*finish_reason length/);
    assert.match(error!.hint!, /raise --neuron\.max_tokens/);
  },
  "reasoning field alone": isAnswer,
  "empty": (outcome) => isEmpty(outcome, "stop"),
  "error in stream": ({ text, error, requests }, dialect) => {
    assert.equal(text, "");
    assert.ok(error && error.code !== "empty", String(error));
    assert.ok(error.message.includes(STREAM_ERROR), `${dialect.name}: ${error.message}`);
    assert.ok(requests <= 3);
  },
  "error after text": ({ text, error }, dialect) => {
    if (dialect.neverStreams) return;
    assert.equal(text, "Hello wide");
    assert.ok(error?.message.includes(STREAM_ERROR), String(error));
  },
  "error before stream": ({ error, requests }) => {
    assert.equal(error?.code, "failed");
    assert.match(error!.message, /400.*the prompt template failed/);
    assert.equal(requests, 1);
  },
  "overflow": ({ error, requests }) => {
    assert.equal(error?.code, "too_long", String(error));
    assert.equal(requests, 1);
  },
  "refused parameter": (outcome, dialect) => {
    isAnswer(outcome);
    assert.equal(outcome.requests, dialect.refuses ? 2 : 1);
  },
  "rate limit": (outcome) => {
    isAnswer(outcome);
    assert.equal(outcome.requests, 2);
  },
  "long rate limit": ({ error, seconds, requests }, dialect) => {
    assert.ok(seconds < 4, `waited ${seconds} s`);
    assert.equal(requests, 1);
    if (dialect.rateLimit(900).status !== 429) return assert.equal(error?.code, "failed");
    assert.equal(error?.code, "refused", String(error));
    assert.equal(error!.data.retryAfterS, 900);
  },
  "tool call": (outcome) => isEmpty(outcome, "tool_call"),
  "refusal": (outcome) => isEmpty(outcome, "refusal"),
  "content filter": (outcome) => isEmpty(outcome, "content_filter"),
  "cut": ({ text, error }) => {
    assert.equal(text, "Hello wide");
    assert.equal(error?.code, "failed");
  },
};

function isAnswer({ text, error }: Outcome): void {
  assert.equal(error, undefined, String(error));
  assert.equal(text, ANSWER);
}

function isEmpty({ text, error }: Outcome, reason: string): void {
  assert.equal(text, "");
  assert.equal(error?.code, "empty", String(error));
  assert.equal(error!.data.reason, reason);
  assert.match(error!.message, /finish_reason \w+, \d+ tokens/);
}

async function outcomeOf(server: DialectServer, model: string, scenario: Scenario): Promise<Outcome> {
  const engine = createOpenAiEngine({ baseUrl: server.baseUrl, model, apiKey: "sk-1234567" }, {
    clock: systemClock,
    logger: nullLogger,
  });
  const content = scenario === "overflow" ? "word ".repeat(FITTING_CHARACTERS) : "Hello?";
  const since = performance.now();
  let text = "";
  let error: LlmError | undefined;
  try {
    const messages = [{ role: "user" as const, content }];
    // A rate limit is waited for within the caller's time only.
    const deadlineMs = scenario === "long rate limit" ? 5_000 : 30_000;
    for await (const piece of engine.generate({ messages, seed: 7, maxTokens: 256, deadlineMs })) {
      assert.notEqual(piece, "");
      text += piece;
    }
  } catch (caught) {
    assert.ok(caught instanceof LlmError, String(caught));
    error = caught;
  } finally {
    await engine.close();
  }
  const seconds = (performance.now() - since) / 1000;
  return { text, error, seconds, requests: server.seen.get(model)?.length ?? 0 };
}

for (const dialect of DIALECTS) {
  full(
    `dialect ${dialect.name}: ${SCENARIOS.length} things that can happen to an answer`,
    async (t) => {
      const server = await dialectServer();
      try {
        const asked = SCENARIOS.map((scenario) => outcomeOf(server, `${dialect.name}/${scenario}`, scenario));
        const outcomes = await Promise.all(asked);
        for (const [i, scenario] of SCENARIOS.entries()) {
          await t.step(scenario, () => EXPECTED[scenario](outcomes[i]!, dialect));
        }
      } finally {
        await server.close();
      }
    },
    { sanitizeOps: false, sanitizeResources: false },
  );
}
