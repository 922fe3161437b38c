/**
 * A thousand seeded steps over all tasks and profiles, each recomputed from its record.
 *
 *     deno task test:steps [STEPS] [SEED]
 */
import { runSteps } from "./run_steps.ts";

const [steps = "1000", seed = "steps"] = Deno.args;
const started = performance.now();
let told = 0;
const outcome = await runSteps({
  steps: Number(steps),
  seed,
  onProgress(done) {
    if (done - told < 100) return;
    told = done;
    console.error(`${done} steps, ${Math.round((performance.now() - started) / 1000)} s`);
  },
});
const { passed, failures, ...rest } = outcome;
for (const failure of failures.slice(0, 50)) console.log(`FAILED ${failure}`);
console.log(JSON.stringify({ ...rest, seconds: Math.round((performance.now() - started) / 1000) }));
console.log(`${passed} passed, ${failures.length} failed`);
Deno.exit(failures.length > 0 || passed < Number(steps) ? 1 : 0);
