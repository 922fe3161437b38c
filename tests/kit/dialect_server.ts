/**
 * A server that speaks the dialects of openai_dialects.data.ts over real sockets. The model name of a request says what it
 * shall do: `DIALECT/SCENARIO`.
 */
import { createServer, type ServerResponse } from "node:http";
import { type Dialect, DIALECTS, type WireAnswer } from "./openai_dialects.data.ts";

/** What every dialect is asked to do. */
export const SCENARIOS = [
  "stream",
  "document",
  "reasoning then text",
  "reasoning to the limit",
  "reasoning field alone",
  "empty",
  "error in stream",
  "error after text",
  "error before stream",
  "overflow",
  "refused parameter",
  "rate limit",
  "long rate limit",
  "tool call",
  "refusal",
  "content filter",
  "cut",
] as const;

/** One thing a dialect is asked to do. */
export type Scenario = (typeof SCENARIOS)[number];

/** The answer of every scenario that has one: markup, an emoji and blanks where tokens meet. */
export const ANSWER = "Hello wide world, 😀 it works.";
/** The reasoning before it. */
export const REASONING = "The user greets; I greet back.";
/** Characters of a conversation that fit. */
export const FITTING_CHARACTERS = 400;
/** The words of every error in a stream. */
export const STREAM_ERROR = "the worker died at layer 7";

type Delta = Record<string, unknown>;

const pieces = (text: string) => text.match(/\s*\S{1,4}|\s+/gu) ?? [];

/** An event of a stream, with the dialect's further choices and keep-alives. */
function event(dialect: Dialect, delta: Delta, finish: string | null, more: object = {}): string {
  const choices = Array.from({ length: dialect.choices ?? 1 }, (_, index) => ({
    index,
    delta: index === 0 ? delta : { content: "WRONG" },
    finish_reason: index === 0 ? finish : null,
  }));
  // Nobody promises that choice 0 comes first.
  const chunk = {
    id: "c",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: choices.reverse(),
    ...more,
  };
  return `data: ${JSON.stringify(chunk)}\n\n${dialect.keepAlive ?? ""}`;
}

const usageOf = (dialect: Dialect, completion: number, reasoning: number) =>
  dialect.usage
    ? { usage: { completion_tokens: completion, completion_tokens_details: { reasoning_tokens: reasoning } } }
    : {};

function reasoningDelta(dialect: Dialect, text: string): Delta {
  if (dialect.reasoning === "parts") {
    return { content: [{ type: "thinking", thinking: [{ type: "text", text }] }] };
  }
  if (dialect.reasoning === "block" || dialect.reasoning === "lone") return { content: text };
  return { content: null, [dialect.reasoning]: text };
}

function textDelta(dialect: Dialect, text: string): Delta {
  return { content: dialect.reasoning === "parts" ? [{ type: "text", text }] : text };
}

interface Said {
  reasoning?: string;
  /** Whether the model ends its reasoning by itself. */
  reasoned?: boolean;
  text?: string;
  finish: string;
  message?: Delta;
  tokens?: number;
}

/** What a model says, in the dialect. */
function answer(dialect: Dialect, said: Said, stream: boolean): WireAnswer {
  const inBlock = dialect.reasoning === "block" || dialect.reasoning === "lone";
  const open = dialect.reasoning === "block" ? "<think>\n" : "";
  const close = said.reasoned === false ? "" : "\n</think>\n\n";
  const thoughts = said.reasoning === undefined
    ? ""
    : inBlock
    ? open + said.reasoning + close
    : said.reasoning;
  const tokens = said.tokens ?? 12;
  const usage = usageOf(dialect, tokens, said.reasoning === undefined ? 0 : said.text ? 6 : tokens);
  if (!stream || dialect.neverStreams) {
    const field = inBlock || dialect.reasoning === "parts" ? {} : { [dialect.reasoning]: thoughts || null };
    const content = dialect.reasoning === "parts"
      ? [
        ...(thoughts ? [{ type: "thinking", thinking: [{ type: "text", text: thoughts }] }] : []),
        ...(said.text ? [{ type: "text", text: said.text }] : []),
      ]
      : inBlock
      ? thoughts + (said.text ?? "")
      : said.text ?? null;
    const message = { role: "assistant", content, ...field, ...said.message };
    const choices = [{ index: 0, message, finish_reason: said.finish }];
    return {
      headers: { "content-type": "application/json" },
      chunks: [JSON.stringify({ id: "c", object: "chat.completion", choices, ...usage })],
    };
  }
  const events = [event(dialect, { role: "assistant", content: "" }, null)];
  for (const piece of pieces(thoughts)) events.push(event(dialect, reasoningDelta(dialect, piece), null));
  for (const piece of pieces(said.text ?? "")) events.push(event(dialect, textDelta(dialect, piece), null));
  if (said.message) events.push(event(dialect, said.message, null));
  events.push(event(dialect, {}, said.finish));
  if (dialect.usage) {
    events.push(`data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [], ...usage })}\n\n`);
  }
  if ((dialect.done ?? "mark") === "mark") events.push("data: [DONE]\n\n");
  return { headers: SSE, chunks: events, then: dialect.done === "open" ? "open" : "end" };
}

const SSE = { "content-type": "text/event-stream" };

const plain = (
  { status, body, headers = {} }: { status: number; body: string; headers?: Record<string, string> },
) => ({
  status,
  headers: status === 200 ? SSE : { "content-type": "application/json", ...headers },
  chunks: [body],
});

/** One request of the client under test. */
export interface DialectRequest {
  // deno-lint-ignore no-explicit-any -- JSON of the client under test
  body: any;
  /** From 1, per model name. */
  attempt: number;
}

function respond(dialect: Dialect, scenario: Scenario, { body, attempt }: DialectRequest): WireAnswer {
  const whole = { text: ANSWER, finish: "stop" };
  const stream = body.stream === true;
  switch (scenario) {
    case "stream":
      return answer(dialect, whole, stream);
    case "document":
      return answer(dialect, whole, false);
    case "reasoning then text":
      return answer(dialect, { ...whole, reasoning: REASONING }, stream);
    case "reasoning to the limit":
      return answer(
        dialect,
        { reasoning: REASONING.repeat(9), reasoned: false, finish: "length", tokens: body.max_tokens ?? 256 },
        stream,
      );
    case "reasoning field alone":
      return answer(
        { ...dialect, reasoning: "reasoning_content" },
        { reasoning: ANSWER, finish: "stop" },
        stream,
      );
    case "empty":
      return answer(dialect, { finish: "stop", tokens: 0 }, stream);
    case "error in stream":
      return { headers: SSE, chunks: [dialect.streamError(STREAM_ERROR)] };
    case "error after text": {
      const start = event(dialect, textDelta(dialect, "Hello wide"), null);
      return { headers: SSE, chunks: [start, dialect.streamError(STREAM_ERROR)] };
    }
    case "error before stream":
      return plain({ status: 400, body: dialect.errorBody(400, "the prompt template failed") });
    case "overflow": {
      const characters = body.messages.reduce(
        (sum: number, m: { content: string }) => sum + m.content.length,
        0,
      );
      if (characters <= FITTING_CHARACTERS) return answer(dialect, whole, stream);
      return plain(dialect.overflow(characters, FITTING_CHARACTERS));
    }
    case "refused parameter":
      return dialect.refuses && "seed" in body
        ? plain(dialect.refuses("seed"))
        : answer(dialect, whole, stream);
    case "rate limit":
      return attempt === 1
        ? { ...plain({ ...dialect.rateLimit(1), headers: { "retry-after-ms": "20" } }) }
        : answer(dialect, whole, stream);
    case "long rate limit":
      return plain(dialect.rateLimit(900));
    case "tool call": {
      const call = { index: 0, id: "t1", type: "function", function: { name: "search", arguments: "{}" } };
      return answer(dialect, { finish: "tool_calls", message: { tool_calls: [call] } }, stream);
    }
    case "refusal":
      return answer(dialect, { finish: "stop", message: { refusal: "I can't help with that." } }, stream);
    case "content filter":
      return answer(dialect, { finish: "content_filter" }, stream);
    case "cut": {
      const start = event(dialect, textDelta(dialect, "Hello wide"), null);
      return { headers: SSE, chunks: [start, 'data: {"choices":[{"ind'], then: "cut" };
    }
  }
}

async function send(
  response: ServerResponse,
  { status = 200, headers = {}, chunks, then = "end" }: WireAnswer,
) {
  response.writeHead(status, headers);
  for (const chunk of chunks) {
    if (response.destroyed) return;
    await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
  }
  if (then === "end") response.end();
  // The client gets what was written before the connection breaks.
  else if (then === "cut") setTimeout(() => response.destroy(), 20);
}

/** A running server of all dialects. */
export interface DialectServer {
  baseUrl: string;
  /** Requests so far, by model name. */
  seen: Map<string, DialectRequest[]>;
  close(): Promise<void>;
}

/** Starts a server of all dialects on a free loopback port. */
export async function dialectServer(): Promise<DialectServer> {
  const seen = new Map<string, DialectRequest[]>();
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const body = JSON.parse(text);
    const [, name, scenario] = /^(.*)\/(.*)$/.exec(body.model)!;
    const dialect = DIALECTS.find((one) => one.name === name);
    const requests = seen.get(body.model) ?? [];
    seen.set(body.model, requests);
    const asked = { body, attempt: requests.length + 1 };
    requests.push(asked);
    if (!dialect) return void response.writeHead(404).end();
    await send(response, respond(dialect, scenario as Scenario, asked));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
