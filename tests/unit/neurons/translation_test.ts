import assert from "node:assert/strict";
import { openTranslation } from "../../../neurons/validator/ask/translate_step.ts";
import { LlmError, type Translator } from "../../../src/llm/mod.ts";
import { taskShares } from "../../../tasks/mod.ts";
import { full } from "../../kit/mod.ts";
import { complaintLogger } from "../../steps/world.ts";

const translator: Translator = {
  pairs: [],
  translate: () => Promise.resolve(""),
  close: () => Promise.resolve(),
};
const { signal } = new AbortController();

Deno.test("the translation model is loaded only when a task with a share needs it", async () => {
  let loaded = 0;
  const open = (names: string[], p?: number[]) =>
    openTranslation(taskShares(names, p), {
      loadTranslator: () => Promise.resolve((loaded++, translator)),
      logger: complaintLogger([]),
    }, signal);
  assert.equal((await open(["qa", "math"])).translator, null);
  assert.equal((await open(["qa", "translation"], [1, 0])).translator, null);
  assert.equal(loaded, 0);
  assert.equal((await open(["qa", "translation"])).translator, translator);
  assert.equal(loaded, 1);
});

Deno.test("without its model translation is not asked, the other tasks are, and it is said once", async () => {
  const complaints: string[] = [];
  const loadTranslator = () =>
    Promise.reject(
      new LlmError("not_found", "the model m is not on this machine", { hint: "sn1 models pull m" }),
    );
  const modules = { loadTranslator, logger: complaintLogger(complaints) };
  const { translator, shares } = await openTranslation(taskShares(["qa", "translation"]), modules, signal);
  assert.equal(translator, null);
  assert.deepEqual(shares.map(({ name }) => name), ["qa"]);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0]!, /translation is not asked: .*m is not on this machine \(sn1 models pull m\)/);
  const alone = await openTranslation(taskShares(["translation"]), modules, signal);
  assert.deepEqual(alone.shares.map(({ name }) => name), ["translation"], "the desk refuses by name");
});

Deno.test("who is told to stop while the model loads stops", async () => {
  const stop = new AbortController();
  const opening = openTranslation(taskShares(["translation"]), {
    loadTranslator: () => Promise.reject((stop.abort(new Error("stopped")), new Error("gone"))),
    logger: complaintLogger([]),
  }, stop.signal);
  await assert.rejects(opening, /stopped/);
});

full(
  "a validator with a translation model of this machine asks for translations and scores them",
  async () => {
    const [{ withWorld }, { tinyModel }, { openTranslator }, base, tasks] = await Promise.all([
      import("../../steps/world.ts"),
      import("../../fixtures/tiny_models.ts"),
      import("../../../src/llm/mod.ts"),
      import("../../../src/base/mod.ts"),
      import("../../../tasks/mod.ts"),
    ]);
    const basics = {
      clock: base.systemClock,
      random: base.seededRandom("translation"),
      logger: base.nullLogger,
      metrics: base.nullMetrics,
    };
    const model = await tinyModel("m2m");
    const sources = await tasks.openSources({ online: false }, {
      ...basics,
      fetch: () => Promise.reject(new Error("offline")),
      userAgent: "sn1-test",
    });
    const echo = async function* ({ prompt }: { prompt: { messages: string[] } }) {
      yield prompt.messages.at(-1)!;
    };
    await withWorld([echo], (world) =>
      world.withValidator({
        profile: "v2.5",
        shares: taskShares(["translation"]),
        sources,
        seed: "translation",
        loadTranslator: () => openTranslator({ folder: model, name: "tiny" }, basics),
        options: { timeoutMs: 10_000 },
      }, async (validator, store) => {
        await validator.forward(signal);
        const { task, miners, terms } = JSON.parse(store.step(1)!.record);
        assert.equal(task.name, "translation");
        assert.match(task.query, /French|Spanish|Portuguese|Ukrainian|English/);
        assert.notEqual(task.reference, "");
        assert.equal(miners[0].statusCode, 200);
        assert.deepEqual(terms.map((term: { model: string; kind: string }) => `${term.model} ${term.kind}`), [
          "rouge reward",
          "rouge penalty",
          "streaming penalty",
        ]);
        assert.equal(terms[1].raw[0] > 0.99, true, "an echo is the challenge, and pays for it");
      }));
  },
  { sanitizeOps: false, sanitizeResources: false },
);
