import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import { Market, STAKES } from "../../../neurons/simulate/market.ts";
import { confidence95, convergence, summarize } from "../../../neurons/simulate/statistics.ts";
import { STRATEGIES } from "../../../neurons/simulate/strategies.ts";
import { trueQuality } from "../../../neurons/simulate/true_quality.ts";
import { wordEmbedder } from "../../../neurons/shared/word_embedder.ts";
import type { Task } from "../../../tasks/mod.ts";

const CONTENT = "The bridge of Arnsgrund was opened by the miller Jonas Weide. " +
  "Its seven arches carry the northern road across the river Kelm. Nobody pays there.";

function task(name: string, extra: Record<string, unknown> = {}, subtopic = ""): Task {
  return { name, context: { title: "Arnsgrund", content: CONTENT, subtopic, extra } } as unknown as Task;
}

Deno.test("true quality pays facts of the asked sentence that the question did not say, in their order", () => {
  const ask = "What is known about the arches and the northern road of Arnsgrund?";
  const quality = (answer: string) => trueQuality(task("qa"), ask, answer);
  assert.equal(quality("Its seven arches carry the northern road across the river Kelm."), 1);
  assert.equal(quality("I believe that seven arches carry it across the river Kelm, yes."), 1);
  assert.equal(quality(ask), 0, "what the question said is no news");
  assert.ok(quality("Kelm river across carry seven") < 0.5, "a bag of words tells little");
  assert.equal(quality("Nobody pays there."), 0);
  assert.equal(quality(""), 0);
});

Deno.test("true quality wants one right date, one right number, one right label", () => {
  const date = (answer: string) => trueQuality(task("date_qa", { date: "July 16, 1969" }), "", answer);
  assert.equal(date("It was on 16 July 1969."), 1);
  assert.equal(date("July 16, 1969 or July 17, 1969"), 0.5);
  assert.equal(date("In 1969."), 0);
  const number = (answer: string) => trueQuality(task("math", { solution: "1250.0" }), "", answer);
  assert.deepEqual(["The answer is 1,250", "1250.2", "1300", "nan", ""].map(number), [1, 1, 0, 0, 0]);
  const label = (answer: string) => trueQuality(task("sentiment", {}, "neutral"), "", answer);
  assert.deepEqual(["neutral", "positive or neutral", "negative"].map(label), [1, 0, 0]);
});

Deno.test("summaries are judged by the opening sentences", () => {
  const quality = (answer: string) => trueQuality(task("summarization"), "", answer);
  assert.equal(quality(CONTENT), 1);
  assert.ok(
    Math.abs(quality("The bridge of Arnsgrund was opened by the miller Jonas Weide.") - 1 / 3) < 1e-9,
  );
});

Deno.test("the market pays by the clipped opinion of the majority of stake", () => {
  const market = new Market(3);
  const uid = (i: number) => STAKES.length + i;
  const earn = (validator: number, rewards: number[]) =>
    market.score(
      validator,
      rewards.map((reward, i) => ({ uid: uid(i), hotkey: `hotkey-${uid(i)}`, reward })),
    );
  assert.deepEqual(market.epoch(), [1 / 3, 1 / 3, 1 / 3], "nobody is known yet, so all are alike");
  for (let i = 0; i < 50; i++) {
    earn(0, [0.9, 0.3, 0]);
    earn(1, [0.9, 0.3, 0]);
    // A minority that pays its friend changes nothing.
    earn(2, [0, 0, 1]);
  }
  const shares = market.epoch();
  assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-9);
  assert.equal(shares[2], 0);
  assert.ok(shares[0]! > 2.9 * shares[1]! && shares[0]! < 3.1 * shares[1]!, String(shares));
});

Deno.test("a confidence interval shrinks with agreement, and convergence is the last step that was far", () => {
  assert.equal(confidence95([0.4]), 0);
  assert.equal(confidence95([0.5, 0.5, 0.5]), 0);
  // Mean 2, standard deviation 1, n = 3: 4.3 / √3.
  assert.ok(Math.abs(confidence95([1, 2, 3]) - 2.4826) < 1e-3);
  const names = ["a", "b"];
  const still = Array.from({ length: 20 }, () => [0.7, 0.3]);
  assert.equal(convergence({ names, history: still }), 0);
  assert.equal(convergence({ names, history: [[0, 1], [0.2, 0.8], ...still] }), 2);
  assert.equal(convergence({ names, history: still.map((_, i) => i % 2 ? [1, 0] : [0, 1]) }), null);
  const seed = { names, share: [0.7, 0.3], quality: [0.9, 0.1], history: still };
  const { strategies, kendallTau } = summarize("v2.5", [seed, seed]);
  assert.equal(kendallTau, 1);
  assert.deepEqual(strategies[0], {
    name: "a",
    miners: 1,
    share: 0.7,
    ci95: [0.7, 0.7],
    evenShare: 0.5,
    quality: 0.9,
    curve: Array(20).fill(0.7),
  });
});

Deno.test("the embedder that stands in likens texts by their words", async () => {
  const [a, b, c, empty] = await wordEmbedder().embed(["river bridge", "Bridge, river!", "seven cats", ""]);
  assert.deepEqual(a, b);
  assert.equal(a!.reduce((sum, value, i) => sum + value * c![i]!, 0), 0);
  assert.ok(empty!.every((value) => value === 0));
});

full(
  "equal seeds repeat, honest skill is paid, and hardened stops paying one answer four times",
  async () => {
    const { nullLogger, nullMetrics, seededRandom, systemClock } = await import("../../../src/base/mod.ts");
    const { loadDocuments, openSources, taskShares } = await import("../../../tasks/mod.ts");
    const { simulate } = await import("../../../neurons/simulate/simulate.ts");
    const basics = {
      clock: systemClock,
      random: seededRandom("s"),
      logger: nullLogger,
      metrics: nullMetrics,
    };
    const sources = await openSources({ online: false }, { ...basics, fetch, userAgent: "test" });
    const documents = await loadDocuments();
    let rounds = 0;
    const run = (profile: "v2.3" | "v2.5" | "hardened") =>
      simulate({
        profile,
        seeds: 2,
        steps: 25,
        seed: "one",
        shares: taskShares(["qa", "date_qa", "math", "sentiment"]),
        strategies: STRATEGIES,
      }, {
        ...basics,
        sources,
        documents,
        env: () => undefined,
        onProgress: () => rounds++,
      }, new AbortController().signal);
    const first = await run("v2.5");
    assert.equal(rounds, 50);
    assert.deepEqual(await run("v2.5"), first);
    const share = (result: typeof first, name: string) => {
      const found = result.strategies.find((strategy) => strategy.name === name)!;
      return found.share / found.miners;
    };
    const order = ["honest-strong", "honest-middling", "honest-weak", "nan"].map((name) =>
      share(first, name)
    );
    assert.deepEqual(order, order.toSorted((a, b) => b - a));
    for (const profile of ["v2.3", "hardened"] as const) {
      const result = await run(profile);
      assert.ok(share(result, "nan") < 1e-3 && share(result, "expression-bomb") < 1e-3);
      assert.ok(Math.abs(result.strategies.reduce((sum, s) => sum + s.share, 0) - 1) < 1e-3);
      if (profile === "hardened") {
        const gain = (name: string) => share(result, name) / share(first, name);
        assert.ok(gain("shared-answers") < 0.9 * gain("honest-strong"), `${gain("shared-answers")}`);
      }
    }
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await assert.rejects(simulate({
      profile: "v2.5",
      seeds: 1,
      steps: 1,
      seed: "x",
      shares: taskShares(["math"]),
      strategies: STRATEGIES,
    }, {
      ...basics,
      sources,
      documents,
      env: () => undefined,
    }, stop.signal));
  },
);
