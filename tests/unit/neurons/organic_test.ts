import assert from "node:assert/strict";
import type { AxonHandler } from "../../../src/axon/mod.ts";
import type { MinerAnswer, Served } from "../../../src/api/mod.ts";
import { nullLogger, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { OrganicScorer } from "../../../neurons/validator/organic/organic_scorer.ts";
import type { StepRecord } from "../../../neurons/validator/score/step_record.ts";
import { FakeEngine } from "../../kit/fake_engine.ts";
import { full, until } from "../../kit/mod.ts";

const REFERENCE = "Flamingos are pink because of what they eat.";
const QUESTION = "Why are flamingos pink?";

/** Runs `body` with a validator of three miners that write down what they are asked. */
async function withValidator(
  setup: { logBodies?: boolean; reference?: string },
  body: (stand: {
    validator: import("../../../neurons/validator/validator.ts").Validator;
    store: import("../../../src/store/mod.ts").Store;
    asked: string[][];
    served: Served;
  }) => Promise<void>,
): Promise<void> {
  const [{ withWorld }, tasks] = await Promise.all([
    import("../../steps/world.ts"),
    import("../../../tasks/mod.ts"),
  ]);
  const asked: string[][] = [[], [], []];
  const miner = (i: number): AxonHandler =>
    async function* ({ prompt }) {
      asked[i]!.push(JSON.stringify(prompt));
      yield prompt.messages.at(-1) === QUESTION ? `${REFERENCE} ` : "4 ";
      yield Array.from({ length: 3 * i }, (_, n) => `zebra${n}`).join(" ");
    };
  const sources = await tasks.openSources({ online: false }, {
    clock: systemClock,
    logger: nullLogger,
    random: seededRandom("organic"),
    fetch: () => Promise.reject(new Error("offline")),
    userAgent: "sn1-test",
  });
  await withWorld([0, 1, 2].map(miner), (world) =>
    world.withValidator({
      profile: "v2.5",
      shares: tasks.taskShares(["math"]),
      sources,
      seed: "organic",
      loadEngine: () => Promise.resolve(new FakeEngine(() => setup.reference ?? REFERENCE)),
      options: { organic: true, organicLogBodies: setup.logBodies, timeoutMs: 10_000 },
    }, async (validator, store) => {
      const { neurons } = validator.view.current;
      const who = (uid: number) => ({ uid, hotkey: neurons[uid]!.hotkey, score: 1 });
      const answer: MinerAnswer = {
        statusCode: 200,
        statusMessage: "Success",
        completion: `${REFERENCE} zebra`,
        chunks: [{ text: REFERENCE, atMs: 5 }, { text: " zebra", atMs: 6 }],
        ttftMs: 5,
        totalMs: 7,
      };
      const served: Served = {
        prompt: {
          roles: ["user", "assistant", "user"],
          messages: ["Hello FLAMINGO", "Hi OSTRICH", QUESTION],
        },
        asked: [{ miner: who(1), answer }, { miner: who(2), answer: null }],
      };
      await body({ validator, store, asked, served });
    }));
}

full(
  "a user's conversation becomes a step: who answered is scored by that answer, who was left is not part of it, others are asked the same",
  () =>
    withValidator({}, async ({ validator, store, asked, served }) => {
      assert.equal(await validator.organic(served, new AbortController().signal), true);
      assert.deepEqual(asked, [[], [], [JSON.stringify(served.prompt)]]);
      const record: StepRecord = JSON.parse(store.step(1)!.record);
      assert.deepEqual([record.organic, record.task.name, record.miners.map(({ uid }) => uid)], [
        true,
        "organic",
        [1, 3],
      ]);
      assert.deepEqual(
        record.miners.map(({ statusCode, ttftMs, totalMs }) => [statusCode, ttftMs !== null, totalMs]),
        [
          [200, true, 7],
          [200, true, record.miners[1]!.totalMs],
        ],
      );
      const [first, third] = record.miners.map(({ reward }) => reward);
      assert.ok(first! > third! && third! > 0, `${first} ${third}`);
      assert.ok(validator.scores[1]! > validator.scores[3]! && validator.scores[3]! > 0);
      assert.equal(validator.scores[2], 0);
    }),
);

full(
  "nothing that was said is in the record unless the operator wants it, and both kinds can be explained",
  async () => {
    const { explainStep } = await import("../../../neurons/validator/score/explain_step.ts");
    for (const logBodies of [false, true]) {
      await withValidator({ logBodies }, async ({ validator, store, served }) => {
        await validator.organic(served, new AbortController().signal);
        const { record } = store.step(1)!;
        const said = ["FLAMINGO", "OSTRICH", "flamingos", "Flamingos", "zebra"].filter((word) =>
          record.includes(word)
        );
        assert.equal(said.length, logBodies ? 5 : 0, said.join());
        // Nor what would tell whether a guess is right.
        assert.equal(/"(?:digest|sha256)"/.test(record), logBodies);
        const { withheld, miners }: StepRecord = JSON.parse(record);
        assert.equal(withheld, logBodies ? undefined : true);
        const explained = await explainStep(record, { embedder: null });
        assert.ok(explained.match, explained.mismatches.join());
        assert.deepEqual(explained.miners.map(({ total }) => total), miners.map(({ reward }) => reward));
        if (logBodies) return;
        const forged = record.replace(`"reward":${miners[0]!.reward}`, '"reward":0.987');
        assert.notEqual(forged, record);
        assert.equal((await explainStep(forged, { embedder: null })).match, false);
      });
    }
  },
);

full("the operator's page shows that a user was served and by whom, and none of the words", async () => {
  const { ValidatorWatch } = await import("../../../neurons/validator/operator/validator_watch.ts");
  await withValidator({}, async ({ validator, store, served }) => {
    await validator.organic(served, new AbortController().signal);
    const watch = new ValidatorWatch();
    const metagraph = validator.view.current;
    watch.step(JSON.parse(store.step(1)!.record), validator.scores, metagraph);
    const { miners, conversations } = watch.view({
      metagraph,
      ownUid: validator.uid,
      scores: validator.scores,
      profile: "v2.5",
      shadow: false,
      block: 1,
      weightsBlock: null,
      weightsWait: 1,
    });
    assert.deepEqual(miners.map(({ uid, answered }) => [uid, answered]), [[1, 1], [2, 0], [3, 1]]);
    const [{ messages, responses }] = conversations as [typeof conversations[number]];
    const shown = [
      ...messages.map(({ content }) => content),
      ...responses.map(({ completion }) => completion),
    ];
    assert.equal(new Set(shown).size, 1);
    assert.match(shown[0]!, /not kept/);
  });
});

full(
  "users' steps are counted apart, so a seed draws the same conversations with and without them",
  async () => {
    const challenges: string[][] = [];
    for (const users of [0, 2]) {
      await withValidator({}, async ({ validator, store, served }) => {
        for (let i = 0; i < users; i++) await validator.organic(served, new AbortController().signal);
        await validator.forward(new AbortController().signal);
        const records = store.stepsAfter(0, 10).map(({ record }) => JSON.parse(record) as StepRecord);
        assert.deepEqual(records.map(({ step }) => step), records.map((_, i) => i + 1));
        challenges.push(
          records.filter(({ organic }) => !organic).map(({ challenge, forward }) =>
            `${forward} ${challenge}`
          ),
        );
      });
    }
    assert.equal(challenges[0]!.length, 1);
    assert.deepEqual(challenges[0], challenges[1]);
  },
);

full(
  "a conversation that cannot be scored costs nothing but itself",
  () =>
    withValidator({ reference: "" }, async ({ validator, store, served }) => {
      await assert.rejects(validator.organic(served, new AbortController().signal), /has no text/);
      await validator.forward(new AbortController().signal);
      assert.deepEqual(store.stepsAfter(0, 10).map(({ task }) => task), ["math"]);
    }),
);

full("scoring users' requests without an engine for references is refused at the start", async () => {
  const { openValidator } = await import("../../../neurons/validator/open_validator.ts");
  const modules = { chain: { uidOf: () => Promise.resolve(0) }, signer: { ss58: "x" }, loadEngine: null };
  const options = { netuid: 1, organic: true };
  await assert.rejects(
    // Nothing else is looked at before this is.
    openValidator(options as never, modules as never, new AbortController().signal),
    (error: { code: string; hint: string }) => error.code === "config" && /--neuron\.engine/.test(error.hint),
  );
});

const someone: Served = { prompt: { roles: ["user"], messages: ["x"] }, asked: [] };

Deno.test("the share of conversations that are scored is the operator's, and one is scored at a time", async () => {
  for (const [rate, low, high] of [[0, 0, 0], [0.25, 180, 320], [1, 1000, 1000]] as const) {
    let steps = 0;
    const scorer = new OrganicScorer(rate, {
      random: seededRandom("rate"),
      logger: nullLogger,
      metrics: { count: () => {}, gauge: () => {}, observe: () => {} },
      step: () => Promise.resolve(++steps > 0),
    });
    for (let i = 0; i < 1000; i++) {
      scorer.onServed(someone);
      await scorer.idle();
    }
    assert.ok(steps >= low && steps <= high, `${steps} at ${rate}`);
  }
});

Deno.test("while one conversation is scored further ones are left out, and stopping ends it", async () => {
  const outcomes: string[] = [];
  let running = 0;
  const scorer = new OrganicScorer(1, {
    random: seededRandom("busy"),
    logger: nullLogger,
    metrics: {
      count: (_, labels) => void outcomes.push(labels!.outcome!),
      gauge: () => {},
      observe: () => {},
    },
    step: (_, signal) => {
      running++;
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  for (let i = 0; i < 3; i++) scorer.onServed(someone);
  await until(() => running === 1, 5_000, "a step began");
  assert.deepEqual(outcomes, ["busy", "busy"]);
  await scorer.close();
  scorer.onServed(someone);
  assert.deepEqual([running, outcomes.length], [1, 2]);
});
