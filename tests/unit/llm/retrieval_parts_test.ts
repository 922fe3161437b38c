import assert from "node:assert/strict";
import { seededRandom } from "../../../src/base/mod.ts";
import { Bm25Index } from "../../../src/llm/retrieval/bm25.ts";
import { buildCorpus, takeShare } from "../../../src/llm/retrieval/corpus.ts";
import { findFullDate, findYear } from "../../../src/llm/retrieval/answer_dates.ts";
import { splitSentences } from "../../../src/llm/retrieval/sentences.ts";
import { asksSentiment, sentimentOf } from "../../../src/llm/retrieval/answer_sentiment.ts";
import { stem, termsOf } from "../../../src/llm/retrieval/question_words.ts";

Deno.test("BM25 puts rare and repeated words first and long texts behind", () => {
  const index = new Bm25Index([
    ["cat", "dog"],
    ["cat", "cat", "dog"],
    ["cat", "fish", "dog"],
    ["cat", "fish", "a", "b", "c", "d", "e", "f", "g", "h"],
  ]);
  assert.deepEqual(index.search(["fish"], 5).map((hit) => hit.id), [2, 3]);
  assert.equal(index.search(["cat"], 1)[0]!.id, 1);
  assert.deepEqual(index.search(["cat", "fish"], 2).map((hit) => hit.id), [2, 3]);
  assert.deepEqual(index.search(["cat"], 5, (id) => id > 1).map((hit) => hit.id), [2, 3]);
  assert.deepEqual(index.search(["bird"], 5), []);
  assert.ok(index.idf("bird") > index.idf("fish") && index.idf("fish") > index.idf("cat"));
});

Deno.test("BM25 finds the same best texts whether few or many are asked for", () => {
  const random = seededRandom("bm25");
  const texts = Array.from(
    { length: 3000 },
    () =>
      Array.from(
        { length: 5 + Math.floor(random.next() * 20) },
        () => `w${Math.floor(random.next() ** 2 * 200)}`,
      ),
  );
  const index = new Bm25Index(texts);
  for (let i = 0; i < 20; i++) {
    const terms = ["w1", `w${i}`, `w${i * 7}`];
    const all = index.search(terms, 3000);
    assert.deepEqual(index.search(terms, 5), all.slice(0, 5));
    for (let j = 1; j < all.length; j++) assert.ok(all[j - 1]!.score >= all[j]!.score);
  }
});

Deno.test("sentences end where they end", () => {
  const text =
    "# Title\n\nDr. J. Smith met Mr. Jones at 3.5 km in the U.S. capital. They spoke, e.g. about rain! Did\nit " +
    'help? "Yes." The end\n\n- first point\n- second point\n\n== More ==\nLast one.';
  assert.deepEqual(splitSentences(text), [
    "Dr. J. Smith met Mr. Jones at 3.5 km in the U.S. capital.",
    "They spoke, e.g. about rain!",
    "Did it help?",
    '"Yes."',
    "The end",
    "first point",
    "second point",
    "Last one.",
  ]);
});

Deno.test("a text without any end is cut into bounded sentences", () => {
  const sentences = splitSentences("word ".repeat(2000));
  assert.ok(sentences.length > 10 && sentences.every((sentence) => sentence.length <= 600));
  assert.ok(splitSentences("x".repeat(5000)).every((sentence) => sentence.length <= 600));
});

Deno.test("full dates are found in every common form and written the American way", () => {
  const forms: [string, string][] = [
    ["on July 20, 1969 at", "July 20, 1969"],
    ["on 20 July 1969.", "July 20, 1969"],
    ["the 20th of July 1969", "July 20, 1969"],
    ["Jul. 4th 1776", "July 4, 1776"],
    ["since 1969-07-20", "July 20, 1969"],
    ["Sept 5, 1999 and 6 May 2000", "September 5, 1999"],
  ];
  for (const [text, date] of forms) assert.equal(findFullDate(text)?.date, date, text);
  for (const text of ["in July 1969", "in 1969", "May 45, 2000", "1969-13-01", "no date"]) {
    assert.equal(findFullDate(text), null, text);
  }
});

Deno.test("years are years and not amounts", () => {
  assert.equal(findYear("built in 1889 for"), "1889");
  for (const text of ["1,889 people", "1889.5 m", "18890", "3000"]) assert.equal(findYear(text), null, text);
});

Deno.test("forms of a word meet in one stem", () => {
  for (
    const group of [["launch", "launches", "launched", "launching"], ["city", "cities"], [
      "discover",
      "discovered",
    ]]
  ) {
    assert.equal(new Set(group.map(stem)).size, 1, String(group.map(stem)));
  }
  assert.deepEqual(termsOf("What is the Café's Ämter of the year?"), ["cafe", "amter", "year"].map(stem));
});

Deno.test("an equal seed draws the equal share", () => {
  const documents = Array.from({ length: 50 }, (_, i) => ({ title: `t${i}`, text: "Text." }));
  const draw = (share: number) => takeShare(documents, share, seededRandom("s")).map(({ title }) => title);
  assert.deepEqual(draw(0.1), draw(0.5).slice(0, 5));
  assert.equal(draw(0.01).length, 1);
  assert.equal(draw(1).length, 50);
});

Deno.test("reviews are told apart, with negation, contrast, degrees and ratings", () => {
  const cases: Record<"positive" | "neutral" | "negative", string[]> = {
    positive: [
      "I absolutely loved this movie. The acting was superb and the story moved me.",
      "Not bad at all! Friendly staff, great food, will come back.",
      "It started slow, but the ending was amazing and I would recommend it to everyone.",
      "5 stars. Best hotel we ever stayed in!!",
      "omg this fone is awsome, luv it so much, best buy ever",
    ],
    negative: [
      "The food was cold and the waiter was rude. I will never come back.",
      "Nice design, but it broke after two days and support was terrible.",
      "Not worth the money. Very disappointing.",
      "1/10 would not recommend, total waste of time",
      "The seats were uncomfortable, the sound was awful and we left early.",
    ],
    neutral: [
      "The hotel was okay. Nothing special, average room, average breakfast.",
      "It does what it says. An ordinary product at a standard price.",
      "Some parts were good, some parts were bad. A mixed experience overall.",
      "The event took place on Saturday. There were about two hundred visitors.",
    ],
  };
  for (const [expected, reviews] of Object.entries(cases)) {
    for (const review of reviews) {
      for (
        const request of [
          "What is the sentiment of this review?\n\n",
          "Hello! I would love to know the sentiment of this text, thanks a lot. ",
        ]
      ) {
        assert.ok(asksSentiment(request + review));
        assert.equal(sentimentOf(request + review), expected, review);
      }
    }
  }
});

Deno.test("questions that only mention feelings are not reviews", () => {
  for (
    const text of [
      "When was the Eiffel Tower opened?",
      "What was the mood in Paris in 1889?",
      "What is a positive number?",
    ]
  ) {
    assert.equal(asksSentiment(text), false, text);
  }
});

Deno.test("a corpus stops at its limit and keeps whole documents", () => {
  const corpus = buildCorpus([{ title: "A", text: "One. Two." }, { title: "B", text: "" }, {
    title: "C",
    text: "Three.",
  }]);
  assert.deepEqual(corpus.titles, ["A", "B", "C"]);
  assert.deepEqual(corpus.starts, [0, 2, 2, 3]);
  assert.equal(corpus.sentences[2]!.text, "Three.");
});
