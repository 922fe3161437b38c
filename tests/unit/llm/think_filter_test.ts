import assert from "node:assert/strict";
import { THINK_TAGS, ThinkFilter } from "../../../src/llm/think_filter.ts";

/** The answer of a text that comes in pieces of `size` characters. */
function filtered(text: string, size: number, hold = false): string {
  const filter = new ThinkFilter(hold);
  let out = "";
  for (let at = 0; at < text.length; at += size) out += filter.push(text.slice(at, at + size));
  return out + filter.end();
}

Deno.test("a leading reasoning block of any form is cut, wherever pieces are cut", () => {
  for (const [open, close] of THINK_TAGS) {
    const text = `\n${open}hm < > </ [/ it${close}\n\nHello <think>world</think>`;
    for (let size = 1; size <= text.length; size++) {
      assert.equal(filtered(text, size), "Hello <think>world</think>", `${open} in pieces of ${size}`);
      assert.equal(filtered(`${open}never ended`, size), "");
    }
  }
});

Deno.test("everything before a lone closing mark is cut while text is held back", () => {
  for (let size = 1; size < 40; size++) {
    assert.equal(filtered("thinking aloud</think>\n\nHello", size, true), "Hello");
    assert.equal(filtered("no reasoning at all", size, true), "no reasoning at all");
  }
});

Deno.test("text without a block passes unchanged, marks that only begin alike too", () => {
  for (const text of ["Hello", " <thin", "<thinly veiled", "a <think>b</think>", "", "  "]) {
    for (let size = 1; size <= 8; size++) assert.equal(filtered(text, size), text);
  }
});
