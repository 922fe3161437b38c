/**
 * The compliance suite that every {@link Engine} passes, whatever is behind it.
 */
import assert from "node:assert/strict";
import { PackageError } from "../../src/base/mod.ts";
import type { Engine, GenerateRequest } from "../../src/llm/mod.ts";
import { full } from "./mod.ts";

/** An engine under test and how to take down what it stands on. */
export interface EngineUnderTest {
  engine: Engine;
  /** Called after `engine.close()`. */
  teardown?: () => void | Promise<void>;
}

/** What the suite must know about an engine. */
export interface EngineSuiteOptions {
  /** Needs sockets, processes or native packages. @default {false} */
  permissions?: boolean;
  /** Why it cannot run on this machine. */
  skip?: string | false;
  /** A conversation that gets an answer of at least three pieces. */
  long?: GenerateRequest;
  /** Pieces that may still come after an abort ("one step"). @default {1} */
  piecesAfterAbort?: number;
  /** Tokens the answer may be longer than `maxTokens` by, where tokens are estimated. @default {0} */
  tokenSlack?: number;
  /** Deno's leak checks; off for engines whose packages keep timers. @default {true} */
  sanitize?: boolean;
}

const ask = (content: string): GenerateRequest => ({ messages: [{ role: "user", content }] });

const LONG = ask("Repeat after me: " + "one two three four five six seven eight nine ten. ".repeat(8));

/** All pieces of an answer. */
export async function collect(stream: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

async function outcome(stream: AsyncIterable<string>): Promise<string | PackageError> {
  try {
    return (await collect(stream)).join("");
  } catch (error) {
    assert.ok(error instanceof PackageError, `threw an untyped error: ${error}`);
    return error;
  }
}

/**
 * Registers the suite.
 * @param name shown in test names
 * @param make builds a fresh engine
 */
export function engineSuite(
  name: string,
  make: () => EngineUnderTest | Promise<EngineUnderTest>,
  options: EngineSuiteOptions = {},
): void {
  const { long = LONG, piecesAfterAbort = 1, tokenSlack = 0, sanitize = true } = options;

  const test = (what: string, body: (engine: Engine) => Promise<void>) => {
    const run = async () => {
      const { engine, teardown } = await make();
      try {
        await body(engine);
      } finally {
        await engine.close();
        await teardown?.();
      }
    };
    const title = `engine ${name} ${what}`;
    const sanitizers = sanitize ? {} : { sanitizeOps: false, sanitizeResources: false };
    if (options.permissions) full(title, run, { ...sanitizers, skip: options.skip });
    else Deno.test({ name: title, fn: run, ...sanitizers });
  };

  test("streams an answer in non-empty pieces", async (engine) => {
    const pieces = await collect(engine.generate(long));
    assert.ok(pieces.length >= 1);
    for (const piece of pieces) assert.notEqual(piece, "");
  });

  test("never ends a piece inside a code point", async (engine) => {
    const content = "Say this: 😀 naïve café 👩‍👩‍👧‍👦 日本語 🏴󠁧󠁢󠁥󠁮󠁧󠁿 " + "é🎉".repeat(40);
    for (const piece of await collect(engine.generate(ask(content)))) assert.ok(piece.isWellFormed(), piece);
  });

  test("ends early and without error when it is aborted in the middle", async (engine) => {
    const abort = new AbortController();
    let after = 0;
    let seen = 0;
    for await (const _ of engine.generate(long, abort.signal)) {
      if (abort.signal.aborted) after++;
      if (++seen === 1) abort.abort();
    }
    assert.ok(after <= piecesAfterAbort, `${after} pieces came after the abort`);
  });

  test("says nothing when it was aborted before it began", async (engine) => {
    assert.deepEqual(await collect(engine.generate(long, AbortSignal.abort())), []);
  });

  test("lets go when the listener stops listening", async (engine) => {
    for await (const _ of engine.generate(long)) break;
    assert.equal(typeof await outcome(engine.generate(ask("still there?"))), "string");
  });

  test("keeps to maxTokens", async (engine) => {
    for (const maxTokens of [1, 3, 8]) {
      const text = (await collect(engine.generate({ ...long, maxTokens }))).join("");
      assert.ok(await engine.countTokens(text) <= maxTokens + tokenSlack, `${maxTokens}: ${text}`);
    }
    assert.equal(await outcome(engine.generate({ ...long, maxTokens: 0 })), "");
  });

  test("ends before a stop text, wherever pieces are cut", async (engine) => {
    const request = { ...long, temperature: 0, seed: 7 };
    const whole = (await collect(engine.generate(request))).join("");
    const middle = Math.floor(whole.length / 2);
    const stop = Array.from(whole.slice(middle)).slice(0, 3).join("").toWellFormed();
    if (stop === "" || stop.includes("\ufffd")) return;
    const cut = (await collect(engine.generate({ ...request, stop: ["\u0001never", stop] }))).join("");
    assert.equal(cut, whole.slice(0, whole.indexOf(stop)));
  });

  test("refuses too many and too long stop texts by name", async (engine) => {
    for (const stop of [Array<string>(17).fill("x"), ["x".repeat(257)]]) {
      const result = await outcome(engine.generate({ ...long, stop }));
      assert.ok(result instanceof PackageError && result.code === "config", String(result));
    }
  });

  test("takes an empty conversation with an answer or a typed error", async (engine) => {
    await outcome(engine.generate({ messages: [] }));
    await outcome(engine.generate(ask("")));
  });

  test("bounds or refuses a huge conversation", async (engine) => {
    const result = await outcome(engine.generate({ ...ask("wörd ".repeat(600_000)), maxTokens: 16 }));
    if (typeof result === "string") assert.ok(result.length < 4096);
    else assert.equal(result.code, "too_long");
  });

  test("answers many at once without mixing them", async (engine) => {
    const request = (i: number): GenerateRequest => ({
      ...ask(`What is ${i} + ${i}? Repeat after me: number ${i}`),
      temperature: 0,
      seed: i,
      maxTokens: 24,
    });
    const alone: (string | PackageError)[] = [];
    for (const i of [3, 11]) alone.push(await outcome(engine.generate(request(i))));
    const together = await Promise.all(
      Array.from({ length: 16 }, (_, i) => outcome(engine.generate(request(i)))),
    );
    assert.equal(together[3], alone[0]);
    assert.equal(together[11], alone[1]);
  });

  test("counts tokens: none for nothing, more for more", async (engine) => {
    assert.equal(await engine.countTokens(""), 0);
    const one = await engine.countTokens("one two three");
    assert.ok(one >= 1 && await engine.countTokens("one two three four five six seven eight") > one);
  });

  test("describes itself", async (engine) => {
    assert.ok(engine.info.model !== "" && engine.info.device !== "");
    assert.ok(engine.info.contextTokens > 0 && engine.info.parallel >= 1);
  });

  test("closes twice, and refuses work afterwards", async (engine) => {
    await engine.close();
    await engine.close();
    const result = await outcome(engine.generate(long));
    assert.ok(result instanceof PackageError, String(result));
  });
}
