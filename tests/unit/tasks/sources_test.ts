import assert from "node:assert/strict";
import { nullLogger, seededRandom } from "../../../src/base/mod.ts";
import {
  checkRegistry,
  type Context,
  type Dataset,
  DatasetError,
  DEFAULT_TASKS,
  ExtractiveQuestioner,
  findTask,
  MODEL_FREE_TASKS,
  openSources,
  Sources,
  TaskError,
  TASKS,
  taskShares,
  whyUnavailable,
} from "../../../tasks/mod.ts";
import { DATASETS } from "../../../tasks/datasets/dataset_registry.ts";
import { InstantClock } from "../../kit/instant_clock.ts";
import { recordedFetch } from "../../kit/recorded_fetch.ts";

const context: Context = {
  title: "t",
  topic: "t",
  subtopic: "s",
  content: "c",
  internalLinks: [],
  externalLinks: [],
  source: "x",
  tags: [],
  extra: {},
};

/** A dataset that does what it is told and counts how often it was asked. */
function fake(name: string, offline: boolean, next: () => Context | null | Error) {
  const dataset = {
    name,
    offline,
    asked: 0,
    next(): Promise<Context | null> {
      dataset.asked++;
      const result = next();
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
    },
  };
  return dataset;
}

function sourcesOf(datasets: Dataset[], prefer: "online" | "offline" | "local", optional?: string[]) {
  const clock = new InstantClock();
  return {
    clock,
    sources: new Sources({ datasets, prefer, optional }, {
      clock,
      logger: nullLogger,
      random: seededRandom(1),
    }),
  };
}

const down = (retryAfterS = 0) => new DatasetError("unavailable", "down", { data: { retryAfterS } });

Deno.test("a source that is down rests longer each time while an offline one stands in", async () => {
  let up = false;
  const wiki = fake("wiki", false, () => (up ? context : down()));
  const bundled = fake("bundled", true, () => context);
  const { sources, clock } = sourcesOf([wiki, bundled], "online");
  for (let i = 0; i < 50; i++) {
    assert.equal((await sources.contextFor("qa", seededRandom(i))).source, "bundled");
  }
  assert.equal(wiki.asked, 1, "it was asked again while it rested");
  assert.deepEqual(sources.resting(), ["wiki"]);
  await clock.advance(5_000);
  await sources.contextFor("qa", seededRandom(1));
  assert.equal(wiki.asked, 2);
  for (let i = 0; i < 20; i++) {
    await clock.advance(600_000);
    await sources.contextFor("qa", seededRandom(i));
  }
  assert.equal(wiki.asked, 22, "after the longest rest it is asked again");
  up = true;
  await clock.advance(600_000);
  assert.equal((await sources.contextFor("qa", seededRandom(1))).source, "wiki");
  assert.deepEqual(sources.resting(), []);
});

Deno.test("a source's own wish to rest is kept", async () => {
  const wiki = fake("wiki", false, () => down(120));
  const { sources, clock } = sourcesOf([wiki, fake("bundled", true, () => context)], "online");
  await sources.contextFor("qa", seededRandom(1));
  await clock.advance(119_000);
  await sources.contextFor("qa", seededRandom(1));
  assert.equal(wiki.asked, 1);
  await clock.advance(1_000);
  await sources.contextFor("qa", seededRandom(1));
  assert.equal(wiki.asked, 2);
});

Deno.test("a source that finds nothing in nine tries rests too", async () => {
  const wiki = fake("wiki", false, () => null);
  const { sources } = sourcesOf([wiki, fake("bundled", true, () => context)], "online");
  assert.equal((await sources.contextFor("qa", seededRandom(1))).source, "bundled");
  assert.equal(wiki.asked, 9);
});

Deno.test("with nothing left to ask the error says when to come back, and other errors pass through", async () => {
  const { sources } = sourcesOf([fake("hf_coding", false, () => down(30))], "online");
  for (let i = 0; i < 2; i++) {
    await assert.rejects(
      sources.contextFor("debugging", seededRandom(1)),
      (error: unknown) =>
        error instanceof DatasetError && error.code === "unavailable" && error.data.retryAfterS === 30,
    );
  }
  const broken = sourcesOf([fake("wiki", false, () => new TypeError("a bug"))], "online");
  await assert.rejects(broken.sources.contextFor("qa", seededRandom(1)), TypeError);
});

Deno.test("what is drawn hangs on the given stream alone, never on rests", async () => {
  const build = () =>
    sourcesOf([fake("bundled", true, () => context), fake("math", true, () => context)], "offline").sources;
  const [a, b] = [build(), build()];
  await a.contextFor("math", seededRandom(9));
  assert.deepEqual(await a.contextFor("qa", seededRandom(1)), await b.contextFor("qa", seededRandom(1)));
});

Deno.test("the operator's files come first, optional sources only when named", async () => {
  const all = ["wiki", "bundled", "local", "stack_overflow"].map((name) =>
    fake(name, name !== "wiki", () => context)
  );
  const draw = async (prefer: "online" | "local", optional?: string[]) => {
    const { sources } = sourcesOf(all, prefer, optional);
    const names = new Set<string>();
    for (let i = 0; i < 30; i++) names.add((await sources.contextFor("qa", seededRandom(i))).source);
    return [...names].sort();
  };
  assert.deepEqual(await draw("local"), ["local"]);
  assert.deepEqual(await draw("online"), ["wiki"]);
  assert.deepEqual(await draw("online", ["stack_overflow"]), ["stack_overflow", "wiki"]);
});

Deno.test("with the network cut every default task still gets a context", async () => {
  const fetch = recordedFetch(() => new TypeError("network is unreachable"));
  const modules = {
    clock: new InstantClock(),
    logger: nullLogger,
    random: seededRandom(1),
    fetch,
    userAgent: "x",
  };
  const sources = await openSources({ online: true }, modules);
  for (let round = 0; round < 20; round++) {
    for (const task of DEFAULT_TASKS) {
      assert.ok(await sources.contextFor(task, seededRandom(`${round}/${task}`)));
    }
  }
  assert.ok(fetch.calls.length < 30, `${fetch.calls.length} requests: a hot loop`);
  assert.deepEqual(sources.resting().sort(), ["wiki", "wiki_date"]);
});

Deno.test("offline sources never touch the network", async () => {
  const fetch = recordedFetch(() => new TypeError("must not be called"));
  const modules = {
    clock: new InstantClock(),
    logger: nullLogger,
    random: seededRandom(1),
    fetch,
    userAgent: "x",
  };
  const sources = await openSources({ online: false }, modules);
  for (const task of DEFAULT_TASKS) {
    assert.ok(sources.has(task) && await sources.contextFor(task, seededRandom(task)));
  }
  assert.ok(!sources.has("debugging"));
  assert.equal(fetch.calls.length, 0);
});

Deno.test("the self check finds tasks without datasets, unknown and unused datasets", () => {
  const names = Object.keys(DATASETS);
  checkRegistry(TASKS, names);
  const spec = TASKS[0]!;
  const none = { ...spec, datasets: { online: [], offline: [], local: [] } };
  for (
    const [tasks, datasets, problem] of [
      [[none], [], /no dataset/],
      [TASKS, names.filter((name) => name !== "wiki"), /unknown dataset wiki/],
      [TASKS, [...names, "spare"], /dataset spare belongs to no task/],
      [[...TASKS, spec], names, /one name/],
    ] as const
  ) {
    assert.throws(
      () => checkRegistry(tasks, datasets),
      (error: unknown) =>
        error instanceof TaskError && error.code === "config" && problem.test(error.message),
    );
  }
});

Deno.test("task shares are normalised, zeros left out, nonsense refused", () => {
  assert.deepEqual(taskShares(["qa", "math"], [1, 3]), [{ name: "qa", p: 0.25 }, { name: "math", p: 0.75 }]);
  assert.deepEqual(taskShares(["qa", "math"], [0, 0.3]), [{ name: "math", p: 1 }]);
  assert.equal(taskShares(DEFAULT_TASKS).length, 7);
  for (
    const [names, p] of [
      [["qa"], [1, 2]],
      [["qa", "qa"], []],
      [["qa"], [0]],
      [["qa"], [NaN]],
      [["qa"], [-1]],
      [["qa"], [Infinity]],
      [[], []],
    ] as const
  ) {
    assert.throws(() => taskShares(names, p), TaskError, JSON.stringify([names, p]));
  }
  assert.throws(
    () => taskShares(["mathh"]),
    (error: unknown) =>
      error instanceof TaskError && error.code === "unknown_task" && error.hint === "did you mean math?",
  );
});

Deno.test("tasks say what they lack here", () => {
  const modules = { questioner: new ExtractiveQuestioner(), translator: null, clock: new InstantClock() };
  assert.match(whyUnavailable(findTask("generic"), modules)!, /language model/);
  assert.match(whyUnavailable(findTask("translation"), modules)!, /translation model/);
  for (const name of ["qa", "date_qa", "summarization", "math", "sentiment"]) {
    assert.equal(whyUnavailable(findTask(name), modules), null);
  }
});

Deno.test("the tasks that need no model are the active ones that extraction and bundled texts can make", () => {
  const questioner = new ExtractiveQuestioner();
  const wanted = TASKS.filter((task) => DEFAULT_TASKS.includes(task.name)).filter((task) =>
    whyUnavailable(task, { questioner, translator: null, clock: new InstantClock() }) === null
  );
  assert.deepEqual(MODEL_FREE_TASKS, wanted.map((task) => task.name));
  assert.ok(MODEL_FREE_TASKS.length >= 3 && !MODEL_FREE_TASKS.includes("generic"));
});
