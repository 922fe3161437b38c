import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";

/** Time that passes between two conversations, on the clock the sources rest by. */
const TALK_MS = 10_000;
const TALKS = 60;

full(
  "with the network cut a validator keeps stepping on offline sources, and asks the others ever less",
  async () => {
    const [{ withWorld }, { InstantClock }, { recordedFetch }, { scriptedMiner }, base, tasks] = await Promise
      .all([
        import("../steps/world.ts"),
        import("../kit/instant_clock.ts"),
        import("../kit/recorded_fetch.ts"),
        import("../steps/behaviours.ts"),
        import("../../src/base/mod.ts"),
        import("../../tasks/mod.ts"),
      ]);
    const clock = new InstantClock();
    const fetch = recordedFetch(() => new TypeError("network is unreachable"));
    const sources = await tasks.openSources({ online: true }, {
      clock,
      logger: base.nullLogger,
      random: base.seededRandom("cut"),
      fetch,
      userAgent: "sn1-test",
    });
    const miner = (i: number) => scriptedMiner(`cut/${i}`, { task: "", context: null }, () => {});
    await withWorld([miner(0), miner(1)], (world) =>
      world.withValidator({
        profile: "v2.5",
        shares: tasks.taskShares(tasks.DEFAULT_TASKS),
        sources,
        seed: "cut",
      }, async (validator, store) => {
        const callsAfter: number[] = [];
        for (let talk = 0; talk < TALKS; talk++) {
          await validator.forward(new AbortController().signal);
          await clock.advance(TALK_MS);
          callsAfter.push(fetch.calls.length);
        }
        assert.ok(store.lastStep() >= TALKS - 3, `${store.lastStep()} steps in ${TALKS} conversations`);
        const seen = store.stepsAfter(0, 1000).map(({ record }) => JSON.parse(record).task.context.source);
        for (const source of ["bundled", "bundled_date", "math", "review"]) {
          assert.ok(seen.includes(source), `${source} in ${[...new Set(seen)]}`);
        }
        assert.ok(!seen.some((source) => source.startsWith("wiki")));
        // Rests of 5, 10, 20 … s, with jitter: ten minutes hold at most nine tries of each of two sources, of three calls each.
        assert.ok(fetch.calls.length <= 2 * 9 * 3, `${fetch.calls.length} requests: a hot loop`);
        assert.ok(fetch.calls.length > 2 * 3, "after its rest a source is asked again");
        const half = callsAfter[TALKS / 2 - 1]!;
        assert.ok(
          fetch.calls.length - half < half,
          `${half} requests in the first half, ${fetch.calls.length} in all`,
        );
      }));
  },
);
