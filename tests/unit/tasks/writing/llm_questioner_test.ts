import assert from "node:assert/strict";
import { seededRandom } from "../../../../src/base/mod.ts";
import { drawPersona, LlmQuestioner, TaskError } from "../../../../tasks/mod.ts";
import { BUNDLED_ARTICLES } from "../../../../tasks/datasets/bundled.data/mod.ts";
import { FakeEngine } from "../../../kit/fake_engine.ts";

const article = BUNDLED_ARTICLES[0]!;
const request = {
  task: "qa",
  context: {
    title: article.title,
    topic: article.topic,
    subtopic: article.title,
    content: article.text,
    internalLinks: [],
    externalLinks: [],
    source: "bundled",
    tags: [],
    extra: {},
  },
  question: "",
  history: [],
  system: "",
  prompt: "Ask",
  random: seededRandom(1),
};
const writes = (text: string) => new LlmQuestioner(new FakeEngine(() => text));

Deno.test("what the model writes leaves without quoting marks and without loops", async () => {
  const text = "<<<Apollo landed.>>> " + "Was Apollo a mission? ".repeat(20);
  const expected = "Apollo landed. " + "Was Apollo a mission? ".repeat(3).trim();
  assert.equal(await writes(text).question(request), expected);
  assert.equal(await writes(text).reference({ ...request, question: "What?" }), expected);
  const challenge = { ...request, question: "Was Apollo a mission?", persona: drawPersona(seededRandom(1)) };
  assert.equal(await writes(text).challenge(challenge), expected);
  await assert.rejects(writes("<<<>>>").question(request), TaskError);
});

Deno.test("a question or message about something else comes from a template", async () => {
  const strange = "Whence bubbling yogurt?";
  const question = await writes(strange).question(request);
  assert.ok(question.includes(article.title), question);
  const persona = drawPersona(seededRandom(1));
  const challenge = await writes(strange).challenge({ ...request, question, persona });
  assert.ok(challenge.includes(article.title), challenge);
  const about = `Tell me about ${article.title}`;
  assert.equal(await writes(about).question(request), about);
  assert.equal(
    await writes(strange).question({ ...request, task: "generic" }),
    strange,
    "a task without a text has no template",
  );
});
