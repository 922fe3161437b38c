import assert from "node:assert/strict";
import { full } from "../../../kit/mod.ts";
import { FAULTS } from "./faults.data.ts";
import { withScene } from "./scene.ts";

const signal = new AbortController().signal;

full(
  "the doctor finds nothing on a healthy miner and a healthy validator, and each seeded fault",
  (t) =>
    withScene(async (scene) => {
      const { examine } = await import("../../../../neurons/doctor/doctor.ts");
      const { CHECKS } = await import("../../../../neurons/doctor/checks/check_table.ts");
      const { COMMANDS } = await import("../../../../src/cli/commands.ts");
      const tables = await Promise.all(COMMANDS.map(async ({ load }) => Object.keys((await load()).flags)));
      const flags = new Set(tables.flat());
      const { wallet } = scene.options;
      const healthy = [scene.options, {
        ...scene.options,
        role: "validator",
        wallet: { ...wallet, hotkey: "val" },
      }];
      for (const options of healthy as (typeof scene.options)[]) {
        const { ok, checks } = await examine(options, scene.modules, signal);
        assert.deepEqual(checks.filter((c) => c.severity === "error" || c.severity === "warn"), []);
        assert.deepEqual(checks.filter((c) => c.evidence.startsWith("not checked")), []);
        assert.ok(ok);
        assert.equal(new Set(checks.map((c) => c.id)).size, checks.length);
      }
      for (const fault of FAULTS) {
        await t.step(`${fault.name}: ${fault.id}`, async () => {
          const { options, modules, undo } = await fault.seed(scene);
          try {
            const { ok, checks } = await examine(
              { ...scene.options, ...options },
              { ...scene.modules, ...modules },
              signal,
            );
            const found = checks.find((check) => check.id === fault.id);
            assert.equal(found?.severity, fault.severity, JSON.stringify(found));
            assert.match(found!.evidence, fault.evidence);
            assert.notEqual(found!.fix, "");
            for (const [, flag] of found!.fix.matchAll(/--([a-z_.-]+[a-z])/g)) {
              assert.ok(flags.has(flag!), `advice names --${flag}, which no command has`);
            }
            assert.equal(ok, !checks.some((check) => check.severity === "error"));
            const ranks = checks.map(({ severity }) => ["error", "warn", "info", "ok"].indexOf(severity));
            assert.deepEqual(ranks, ranks.toSorted(), "the worst come first");
            assert.deepEqual(checks.filter((c) => c.evidence.startsWith("the check itself failed")), []);
          } finally {
            undo?.();
          }
        });
      }
      // A check that no fault can turn is a check that cannot fail.
      const seeded = new Set(FAULTS.map((fault) => fault.id));
      const informing = ["neuron.lock", "miner.validators", "axon.announced"];
      assert.deepEqual(
        CHECKS.map((c) => c.id).filter((id) => !seeded.has(id) && !informing.includes(id)),
        [],
      );
      console.log(`${FAULTS.length} faults seeded and found`);
    }),
);
