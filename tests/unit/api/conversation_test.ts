import assert from "node:assert/strict";
import fc from "fast-check";
import { type ChatMessage, toPrompt } from "../../../src/api/conversation.ts";
import { ApiRefused } from "../../../src/api/api_refused.ts";

const chat = (...lines: [ChatMessage["role"], string][]) =>
  lines.map(([role, content]) => ({ role, content }));
const refusal = (messages: ChatMessage[]) => {
  try {
    toPrompt(messages);
  } catch (error) {
    assert.ok(error instanceof ApiRefused, String(error));
    assert.equal(error.status, 400);
    return error.options.param;
  }
  assert.fail("was taken");
};

Deno.test("a chat of user and assistant goes to miners as it is", () => {
  assert.deepEqual(toPrompt(chat(["user", "a"], ["assistant", "b"], ["user", "c"])), {
    roles: ["user", "assistant", "user"],
    messages: ["a", "b", "c"],
  });
});

Deno.test("miners never see a system role: its text comes before what the user says next", () => {
  assert.deepEqual(
    toPrompt(chat(["system", "Be brief."], ["developer", "Speak French."], ["user", "Why?"])),
    { roles: ["user"], messages: ["Be brief.\n\nSpeak French.\n\nWhy?"] },
  );
  assert.deepEqual(
    toPrompt(chat(["user", "a"], ["assistant", "b"], ["system", "Now in verse."], ["user", "c"])),
    { roles: ["user", "assistant", "user"], messages: ["a", "b", "Now in verse.\n\nc"] },
  );
});

Deno.test("neighbours of one role become one message, and lone surrogates are replaced", () => {
  assert.deepEqual(
    toPrompt(chat(["user", "a"], ["user", "b\ud800"], ["assistant", ""], ["assistant", "c"], ["user", "d"])),
    { roles: ["user", "assistant", "user"], messages: ["a\n\nb\ufffd", "c", "d"] },
  );
});

Deno.test("a chat in which the user speaks neither first nor last is refused, with the place", () => {
  assert.equal(refusal(chat(["assistant", "hello"], ["user", "x"])), "messages[0].role");
  assert.equal(refusal(chat(["user", "x"], ["assistant", "y"])), "messages[1].role");
  assert.equal(refusal(chat(["system", "x"])), "messages[0].role");
  assert.equal(refusal(chat(["user", "x"], ["system", "y"])), "messages[1].role");
  assert.equal(refusal(chat(["user", "x"], ["assistant", "y"], ["user", " \n"])), "messages[2].content");
});

Deno.test("whatever is said, roles alternate, nothing is lost, and the user has the first and the last word", () => {
  const message = fc.record({
    role: fc.constantFrom<ChatMessage["role"]>("system", "developer", "user", "assistant"),
    content: fc.string({ unit: "binary", maxLength: 20 }),
  });
  let taken = 0;
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), (messages) => {
      let prompt;
      try {
        prompt = toPrompt(messages);
      } catch (error) {
        assert.ok(error instanceof ApiRefused, String(error));
        return;
      }
      taken++;
      assert.deepEqual(prompt.roles, prompt.messages.map((_, i) => i % 2 === 0 ? "user" : "assistant"));
      assert.equal(prompt.roles.at(-1), "user");
      const said = prompt.messages.join("");
      for (const { content } of messages) assert.ok(said.includes(content.toWellFormed()), content);
    }),
    { numRuns: 500 },
  );
  assert.ok(taken > 50, `${taken} were taken`);
});
