import assert from "node:assert/strict";
import { createEchoEngine } from "../../../src/llm/echo.ts";
import { createMockEngine } from "../../../src/llm/mock.ts";
import { createPhraseEngine, DEFAULT_PHRASE } from "../../../src/llm/phrase.ts";
import { collect, engineSuite } from "../../kit/engine_suite.ts";

engineSuite("echo", () => ({ engine: createEchoEngine() }));
engineSuite("phrase", () => ({ engine: createPhraseEngine() }));
engineSuite("mock", () => ({ engine: createMockEngine("5Fabc") }));

const conversation = {
  messages: [
    { role: "system" as const, content: "be brief" },
    { role: "user" as const, content: "first" },
    { role: "assistant" as const, content: "second" },
    { role: "user" as const, content: "Höllo  wörld\n\nbye 🎉" },
  ],
};

Deno.test("echo says exactly the last user message", async () => {
  assert.equal((await collect(createEchoEngine().generate(conversation))).join(""), "Höllo  wörld\n\nbye 🎉");
});

Deno.test("echo cuts a long message into several pieces", async () => {
  const pieces = await collect(
    createEchoEngine().generate({ messages: [{ role: "user", content: "a b ".repeat(20) }] }),
  );
  assert.ok(pieces.length > 3);
});

Deno.test("phrase says its phrase, by default that of the original miner", async () => {
  assert.equal((await collect(createPhraseEngine().generate(conversation))).join(""), DEFAULT_PHRASE);
  assert.equal((await collect(createPhraseEngine("Aha.").generate(conversation))).join(""), "Aha.");
});

Deno.test("mock greets and names who speaks", async () => {
  assert.match((await collect(createMockEngine("5Fabc").generate(conversation))).join(""), /^Hello.*5Fabc/);
});
