import assert from "node:assert/strict";
import { full, ManualClock, withTempDir } from "../../kit/mod.ts";
import { exportSteps, tailSteps } from "../../../neurons/events/read_events.ts";

const TASKS = ["qa", "math", "date_qa"];
const stepOf = (step: number) => ({
  step: { step, at: step, task: TASKS[step % 3]!, record: `{"n":${step}}` },
  scores: [],
});

full(
  "export gives every record once, in order, over pages and gaps, up to the newest of the start",
  () =>
    withTempDir(async (dir) => {
      const { openStore, readStore } = await import("../../../src/store/mod.ts");
      const store = openStore(`${dir}/sn1.db`);
      for (let i = 1; i <= 120; i++) if (i % 7) store.applyStep(stepOf(i));
      const reader = readStore(`${dir}/sn1.db`);
      const all = Array.from({ length: 120 }, (_, i) => i + 1).filter((i) => i % 7);
      assert.deepEqual([...exportSteps(reader, { tasks: [] })].map((s) => s.step), all);
      assert.deepEqual(
        [...exportSteps(reader, { from: 50, to: 100, tasks: ["math"] })].map((s) => s.step),
        all.filter((i) => i >= 50 && i <= 100 && i % 3 === 1),
      );
      const running = exportSteps(reader, { tasks: [] });
      running.next();
      store.applyStep(stepOf(500));
      assert.equal([...running].at(-1)!.step, 120);
      reader.close();
      store.close();
      await Promise.resolve();
    }),
);

full(
  "tail gives the last records of a task, then new ones while it follows, until it is stopped",
  () =>
    withTempDir(async (dir) => {
      const { openStore, readStore } = await import("../../../src/store/mod.ts");
      const store = openStore(`${dir}/sn1.db`);
      for (let i = 1; i <= 200; i++) store.applyStep(stepOf(i));
      const reader = readStore(`${dir}/sn1.db`);
      const clock = new ManualClock();
      const stop = new AbortController();
      const seen: number[] = [];
      const tail = (async () => {
        const options = { last: 3, follow: true, tasks: ["math"], pollMs: 100 };
        for await (const step of tailSteps(reader, options, clock, stop.signal)) seen.push(step.step);
      })();
      await clock.advance(100);
      assert.deepEqual(seen, [193, 196, 199]);
      for (let i = 201; i <= 204; i++) store.applyStep(stepOf(i));
      await clock.advance(100);
      assert.deepEqual(seen, [193, 196, 199, 202]);
      stop.abort();
      await tail;
      const none = { last: 0, follow: false, tasks: [], pollMs: 1 };
      assert.deepEqual(await Array.fromAsync(tailSteps(reader, none, clock, stop.signal)), []);
      reader.close();
      store.close();
    }),
);
