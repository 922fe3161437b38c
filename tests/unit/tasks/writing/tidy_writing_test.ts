import assert from "node:assert/strict";
import fc from "fast-check";
import { sharesWord, tidyWriting } from "../../../../tasks/writing/tidy_writing.ts";

Deno.test("tidyWriting() removes runs of quoting marks of every length and keeps shorter ones", () => {
  assert.equal(tidyWriting("<<<Hello there!>>>"), "Hello there!");
  assert.equal(tidyWriting("a <<<<b>>>>> c"), "a b c");
  assert.equal(tidyWriting("<<>>><a"), "a");
  assert.equal(tidyWriting("x << 3, y >> 2, <b>"), "x << 3, y >> 2, <b>");
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("<", ">", "a", " ", ".") }), (text) => {
    assert.ok(!/<<<|>>>/.test(tidyWriting(text)));
  }));
});

Deno.test("tidyWriting() cuts before the fourth time of a sentence", () => {
  const loop = "It is a ship. ";
  assert.equal(tidyWriting(loop.repeat(3) + "End."), loop.repeat(3) + "End.");
  assert.equal(tidyWriting("Start. " + loop.repeat(40)), "Start. It is a ship. It is a ship. It is a ship.");
  assert.equal(tidyWriting("A b.\nnice line\n".repeat(9)).split("nice line").length, 4);
  assert.equal(
    tidyWriting("1. One\n1. Two\n1. Three\n1. Four\n1. Five"),
    "1. One\n1. Two\n1. Three\n1. Four\n1. Five",
  );
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("Ships sail.", "Birds fly!", "Who asks?"), { maxLength: 30 }),
      (all) => {
        const tidy = tidyWriting(all.join(" "));
        for (const one of new Set(all)) assert.ok(tidy.split(one).length <= 4);
        assert.ok(all.join(" ").startsWith(tidy));
      },
    ),
  );
});

Deno.test("sharesWord() compares words with meaning, whatever their case", () => {
  assert.ok(sharesWord("When did APOLLO land?", "Apollo 11 was the first mission"));
  assert.ok(
    !sharesWord("What is the history of revolutionary resources?", "Apollo 11 was the first mission"),
  );
  assert.ok(sharesWord("Why is it so?", "Apollo 11 was the first mission"), "nothing to compare");
});
