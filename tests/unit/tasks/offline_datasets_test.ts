import assert from "node:assert/strict";
import { seededRandom } from "../../../src/base/mod.ts";
import { findDate } from "../../../src/text/mod.ts";
import { BUNDLED_ARTICLES, type Context, DatasetError, nextContext } from "../../../tasks/mod.ts";
import { bundledDataset } from "../../../tasks/datasets/bundled.ts";
import { datedDataset, hideDate } from "../../../tasks/datasets/dated.ts";
import {
  GENERIC_INSTRUCTION,
  genericInstructionDataset,
} from "../../../tasks/datasets/generic_instruction.ts";
import { localDataset } from "../../../tasks/datasets/local.ts";
import { mathDataset } from "../../../tasks/datasets/math_dataset.ts";
import { REVIEW, reviewDataset } from "../../../tasks/datasets/review.ts";
import { templateSize } from "../../../tasks/datasets/template.ts";
import { datasetSuite } from "../../kit/dataset_suite.ts";
import { ManualClock } from "../../kit/mod.ts";

const FULL_DATE =
  /\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}\b/g;

function assertDated(context: Context): void {
  const { date, sentence } = context.extra as { date: string; sentence: string };
  assert.equal(findDate(sentence)?.date, date, "the reference must lead to the hidden date");
  assert.ok(context.content.includes("<date>") && !context.content.includes(date), context.content);
  assert.equal(context.content.replaceAll("<date>", date), sentence);
}

const documents = [
  BUNDLED_ARTICLES.slice(0, 3).map((article) => ({ ...article })),
  BUNDLED_ARTICLES.slice(3, 5).map((article) => ({ ...article })),
];

datasetSuite("bundled", bundledDataset, { minWords: 100 });
datasetSuite("bundled_date", () => datedDataset("bundled_date", bundledDataset()), { each: assertDated });
datasetSuite("local", () => localDataset({ documents }), { minWords: 50 });
datasetSuite("local_date", () => datedDataset("local_date", localDataset({ documents })), {
  each: assertDated,
});
datasetSuite("review", reviewDataset);
datasetSuite("generic_instruction", genericInstructionDataset);
datasetSuite("math", () => mathDataset(), {
  draws: 200,
  each: (context) => assert.ok(Number.isFinite(Number(context.extra.solution))),
});

Deno.test("there are at least forty bundled articles of 120 to 250 words with several full dates each", () => {
  assert.ok(BUNDLED_ARTICLES.length >= 40);
  assert.equal(new Set(BUNDLED_ARTICLES.map((a) => a.title)).size, BUNDLED_ARTICLES.length);
  for (const { title, text } of BUNDLED_ARTICLES) {
    const words = text.split(/\s+/).length;
    assert.ok(words >= 120 && words <= 250, `${title} has ${words} words`);
    const dates = text.match(FULL_DATE) ?? [];
    assert.ok(new Set(dates).size >= 3, `${title} has ${dates.length} dates`);
    assert.ok(dates.every((date) => !Number.isNaN(Date.parse(date))), title);
  }
});

Deno.test("template datasets have as many combinations as the original", () => {
  assert.equal(templateSize(REVIEW), 189);
  assert.equal(templateSize(GENERIC_INSTRUCTION), 4608);
});

Deno.test("a date is hidden in a copy, day dates are preferred, and texts without any give nothing", () => {
  const context = {
    ...structuredClone(BASE),
    content: "It began in 1900 for the first time. It ended on May 4, 1910, for good at last.",
  };
  const before = structuredClone(context);
  for (let seed = 0; seed < 20; seed++) {
    assert.equal(hideDate(context, seededRandom(seed))?.extra.date, "May 4, 1910");
  }
  assert.deepEqual(context, before);
  const year = hideDate({ ...context, content: "It began in 1900 for the first time." }, seededRandom(1));
  assert.equal(year?.extra.date, "1900");
  assert.equal(hideDate({ ...context, content: "No number is in this text at all." }, seededRandom(1)), null);
});

Deno.test("a dataset that finds nothing is tried nine times, then given up", async () => {
  let tries = 0;
  const empty = { name: "empty", offline: true, next: () => Promise.resolve((tries++, null)) };
  await assert.rejects(
    nextContext(empty, seededRandom(1), new ManualClock()),
    (error: unknown) => error instanceof DatasetError && error.code === "exhausted",
  );
  assert.equal(tries, 9);
});

Deno.test("a context says how many tries it took and where it came from", async () => {
  let tries = 0;
  const late = {
    name: "late",
    offline: true,
    next: () => Promise.resolve(++tries < 4 ? null : { ...structuredClone(BASE), source: "other" }),
  };
  const context = await nextContext(late, seededRandom(1), new ManualClock());
  assert.deepEqual([context.source, context.stats], ["late", { fetchTimeS: 0, tries: 4 }]);
});

const BASE: Context = {
  title: "T",
  topic: "t",
  subtopic: "s",
  content: "c",
  internalLinks: [],
  externalLinks: [],
  source: "x",
  tags: [],
  extra: {},
};
