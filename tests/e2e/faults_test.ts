/** Short forms of `deno task test:faults`. */
import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";

full(
  "through latency, little bandwidth, slicing, resets and black holes nothing hangs or is sent twice",
  async () => {
    const [{ startWorld }, { judge, runThroughProxies }] = await Promise.all([
      import("../faults/proxy_world.ts"),
      import("../faults/run_proxy.ts"),
    ]);
    const runs = 24;
    const localnet = await startWorld(runs, 250);
    try {
      const outcome = await runThroughProxies(localnet.endpoint, {
        from: 0,
        to: runs,
        atOnce: 8,
        seed: "suite",
      });
      const verdict = await judge(localnet, outcome);
      console.log(
        `injections: ${Object.entries(outcome.counts).map(([kind, n]) => `${kind} ${n}`).join(", ")}`,
      );
      const { given, ...faults } = verdict;
      assert.deepEqual(faults, { hangs: [], doubles: [], lies: [], missingKinds: [] });
      // On a machine that is busy with other things deadlines may pass; what matters is that they do pass.
      assert.ok(given.length < runs / 4, given.join("\n"));
      assert.equal(outcome.reports.length, runs);
    } finally {
      await localnet.close();
    }
  },
);

full("validators that are killed come back to the one vector of their window", async () => {
  const { crashPart } = await import("../faults/crash_part.ts");
  const { points, kills } = await crashPart(10, 2, "suite");
  assert.deepEqual([points.twoVectors, points.unwritten, points.lost, points.doubles], [[], [], [], []]);
  assert.ok(points.deaths >= 5, `${points.deaths} deaths`);
  assert.deepEqual(kills.failures, []);
  assert.ok(kills.kills === 2 && kills.landed > 0);
});

full("reconnects leave nothing behind", async () => {
  const { reconnectPart } = await import("../faults/reconnect_part.ts");
  const { failures, text } = await reconnectPart(5);
  assert.deepEqual(failures, [], text);
});
