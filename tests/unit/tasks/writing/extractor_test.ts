import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../../src/base/mod.ts";
import { findDate } from "../../../../src/text/mod.ts";
import { rougeScorer } from "../../../../rewards/mod.ts";
import { hideDate } from "../../../../tasks/datasets/dated.ts";
import {
  writeAnswer,
  writeDateQuestion,
  writeQuestion,
  writeSummary,
} from "../../../../tasks/writing/extractor.ts";
import { BUNDLED_ARTICLES } from "../../../../tasks/mod.ts";
import { REVIEW_SENTENCES } from "../../../../tasks/writing/reviews.data.ts";
import { writeReview } from "../../../../tasks/writing/review_writer.ts";
import { contentWords, sentencesOf } from "../../../../tasks/writing/words.ts";

const articles = BUNDLED_ARTICLES.map(({ title, text }) => ({ title, content: text }));

Deno.test("a question names its article, asks in one sentence, and its answer stands in the article", () => {
  for (const article of articles) {
    for (let seed = 0; seed < 10; seed++) {
      const question = writeQuestion(article, [], seededRandom(seed))!;
      assert.ok(question.includes(article.title) && question.endsWith("?"), question);
      assert.ok(question.split(" ").length <= 50, question);
      const answer = writeAnswer(article, question);
      assert.ok(article.content.includes(answer), answer);
      assert.equal(sentencesOf(answer).length, 2);
    }
  }
});

Deno.test("the sentence asked about is the one the reference is made of", () => {
  let asked = 0;
  for (const article of articles) {
    const sentences = sentencesOf(article.content);
    const answers = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const question = writeQuestion(article, [], seededRandom(`${article.title}/${seed}`))!;
      const keys = (text: string) => contentWords(text).map((word) => word.key);
      const terms = keys(question).filter((key) => !keys(article.title).includes(key));
      assert.ok(terms.length >= 2, question);
      // Every term of the question comes from one sentence, which must be in the reference.
      const source = sentences.find((sentence) => terms.every((term) => keys(sentence).includes(term)));
      const answer = writeAnswer(article, question);
      assert.ok(source && answer.includes(source), `${question}\n${answer}`);
      answers.add(answer);
      asked++;
    }
    assert.ok(answers.size >= 3, `${article.title} is always asked about the same sentence`);
  }
  assert.ok(asked > 1000);
});

Deno.test("who owns the article scores higher than who owns another one", () => {
  let better = 0;
  articles.forEach((article, i) => {
    const question = writeQuestion(article, [], seededRandom(i))!;
    const score = rougeScorer(writeAnswer(article, question), { ngram: "rouge-1" });
    const own = score(article.content);
    const other = score(articles[(i + 1) % articles.length]!.content);
    if (own > other) better++;
  });
  assert.equal(better, articles.length);
});

Deno.test("a follow-up asks about another sentence and does not name the subject", () => {
  for (const article of articles) {
    const first = writeQuestion(article, [], seededRandom(1))!;
    const next = writeQuestion(article, [first], seededRandom(2))!;
    assert.ok(!next.includes(article.title), next);
    assert.notEqual(writeAnswer(article, next), writeAnswer(article, first));
  }
});

Deno.test("a conversation ends when every sentence was asked about", () => {
  const context = {
    title: "Test",
    content: "Copper wires conduct electricity well. Granite mountains erode slowly.",
  };
  const asked: string[] = [];
  for (let question = writeQuestion(context, asked, seededRandom(asked.length)); question !== null;) {
    asked.push(question);
    question = writeQuestion(context, asked, seededRandom(asked.length));
  }
  assert.equal(asked.length, 2);
});

Deno.test("a date question keeps the event and never shows the date", () => {
  articles.forEach((article, i) => {
    const context = hideDate(
      {
        ...article,
        topic: "",
        subtopic: "",
        internalLinks: [],
        externalLinks: [],
        source: "",
        tags: [],
        extra: {},
      },
      seededRandom(i),
    )!;
    const question = writeDateQuestion(context, seededRandom(i));
    assert.ok(question.includes(article.title) && question.endsWith("?"));
    assert.ok(!question.includes("<date>") && !question.includes(context.extra.date as string), question);
    assert.ok(!/:/.test(question), question);
    assert.equal(findDate(context.extra.sentence as string)!.date, context.extra.date);
  });
});

Deno.test("a summary is the opening of the text", () => {
  const text = "One is first. Two is second. Three is third. Four is fourth.";
  assert.equal(writeSummary(text), "One is first. Two is second. Three is third.");
});

Deno.test("reviews carry words of their sentiment but never its name", () => {
  for (const subtopic of Object.keys(REVIEW_SENTENCES)) {
    for (const topic of ["short", "long", "twitter", "terribly written", "hilarious", "amazon"]) {
      const review = writeReview({ title: "movie", topic, subtopic }, seededRandom(topic));
      assert.ok(review.length > 10 && !/positive|neutral|negative|\{/i.test(review), review);
    }
  }
  assert.throws(() => writeReview({ title: "movie", topic: "short", subtopic: "angry" }, seededRandom(1)));
});

Deno.test("no text makes the extractor throw", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.lorem({ maxCount: 30, mode: "sentences" }));
  fc.assert(
    fc.property(text, text, text, (title, content, question) => {
      const written = writeQuestion({ title, content }, [question], seededRandom(1));
      assert.ok(written === null || written.length > 0);
      assert.equal(typeof writeAnswer({ title, content }, question), "string");
      assert.equal(typeof writeDateQuestion({ title, content }, seededRandom(1)), "string");
    }),
    { numRuns: 200 },
  );
});
