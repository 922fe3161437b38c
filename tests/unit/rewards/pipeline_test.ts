import assert from "node:assert/strict";
import {
  clipText,
  countSharers,
  createPipeline,
  MAX_SCORED_BYTES,
  type Profile,
  PROFILES,
  resolveTerms,
  RewardError,
  scoredText,
  updateScores,
} from "../../../rewards/mod.ts";
import { TASK_DEFINITIONS } from "../../kit/task_definitions.ts";
import { ManualClock } from "../../kit/mod.ts";

const task = (name: string) => TASK_DEFINITIONS.find((definition) => definition.name === name)!;
const noModel = { embedder: null };
const respond = (...texts: string[]) => texts.map((completion) => ({ completion, tokensPerChunk: [5] }));

function pipelineOf(profile: Profile, allowMissing = true) {
  return createPipeline({ modules: noModel, profile, definitions: TASK_DEFINITIONS, allowMissing });
}

function totals(profile: Profile, name: string, reference: string, ...texts: string[]): Promise<number[]> {
  const input = { challenge: "?", reference, responses: respond(...texts), extra: {} };
  return pipelineOf(profile).score(task(name), input).then((result) => result.totals);
}

Deno.test("profiles hold the numbers of the populations they name", () => {
  const row = (p: Profile) => {
    const { versionKey, timeoutS, sampleSize, maxTurns, keepNewlines, sharedInstances, roleCleaner } =
      PROFILES[p];
    return [versionKey, timeoutS, sampleSize, maxTurns, keepNewlines, sharedInstances, roleCleaner];
  };
  assert.deepEqual(row("v2.3"), [20300, 10, 50, 3, false, true, "legacy"]);
  assert.deepEqual(row("v2.5"), [20501, 15, 100, 2, true, true, "legacy"]);
  assert.deepEqual(row("hardened"), [20501, 15, 100, 2, true, false, "corrected"]);
});

Deno.test("v2.3 and v2.5 share the first rouge definition, hardened keeps each; the streaming penalty came later", () => {
  const rouges = (p: Profile) =>
    resolveTerms(task("summarization"), PROFILES[p], TASK_DEFINITIONS)
      .filter((term) => term.model === "rouge").map((term) => term.params.ngram);
  assert.deepEqual(rouges("v2.3"), ["rouge-1", "rouge-1"]);
  assert.deepEqual(rouges("v2.5"), ["rouge-1", "rouge-1"]);
  assert.deepEqual(rouges("hardened"), ["rouge-l", "rouge-1"]);
  const models = (p: Profile) => resolveTerms(task("math"), PROFILES[p]).map((t) => `${t.kind} ${t.model}`);
  assert.deepEqual(models("v2.3"), ["reward float_diff"]);
  assert.deepEqual(models("v2.5"), ["reward float_diff", "penalty streaming"]);
  const dateFirst = [task("date_qa"), task("qa")];
  assert.equal(resolveTerms(task("qa"), PROFILES["v2.3"], dateFirst)[0]!.params.ngram, undefined);
});

Deno.test("v2.3 keeps the year formula that pays nobody, v2.5 pays the right year", async () => {
  const [old] = await totals("v2.3", "date_qa", "1969", "1969");
  const [now] = await totals("v2.5", "date_qa", "1969", "1969");
  assert.ok(old! < 0.31 && now! > 0.99, `${old} ${now}`);
});

Deno.test("v2.3 drops newlines before it compares", async () => {
  const [old, now] = [
    await totals("v2.3", "translation", "le chat", "le\nchat"),
    await totals("v2.5", "translation", "le chat", "le\nchat"),
  ];
  assert.equal(old[0], 0);
  assert.ok(now[0]! > 0.99);
  assert.equal(scoredText("a\nb\r\n", PROFILES["v2.3"]), "ab\r");
});

Deno.test("hardened pays near misses steeply, wrong sentiments and several dates nothing", async () => {
  const tenth = (values: number[]) => values.map((value) => Math.round(value * 1000) / 1000);
  assert.deepEqual(
    tenth(await totals("hardened", "math", "100", "100", "100.5", "102.75", "105", "99.6", "nan")),
    [1, 1, 0.5, 0, 1, 0],
  );
  assert.deepEqual(await totals("hardened", "sentiment", "positive", "positive", "neutral"), [1, 0]);
  assert.deepEqual(await totals("v2.5", "sentiment", "positive", "positive", "neutral"), [1, 0.5]);
  const [one, same, two] = await totals(
    "hardened",
    "date_qa",
    "It was on July 20, 1969.",
    "July 20, 1969",
    "On 20 July 1969, in numbers 7/20/1969, late in 1969",
    "July 20, 1969 or July 21, 1969",
  );
  assert.ok(one! > 0.7 && same! > 0.7 && two! < 0.3, `${one} ${same} ${two}`);
});

Deno.test("a chunk that is too large costs 5 % in v2.5 and nothing in v2.3", async () => {
  const input = {
    challenge: "?",
    reference: "4",
    extra: {},
    responses: [{ completion: "4", tokensPerChunk: [201] }, { completion: "4", tokensPerChunk: [200] }],
  };
  const score = async (p: Profile) => (await pipelineOf(p).score(task("math"), input)).totals;
  assert.deepEqual((await score("v2.5")).map((t) => Math.round(t * 1000) / 1000), [0.95, 1]);
  assert.deepEqual(await score("v2.3"), [1, 1]);
});

Deno.test("v2.3 and v2.5 compare with the first date of the reference, hardened with the hidden one", async () => {
  const raw = async (profile: Profile, reference: string, ...texts: string[]) => {
    const input = {
      challenge: "?",
      reference,
      responses: respond(...texts),
      extra: { date: "October 24, 1948" },
    };
    return (await pipelineOf(profile).score(task("date_qa"), input)).terms[0]!.raw;
  };
  const reference = "The treaty of 1948 was signed on October 24, 1948.";
  assert.deepEqual(await raw("v2.5", reference, "1948", "October 24, 1948"), [1, 1]);
  assert.deepEqual(await raw("hardened", reference, "1948", "October 24, 1948"), [0, 1]);
  // The year formula of v2.3 pays nobody, which shows that the year is what counted.
  assert.deepEqual(await raw("v2.3", reference, "1948", "October 24, 1948"), [0, 0]);
  const other = "Planned on July 4, 1940, signed on October 24, 1948.";
  for (const profile of ["v2.3", "v2.5"] as const) {
    assert.deepEqual(await raw(profile, other, "July 4, 1940", "October 24, 1948"), [1, 0], profile);
    assert.deepEqual(await raw(profile, "no date", "July 4, 1940", "October 24, 1948"), [0, 1], profile);
  }
  assert.deepEqual(await raw("hardened", other, "July 4, 1940", "October 24, 1948"), [0, 1]);
});

Deno.test("a model that is not here stops a live validator and is recorded as missing in the demo", async () => {
  assert.throws(
    () => pipelineOf("v2.5", false),
    (error: unknown) => error instanceof RewardError && error.code === "missing_model",
  );
  const pipeline = pipelineOf("v2.5");
  assert.deepEqual(pipeline.missing, ["relevance"]);
  const input = { challenge: "?", reference: "a b", responses: respond("a b"), extra: {} };
  const { terms, totals: [total] } = await pipeline.score(task("qa"), input);
  assert.deepEqual(terms.map((t) => [t.model, t.missing ?? false]), [
    ["rouge", false],
    ["relevance", true],
    ["rouge", false],
    ["streaming", false],
  ]);
  assert.ok(Math.abs(total! - 0.5) < 1e-6, "weights were renormalised");
});

Deno.test("an empty reference scores nobody", async () => {
  for (const reference of ["", " \n"]) {
    await assert.rejects(
      pipelineOf("v2.5").score(task("qa"), { challenge: "?", reference, responses: respond("x"), extra: {} }),
      (error: unknown) => error instanceof RewardError && error.code === "empty_reference",
    );
  }
});

Deno.test("an aborted step ends with the reason of its signal", async () => {
  const stop = AbortSignal.abort(new Error("too late"));
  const input = { challenge: "?", reference: "x", responses: respond("x"), extra: {} };
  await assert.rejects(
    pipelineOf("v2.5").score(task("math"), { ...input, reference: "4" }, stop),
    /too late/,
  );
});

Deno.test("long scoring gives way to other work and still scores everybody", async () => {
  class SlowClock extends ManualClock {
    pauses = 0;
    #now = 0;
    override monotonic(): number {
      return this.#now += 5;
    }
    override sleep(): Promise<void> {
      this.pauses++;
      return Promise.resolve();
    }
  }
  const clock = new SlowClock();
  const modules = { embedder: null, clock };
  const pipeline = createPipeline({ modules, profile: "v2.5", definitions: [task("math")] });
  const texts = Array.from({ length: 50 }, (_, i) => `${i}`);
  const input = { challenge: "?", reference: "7", responses: respond(...texts), extra: {} };
  const { totals: scores, best } = await pipeline.score(task("math"), input);
  assert.equal(scores.length, 50);
  assert.equal(best, 7);
  assert.ok(clock.pauses > 5, `${clock.pauses}`);
});

Deno.test("what is scored is what fits the record, and never half a character", () => {
  const long = "é".repeat(MAX_SCORED_BYTES);
  assert.equal(new TextEncoder().encode(clipText(long)).length, MAX_SCORED_BYTES);
  assert.equal(clipText("ab\ud800"), "ab\ufffd");
  assert.ok(clipText("😀".repeat(20_000)).isWellFormed());
  assert.equal(clipText(clipText(long)), clipText(long));
  assert.equal(clipText("x".repeat(MAX_SCORED_BYTES + 5)).length, MAX_SCORED_BYTES);
});

const story = (n: number, change = "") =>
  Array.from({ length: 60 }, (_, i) => `word${n}x${i}`).join(" ") + change;

Deno.test("near-duplicates share one reward, short exact answers do not", async () => {
  const answers = [story(1), story(1, " end"), story(2), "42", "42", story(1).toUpperCase()];
  assert.deepEqual(await countSharers(answers), [3, 3, 1, 1, 1, 3]);
  const input = { challenge: "?", reference: story(1), responses: respond(...answers), extra: {} };
  const plain = (await pipelineOf("v2.5").score(task("translation"), input)).totals;
  const shared = await pipelineOf("hardened").score(task("translation"), input);
  assert.ok(Math.abs(shared.totals[0]! - plain[0]! / 3) < 1e-6);
  assert.deepEqual(shared.sharers, [3, 3, 1, 1, 1, 3]);
});

Deno.test("similarity goes from one to the next, and a different tenth sets an answer apart", async () => {
  const words = Array.from({ length: 200 }, (_, i) => `w${i}`);
  const variant = (from: number, count: number) =>
    words.map((word, i) => (i >= from && i < from + count ? `${word}changed` : word)).join(" ");
  assert.deepEqual(await countSharers([words.join(" "), variant(0, 3)]), [2, 2]);
  assert.deepEqual(await countSharers([words.join(" "), variant(0, 40)]), [1, 1]);
  assert.deepEqual(await countSharers([]), []);
});

Deno.test("a thousand near-equal answers are grouped in bounded time", async () => {
  const base = Array.from({ length: 400 }, (_, i) => `w${i}`);
  const answers = Array.from(
    { length: 1000 },
    (_, n) => base.map((word, i) => (i === n % 400 ? `${word}!` : word)).join(" "),
  );
  assert.ok((await countSharers(answers)).every((size) => size === 1000));
});

Deno.test("a uid without a score is an error, a reward that is no number is 0", () => {
  const scores = Float32Array.of(0.5, 0.5);
  assert.throws(() => updateScores(scores, [2], [1]), RangeError);
  const next = updateScores(scores, [0, 1], [NaN, Infinity]);
  assert.ok(Math.abs(next[0]! - 0.449) < 1e-6 && next[0] === next[1]);
  assert.deepEqual([...scores], [0.5, 0.5]);
});
