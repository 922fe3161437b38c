import assert from "node:assert/strict";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { createEngine, type EngineModules, type EngineSpec, LlmError } from "../../../src/llm/mod.ts";
import { collect } from "../../kit/engine_suite.ts";
import { DOCUMENTS } from "./documents.data.ts";

const modules: EngineModules = {
  clock: systemClock,
  random: seededRandom(1),
  logger: nullLogger,
  metrics: nullMetrics,
  env: () => undefined,
};

const make = (spec: EngineSpec) => createEngine({ documents: () => DOCUMENTS, ...spec }, modules);

const config = (pattern: RegExp) => (error: unknown) =>
  error instanceof LlmError && error.code === "config" && pattern.test(`${error.message} ${error.hint}`);

Deno.test("each name gives its engine", async () => {
  for (const engine of ["echo", "phrase", "mock", "retrieval", "retrieval-50"]) {
    assert.equal((await make({ engine })).info.kind, engine.split("-")[0]);
  }
  assert.equal((await make({ engine: "retrieval-10" })).info.model, "bm25-10");
});

Deno.test("what the flags say reaches the engine", async () => {
  const ask = { messages: [{ role: "user" as const, content: "hi" }] };
  const phrase = await make({ engine: "phrase", phrase: "Yes?" });
  assert.equal((await collect(phrase.generate(ask))).join(""), "Yes?");
  const mock = await make({ engine: "mock", name: "5Ghotkey" });
  assert.match((await collect(mock.generate(ask))).join(""), /5Ghotkey/);
});

Deno.test("an unknown engine is refused with the nearest name", async () => {
  await assert.rejects(make({ engine: "ecko" }), config(/unknown engine "ecko".*echo/));
  await assert.rejects(make({ engine: "zzzzzzzzz" }), config(/one of .*retrieval/));
  for (
    const engine of [
      "",
      "constructor",
      "__proto__",
      "echo-50",
      "retrieval:x",
      "exec",
      "retrieval-1000",
      "ECHO",
    ]
  ) {
    await assert.rejects(make({ engine }), config(/unknown engine/), engine);
  }
});

Deno.test("a share over a hundred percent is refused", async () => {
  await assert.rejects(make({ engine: "retrieval-101" }), config(/share/));
});

Deno.test("the retrieval engine needs texts", async () => {
  await assert.rejects(make({ engine: "retrieval", documents: undefined }), config(/no texts/));
});

Deno.test("the official service without a key is refused with the variable to set", async () => {
  await assert.rejects(make({ engine: "openai" }), config(/OPENAI_API_KEY/));
  await assert.rejects(make({ engine: "openai", baseUrl: "ftp://x" }), config(/openai\.base_url/));
  await assert.rejects(
    make({ engine: "openai", baseUrl: "http://user:pw@x/v1" }),
    config(/must not contain/),
  );
  const own = await make({ engine: "openai", baseUrl: "http://127.0.0.1:1/v1", modelId: "own" });
  assert.deepEqual([own.info.kind, own.info.model], ["openai", "own"]);
});

Deno.test("a local engine without a model names the three ways on", async () => {
  await assert.rejects(
    make({ engine: "local" }),
    (error) =>
      error instanceof LlmError && error.code === "not_found" &&
      /models pull/.test(error.hint!) && /openai/.test(error.hint!) && /demo/.test(error.hint!),
  );
});
