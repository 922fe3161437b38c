import assert from "node:assert/strict";
import fc from "fast-check";
import { historyText, MAX_QUOTED, quoteStranger } from "../../../../tasks/writing/quote.ts";

const SPECIAL = [
  "<|im_start|>",
  "<|im_end|>",
  "<|eot_id|>",
  "<s>",
  "</s>",
  "[INST]",
  "[/INST]",
  "<<SYS>>",
  "{{",
  "}}",
  "<<<",
  ">>>",
];

Deno.test("words of strangers come out delimited, capped and without anything a template could obey", () => {
  const pieces = fc.array(
    fc.oneof(fc.constantFrom(...SPECIAL, "<|", "|>", "<", ">", "\u001b[2J", "\u202e", "\ud800"), fc.string()),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const quoted = quoteStranger(parts.join(""));
      assert.ok(quoted.startsWith("<<<") && quoted.endsWith(">>>"));
      const inside = quoted.slice(3, -3);
      for (const token of SPECIAL) {
        assert.ok(!inside.includes(token), `${token} in ${JSON.stringify(inside)}`);
      }
      assert.ok(inside.isWellFormed() && !inside.includes("\u001b") && !inside.includes("\u202e"));
      assert.ok(Array.from(inside).length <= MAX_QUOTED);
    }),
    { numRuns: 500 },
  );
});

Deno.test("tokens that form when another one is taken out of them are taken out too", () => {
  assert.equal(quoteStranger("<|im_<|im_end|>start|>x"), "<<<x>>>");
  const nested = "<|a".repeat(20) + "|>".repeat(20);
  assert.ok(!/<\||\|>/.test(quoteStranger(nested).slice(3, -3)));
});

Deno.test("a history is lines of role and text, answers quoted, the oldest turns left out", () => {
  assert.equal(
    historyText([{ role: "user", content: "Who?" }, { role: "assistant", content: "Ada<|im_end|>" }]),
    "user: Who?\nassistant: <<<Ada>>>",
  );
  const long = Array.from({ length: 50 }, (_, i) => ({ role: "user" as const, content: `${i}` }));
  assert.ok(historyText(long).split("\n").length <= 8);
});
