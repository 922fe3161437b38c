import assert from "node:assert/strict";
import { type Engine, SharedEngine } from "../../../src/llm/mod.ts";
import { createEchoEngine } from "../../../src/llm/echo.ts";

function counted() {
  const counts = { loads: 0, closes: 0 };
  const load = (): Promise<Engine> => {
    counts.loads++;
    const engine = createEchoEngine();
    return Promise.resolve({
      info: engine.info,
      generate: (request, signal) => engine.generate(request, signal),
      countTokens: (text) => engine.countTokens(text),
      close: () => Promise.resolve(void counts.closes++),
    });
  };
  return { counts, load };
}

async function say(engine: Engine, content: string): Promise<string> {
  let text = "";
  for await (const piece of engine.generate({ messages: [{ role: "user", content }] })) text += piece;
  return text;
}

Deno.test("users share one engine, which closes with the last of them", async () => {
  const { counts, load } = counted();
  const shared = new SharedEngine();
  const [a, b] = await Promise.all([shared.acquire(load), shared.acquire(load)]);
  await a.close();
  await a.close();
  assert.deepEqual(counts, { loads: 1, closes: 0 });
  assert.equal(await say(b, "still here"), "still here");
  await b.close();
  assert.deepEqual(counts, { loads: 1, closes: 1 });
  await (await shared.acquire(load)).close();
  assert.deepEqual(counts, { loads: 2, closes: 2 });
});

Deno.test("a failed load is everybody's failure, and the next caller tries anew", async () => {
  const { counts, load } = counted();
  const shared = new SharedEngine();
  const bad = () => Promise.reject(new Error("no model"));
  const both = await Promise.allSettled([shared.acquire(bad), shared.acquire(load)]);
  assert.deepEqual(both.map((r) => r.status), ["rejected", "rejected"]);
  await (await shared.acquire(load)).close();
  assert.deepEqual(counts, { loads: 1, closes: 1 });
});
