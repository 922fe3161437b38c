import assert from "node:assert/strict";
import fc from "fast-check";
import type { ChatMessage } from "../../../src/llm/mod.ts";
import { createRetrievalEngine, NOT_FOUND, type RetrievalOptions } from "../../../src/llm/retrieval/mod.ts";
import { collect, engineSuite } from "../../kit/engine_suite.ts";
import { DOCUMENTS } from "./documents.data.ts";

const engine = createRetrievalEngine({ documents: DOCUMENTS });

engineSuite("retrieval", () => ({ engine: createRetrievalEngine({ documents: DOCUMENTS }) }), {
  long: { messages: [{ role: "user", content: "Can you summarize Photosynthesis for me?" }] },
});

/** Answer to the last of alternating turns. */
async function reply(turns: string[], options?: Partial<RetrievalOptions>): Promise<string> {
  const messages = turns.map((content, i): ChatMessage => ({ role: i % 2 ? "assistant" : "user", content }));
  const asked = options ? createRetrievalEngine({ documents: DOCUMENTS, ...options }) : engine;
  return (await collect(asked.generate({ messages }))).join("");
}

Deno.test("a question of fact is answered with the sentences that hold it", async () => {
  assert.match(await reply(["What did Marie Curie discover?"]), /polonium and radium/);
  assert.match(await reply(["How tall is the Eiffel Tower?"]), /330 metres/);
  assert.match(await reply(["How many people died on the Titanic?"]), /1,500/);
  assert.match(await reply(["Where does photosynthesis take place in a plant?"]), /chloroplasts/);
});

Deno.test("a question for a date is answered with the sentence that holds it, date first in American form", async () => {
  const cases: [string, string][] = [
    ["When was the Eiffel Tower opened?", "March 31, 1889"],
    ["On what exact date did the crew of Apollo 11 splash down in the Pacific Ocean?", "July 24, 1969"],
    [
      "What is the hidden date? The wreck of the Titanic was found on <date> by Robert Ballard.",
      "September 1, 1985",
    ],
    ["What date was Apollo 11 launched from Kennedy Space Center?", "July 16, 1969"],
    ["In what year was the Great Wall of China listed as a World Heritage Site?", "1987"],
  ];
  for (const [question, date] of cases) {
    const answer = await reply([question]);
    assert.equal(/(?:[A-Z][a-z]+ \d{1,2}, )?\d{4}/.exec(answer)?.[0], date, answer);
  }
});

Deno.test("a follow-up finds what its pronoun stands for", async () => {
  const curie = ["What did Marie Curie discover?", "She discovered polonium and radium."];
  assert.match(await reply([...curie, "When was she born?"]), /November 7, 1867/);
  assert.match(await reply([...curie, "Which prizes did this scientist receive?"]), /Nobel/);
  const moon = ["Tell me about Apollo 11.", "Apollo 11 was the first mission to land people on the Moon."];
  assert.match(await reply([...moon, "How much rock did they bring back?"]), /21\.5 kg/);
});

Deno.test("a new subject is not answered from the old one", async () => {
  const answer = await reply(["What did Marie Curie discover?", "Radium.", "How tall is the Eiffel Tower?"]);
  assert.match(answer, /330 metres/);
});

Deno.test("what the corpus does not hold is admitted", async () => {
  for (
    const question of ["Who was Napoleon Bonaparte?", "What is the capital of Mongolia?", "asdf qwer zxcv?"]
  ) {
    assert.equal(await reply([question]), NOT_FOUND);
  }
  assert.equal(await reply(["When was the Eiffel Tower opened?"], { documents: [] }), NOT_FOUND);
});

Deno.test("a share knows less, a smaller share is part of a larger, equal seeds know the same", async () => {
  const questions = DOCUMENTS.map(({ title }) => `Can you summarize ${title}?`);
  const known = async (share: number, seed: string) => {
    const out = [];
    for (const question of questions) {
      if (await reply([question], { share, seed }) !== NOT_FOUND) out.push(question);
    }
    return out;
  };
  const half = await known(0.5, "a");
  assert.equal(half.length, 3);
  assert.deepEqual(await known(0.5, "a"), half);
  const few = await known(0.17, "a");
  assert.ok(few.length >= 1 && few.every((question) => half.includes(question)));
  assert.equal((await known(1, "a")).length, DOCUMENTS.length);
  assert.deepEqual(await known(0, "a"), []);
});

Deno.test("mathematics is solved before texts are searched, and the number stands last", async () => {
  assert.equal(await reply(["Hi! $26+46=$ Could you help me with this?"]), "The answer is 72");
  assert.equal(await reply(["What is 28% of 36?"]), "The answer is 10.08");
});

Deno.test("the sentiment of a review is one of three words", async () => {
  assert.equal(
    await reply(["What is the sentiment of this review? I loved every minute."]),
    "The sentiment is positive.",
  );
});

Deno.test("whatever strangers write, there is an answer and no exception", async () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.lorem());
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (turns) => {
      const answer = await reply(turns);
      assert.ok(answer.isWellFormed() && answer.length < 4000);
    }),
    { numRuns: 60 },
  );
});
