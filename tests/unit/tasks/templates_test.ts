import assert from "node:assert/strict";
import { seededRandom } from "../../../src/base/mod.ts";
import * as lists from "../../../tasks/writing/challenge_templates.data.ts";
import { paraphrase } from "../../../tasks/writing/challenge_templates.ts";
import { drawPersona, PERSONAS } from "../../../tasks/writing/persona.ts";

Deno.test("word lists have the sizes the original has, without repeats", () => {
  assert.ok(lists.GREETINGS.length >= 25 && lists.GREETINGS.includes(""));
  assert.ok(lists.MATH_REQUESTS.length >= 60 && lists.MATH_REQUESTS.includes("Solve"));
  assert.ok(lists.SENTIMENT_REQUESTS.length >= 60);
  assert.equal(lists.TRANSLATION_REQUESTS.length, 20);
  for (
    const list of [lists.GREETINGS, lists.MATH_REQUESTS, lists.SENTIMENT_REQUESTS, lists.TRANSLATION_REQUESTS]
  ) {
    assert.equal(new Set(list).size, list.length);
  }
  for (const request of lists.SENTIMENT_REQUESTS) assert.match(request, /review|text/);
  for (const request of lists.TRANSLATION_REQUESTS) assert.match(request, /\{language\}/);
});

Deno.test("math messages take each of four forms about equally often, whatever the query contains", () => {
  const query = "$1 {x} <end> {{y}} $& 2$";
  const counts = { bare: 0, front: 0, back: 0, both: 0 };
  for (let seed = 0; seed < 2000; seed++) {
    const text = paraphrase("math", query, seededRandom(seed));
    const at = text.indexOf(query);
    assert.ok(at >= 0, text);
    const [before, after] = [at > 0, at + query.length < text.length];
    counts[before ? (after ? "both" : "front") : after ? "back" : "bare"]++;
  }
  for (const [form, count] of Object.entries(counts)) {
    assert.ok(count > 380 && count < 640, `${form}: ${count}`);
  }
});

Deno.test("sentiment messages end with the review and ask before it", () => {
  for (let seed = 0; seed < 200; seed++) {
    const text = paraphrase("sentiment", "The soup was cold.", seededRandom(seed));
    assert.ok(text.endsWith("The soup was cold."));
    assert.ok(lists.SENTIMENT_REQUESTS.some((request) => text.includes(request)), text);
  }
});

Deno.test("personas draw from six profiles, nine moods and eleven tones", () => {
  assert.deepEqual([PERSONAS.profile.length, PERSONAS.mood.length, PERSONAS.tone.length], [6, 9, 11]);
  const seen = { profile: new Set<string>(), mood: new Set<string>(), tone: new Set<string>() };
  for (let seed = 0; seed < 500; seed++) {
    const persona = drawPersona(seededRandom(seed));
    for (const trait of ["profile", "mood", "tone"] as const) seen[trait].add(persona[trait]);
  }
  assert.deepEqual([seen.profile.size, seen.mood.size, seen.tone.size], [6, 9, 11]);
});
