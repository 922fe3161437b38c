import assert from "node:assert/strict";
import fc from "fast-check";
import * as p from "../../../src/protocol/mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const refused = (body: Uint8Array) =>
  assert.throws(
    () => p.parsePromptBody(body),
    (error) => error instanceof p.ProtocolError && error.code === "body",
  );

Deno.test("the minimal body is enough and waits the default time", () => {
  assert.deepEqual(p.parsePromptBody(bytes('{"roles":["user"],"messages":["hi"]}')), {
    prompt: { roles: ["user"], messages: ["hi"] },
    timeoutS: 12,
  });
});

Deno.test("a body reads back as the prompt it was built from, halves of surrogate pairs replaced", () => {
  const prompt = { roles: ["user"], messages: ["caf\u00e9 \ud83d\ude00 \ud800 \n"] };
  const json = p.synapseJson({ timeoutS: 2.5, dendrite: { nonce: "1795355666881256837" }, axon: {}, prompt });
  const parsed = p.parsePromptBody(bytes(json));
  assert.deepEqual(parsed, { prompt: p.wellFormedPrompt(prompt), timeoutS: 2.5 });
  assert.ok(json.includes('"nonce":1795355666881256837,'));
});

Deno.test("a ping's JSON has the base fields only", () => {
  const keys = Object.keys(
    JSON.parse(p.synapseJson({ timeoutS: 1, dendrite: {}, axon: { statusCode: 200 } })),
  );
  assert.deepEqual(keys, [
    "name",
    "timeout",
    "total_size",
    "header_size",
    "dendrite",
    "axon",
    "computed_body_hash",
  ]);
  assert.equal(p.parsePingBody(bytes('{"timeout":"3.5"}')).timeoutS, 3.5);
});

Deno.test("bodies that are no prompt are refused", () => {
  for (
    const text of [
      "",
      "{not json",
      "[]",
      "null",
      '"text"',
      "{}",
      '{"roles":["user"]}',
      '{"roles":"user","messages":"hi"}',
      '{"roles":["user"],"messages":[1]}',
      '{"roles":["user"],"messages":[null]}',
      '{"roles":["user"],"messages":["\\ud800"]}',
      '{"roles":["user"],"messages":["hi"],"timeout":"soon"}',
      '{"roles":["user"],"messages":["hi"],"timeout":[]}',
      JSON.stringify({ roles: Array(257).fill("user"), messages: Array(257).fill("hi") }),
      "[".repeat(100_000),
    ]
  ) refused(bytes(text));
  refused(Uint8Array.of(0xff, 0xfe, 0x00));
});

Deno.test("conversations that are empty or lopsided are refused after the hash", () => {
  const bad = (roles: string[], messages: string[]) =>
    assert.throws(() => p.checkPrompt({ roles, messages }), p.ProtocolError);
  bad([], []);
  bad(["user", "assistant"], ["hi"]);
  bad(["user"], ["hi", "you"]);
  p.checkPrompt({ roles: ["user"], messages: ["hi"] });
});

Deno.test("parsePromptBody() throws nothing but its own error on any input", () => {
  const field = fc.oneof(fc.array(fc.string({ unit: "binary" })), fc.jsonValue());
  const body = fc.record({ roles: field, messages: field, timeout: fc.jsonValue() }, { requiredKeys: [] });
  fc.assert(fc.property(fc.oneof(body, fc.jsonValue()), (value) => {
    try {
      p.parsePromptBody(bytes(JSON.stringify(value)));
    } catch (error) {
      assert.ok(error instanceof p.ProtocolError && error.code === "body");
    }
  }));
});
