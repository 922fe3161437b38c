import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";

full(
  "forty steps over every task and profile, against hostile miners, replay from their records",
  async () => {
    const { runSteps } = await import("../steps/run_steps.ts");
    const outcome = await runSteps({ steps: 40, seed: "forty" });
    assert.deepEqual(outcome.failures, []);
    assert.equal(outcome.passed, 40);
    assert.ok(Object.keys(outcome.tasks).length >= 6, JSON.stringify(outcome.tasks));
    assert.ok(outcome.paid > 20 && outcome.weights > 0, JSON.stringify(outcome));
    assert.ok(outcome.requests < 30, `${outcome.requests} requests to sources that are down`);
  },
);
