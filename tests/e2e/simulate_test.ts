import assert from "node:assert/strict";
import type { SimulationResult } from "../../neurons/simulate/statistics.ts";
import { runCli } from "../kit/cli.ts";
import { full, withTempDir } from "../kit/mod.ts";

full(
  "a simulation prints one document, repeats by its seed, and knows its strategies",
  () =>
    withTempDir(async (home) => {
      const args = ["simulate", "--seeds=2", "--steps=10", "--seed=7", "--reward.profile=hardened", "--json"];
      const [one, two] = [await runCli(args, { home }), await runCli(args, { home })];
      assert.equal(one.code, 0, one.stderr);
      assert.equal(one.stdout, two.stdout);
      const result: SimulationResult = JSON.parse(one.stdout);
      assert.deepEqual([result.profile, result.seeds, result.steps], ["hardened", 2, 10]);
      assert.ok(result.kendallTau! > 0.3);
      for (const { share, ci95: [low, high] } of result.strategies) assert.ok(low <= share && share <= high);
      const people = await runCli(["simulate", "--seeds=1", "--steps=2", "--strategies", "echo", "nan"], {
        home,
      });
      assert.match(people.stdout, /STRATEGY[\s\S]*echo[\s\S]*Kendall τ/);
      const unknown = await runCli(["simulate", "--strategies=cheat", "--json"], { home });
      assert.equal(unknown.code, 2);
      assert.match(JSON.parse(unknown.stdout).error.hint, /reference-clone/);
    }),
);
