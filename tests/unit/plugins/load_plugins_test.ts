import assert from "node:assert/strict";
import { full, withTempDir } from "../../kit/mod.ts";

const TASK = `{ name: "NAME", datasets: ["NAME_words"], rewards: [{ name: "NAME_letters", weight: 1 }],
  build: (context) => Promise.resolve({ query: context.content, reference: context.content, referencePrompt: null }) }`;

/** A whole plugin whose names start with `name`. */
function source(name: string, more = ""): string {
  return `export default {
  name: "${name}",
  tasks: [${TASK.replaceAll("NAME", name)}],
  rewards: { ${name}_letters: () => (text, { reference }) => text === reference ? 1 : 0 },
  datasets: [{ name: "${name}_words", next: (random) => ({ title: "w", content: "word " + random.next() }) }],
  engines: { ${name}: () => (request) => request.messages.at(-1).content },
  policies: [{ refuseReason: (hotkey) => hotkey === "bad" ? "no" : null }],
  ${more}
};`;
}

full(
  "a plugin's task is drawn from its dataset, answered by its engine and scored by its reward",
  () =>
    withTempDir(async (folder) => {
      const { loadPlugins } = await import("../../../src/plugins/mod.ts");
      const { createEngine } = await import("../../../src/llm/mod.ts");
      const { nullLogger, nullMetrics, seededRandom, systemClock } = await import("../../../src/base/mod.ts");
      const { createTask, ExtractiveQuestioner, findTask, openSources } = await import(
        "../../../tasks/mod.ts"
      );
      const { createPipeline } = await import("../../../rewards/mod.ts");
      const { minerPolicy } = await import("../../../neurons/miner/policy.ts");
      await Deno.writeTextFile(`${folder}/own.ts`, source("own"));
      const [plugin] = await loadPlugins([`${folder}/own.ts`]);
      assert.deepEqual(await loadPlugins([`${folder}/own.ts`]), [plugin], "a second neuron of one process");

      const random = seededRandom("x");
      const basics = { clock: systemClock, logger: nullLogger, random };
      const offline = () => Promise.reject(new Error("no network"));
      const sources = await openSources({ online: false }, { ...basics, fetch: offline, userAgent: "test" });
      const modules = { questioner: new ExtractiveQuestioner(), translator: null, clock: systemClock };
      const context = await sources.contextFor("own", random);
      assert.equal(context.source, "own_words");
      const task = await createTask("own", context, modules, random, { rules: { roleCleaner: "legacy" } });
      const engine = await createEngine({ engine: "own" }, {
        ...basics,
        metrics: nullMetrics,
        env: () => undefined,
      });
      assert.equal(engine.info.kind, "plugin");
      let answer = "";
      const messages = [{ role: "user" as const, content: task.query }];
      for await (const piece of engine.generate({ messages })) answer += piece;
      const pipeline = createPipeline({
        modules: { embedder: null },
        profile: "v2.3",
        definitions: [findTask("own")],
      });
      const responses = [answer, "wrong"].map((completion) => ({ completion, tokensPerChunk: [] }));
      const { totals } = await pipeline.score(findTask("own"), {
        challenge: task.query,
        reference: task.reference,
        responses,
        extra: {},
      });
      assert.deepEqual(totals, [1, 0]);

      const options = { forceValidatorPermit: false, allowNonRegistered: true, minStake: 0 };
      const failing = { refuseReason: () => assert.fail("broken") };
      assert.equal(
        minerPolicy({ ...options, further: plugin!.policies }, () => undefined).refuseReason("bad"),
        "no",
      );
      assert.equal(
        minerPolicy({ ...options, further: plugin!.policies }, () => undefined).refuseReason("ok"),
        null,
      );
      assert.notEqual(
        minerPolicy({ ...options, further: [failing] }, () => undefined).refuseReason("ok"),
        null,
      );
    }),
);

full(
  "a plugin with a wrong shape is refused with its file, its export and the place in it",
  () =>
    withTempDir(async (folder) => {
      const { loadPlugins, PluginError } = await import("../../../src/plugins/mod.ts");
      const shapes: [string, string, RegExp][] = [
        ["export const plugin = {};", "shape", /no default export, only plugin/],
        ["export default 3;", "shape", /default export: .*expected object/i],
        ["export default {};", "shape", /default export: name/],
        ['export default { name: "a b" };', "shape", /name is not a name/],
        ['export default { name: "a", task: [] };', "shape", /task/],
        ['export default { name: "a", tasks: [{ name: "t" }] };', "shape", /tasks\[0\]\.datasets/],
        [source("bada", "tasks: [{ ...{}, name: 3 }],"), "shape", /tasks\[0\]\.name/],
        ['export default { name: "a", rewards: { r: 1 } };', "shape", /rewards\.r is not a function/],
        [
          'export default { name: "a", datasets: [{ name: "d" }] };',
          "shape",
          /datasets\[0\]\.next is not a function/,
        ],
        ['export default { name: "a", engines: { "My-1": () => {} } };', "shape", /engines\.My-1/],
        ['export default { name: "a", policies: [{}] };', "shape", /policies\[0\]\.refuseReason/],
        ['throw new Error("at start");', "load", /cannot be run: at start/],
        ["export default {", "load", /cannot be run/],
        ['export default { name: "a", engines: { echo: () => "" } };', "name", /engine named "echo" exists/],
        [
          'export default { name: "a", rewards: { rouge: () => 1 } };',
          "name",
          /reward model named "rouge" exists/,
        ],
        [
          'export default { name: "a", datasets: [{ name: "wiki", next() {} }] };',
          "name",
          /dataset named "wiki"/,
        ],
        [
          'export default { name: "a", datasets: [{ name: "d9", forTasks: ["nope"], next() {} }] };',
          "name",
          /no task is named "nope"/,
        ],
      ];
      for (const [i, [text, code, message]] of shapes.entries()) {
        const file = `${folder}/bad_${i}.ts`;
        await Deno.writeTextFile(file, text);
        await assert.rejects(loadPlugins([file]), (error) => {
          assert.ok(error instanceof PluginError, String(error));
          assert.equal(error.code, code, error.message);
          assert.ok(error.message.includes(`bad_${i}.ts`), error.message);
          assert.match(error.message, message);
          return true;
        });
      }
      for (
        const path of ["https://example.com/x.ts", "data:text/javascript,x.js", `${folder}/none.ts`, "x.json"]
      ) {
        await assert.rejects(loadPlugins([path]), PluginError, path);
      }
      await assert.rejects(loadPlugins(Array(33).fill(`${folder}/bad_0.ts`)), PluginError);
    }),
);

full("what a plugin's dataset gives is checked when it is drawn", () =>
  withTempDir(async (folder) => {
    const { loadPlugins } = await import("../../../src/plugins/mod.ts");
    const { seededRandom } = await import("../../../src/base/mod.ts");
    const { findTask } = await import("../../../tasks/mod.ts");
    const { DATASETS } = await import("../../../tasks/datasets/dataset_registry.ts");
    await Deno.writeTextFile(
      `${folder}/gives.ts`,
      `let i = 0;
       const given = [null, 3, {}, { title: "t", content: "" }, { title: "t", content: "c", tags: [1] }];
       export default { name: "gives", datasets: [{ name: "gives", forTasks: ["qa"], next: () => given[i++] }] };`,
    );
    await loadPlugins([`${folder}/gives.ts`]);
    assert.ok(findTask("qa").datasets.optional?.includes("gives"));
    // deno-lint-ignore no-explicit-any
    const dataset = DATASETS.gives!({} as any)!;
    assert.equal(await dataset.next(seededRandom(1)), null);
    for (let i = 0; i < 4; i++) {
      await assert.rejects(dataset.next(seededRandom(1)), /dataset gives of plugin gives: context/);
    }
  }));
