import assert from "node:assert/strict";
import fc from "fast-check";
import { parseChatRequest } from "../../../src/api/chat_request.ts";
import { ApiRefused, errorBody } from "../../../src/api/api_refused.ts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const parse = (more: object) =>
  parseChatRequest(bytes({ model: "sn1", messages: [{ role: "user", content: "hi" }], ...more }));
const refused = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ApiRefused, String(error));
    assert.equal(error.status, 400);
    return error;
  }
  assert.fail("was taken");
};

Deno.test("the smallest request has the defaults of OpenAI's API", () => {
  assert.deepEqual(parse({}), {
    model: "sn1",
    messages: [{ role: "user", content: "hi" }],
    stream: false,
    includeUsage: false,
    maxTokens: null,
    stop: [],
  });
});

Deno.test("what clients send besides is taken: parts of text, nulls, sampling, names, fields nobody knows", () => {
  const request = parse({
    messages: [
      { role: "system", content: "s", name: "boss" },
      { role: "user", content: [{ type: "text", text: "a" }, { type: "text", text: "b" }] },
      { role: "assistant", content: "c", tool_calls: null, refusal: null },
      { role: "user", content: "d" },
    ],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 5,
    max_completion_tokens: 7,
    stop: "END",
    temperature: 0.2,
    top_p: 1,
    seed: 1,
    n: 1,
    tools: [],
    logprobs: false,
    response_format: { type: "text" },
    modalities: ["text"],
    user: "u",
    metadata: {},
    from_the_future: [[]],
  });
  assert.deepEqual(request.messages.map(({ role, content }) => [role, content]), [
    ["system", "s"],
    ["user", "a\nb"],
    ["assistant", "c"],
    ["user", "d"],
  ]);
  assert.deepEqual([request.stream, request.includeUsage, request.maxTokens, request.stop], [
    true,
    true,
    7,
    ["END"],
  ]);
  assert.deepEqual(
    parse({ stop: null, max_tokens: null, n: null, tools: null, response_format: null }).stop,
    [],
  );
});

Deno.test("what would change the answer and cannot be had is refused by name", () => {
  const cases: [object, string][] = [
    [{ n: 2 }, "n"],
    [{ tools: [{ type: "function" }] }, "tools"],
    [{ logprobs: true }, "logprobs"],
    [{ response_format: { type: "json_object" } }, "response_format.type"],
    [{ modalities: ["text", "audio"] }, "modalities"],
    [{ messages: [{ role: "tool", content: "x" }] }, "messages[0].role"],
    [
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] },
      "messages[0].content",
    ],
    [{ messages: [] }, "messages"],
    [{ messages: Array(257).fill({ role: "user", content: "x" }) }, "messages"],
    [{ messages: "hi" }, "messages"],
    [{ model: 7 }, "model"],
    [{ stream: "yes" }, "stream"],
    [{ max_tokens: 0 }, "max_tokens"],
    [{ max_tokens: 1.5 }, "max_tokens"],
    [{ stop: ["a", "b", "c", "d", "e"] }, "stop"],
  ];
  for (const [more, param] of cases) {
    const { message, options } = refused(() => parse(more));
    assert.equal(options.param, param, JSON.stringify(more));
    assert.match(message, /^\S.+\.$/);
    assert.ok(message.startsWith(param), message);
  }
});

Deno.test("what is no JSON object is refused without quoting it", () => {
  for (const text of ["", "secret", "[]", "null", '"x"', '{"a":', "{'model':1}"]) {
    const error = refused(() => parseChatRequest(new TextEncoder().encode(text)));
    assert.ok(!error.message.includes("secret"));
  }
  refused(() => parseChatRequest(Uint8Array.of(0x7b, 0xff, 0x7d)));
});

Deno.test("any JSON is a checked request or a 400 in OpenAI's shape, never anything else", () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(null, true, "x", 1, -1, 1e99, [], {}),
  );
  const body = fc.record({
    model: value,
    messages: fc.oneof(
      value,
      fc.array(
        fc.record({ role: fc.oneof(value, fc.constant("user")), content: value }, { requiredKeys: [] }),
      ),
    ),
    stream: value,
    stream_options: value,
    max_tokens: value,
    stop: value,
    n: value,
    tools: value,
    response_format: value,
    modalities: value,
    __proto__: value,
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.oneof(body, fc.jsonValue()), (json) => {
      try {
        const request = parseChatRequest(bytes(json));
        assert.equal(typeof request.model, "string");
        assert.ok(request.messages.length > 0 && request.stop.length <= 4);
        assert.ok(request.maxTokens === null || request.maxTokens >= 1);
        for (const { content } of request.messages) assert.equal(typeof content, "string");
      } catch (error) {
        assert.ok(error instanceof ApiRefused, String(error));
        const { message, type, code, param } = errorBody(error).error;
        assert.deepEqual([error.status, type, code], [400, "invalid_request_error", null]);
        assert.ok(message.length > 0 && (param === null || typeof param === "string"));
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("any bytes are refused or taken, never a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (data) => {
      refused(() => parseChatRequest(data));
    }),
    { numRuns: 200 },
  );
});
