/**
 * Writes docs/mechanism.md and its pictures from simulations of all profiles.
 *
 * Usage: `deno task mechanism [SEEDS] [STEPS]`
 * @module
 */
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../src/base/mod.ts";
import { STAKES } from "../neurons/simulate/market.ts";
import { simulationPlot } from "../neurons/simulate/plot/mechanism_plot.ts";
import { simulate } from "../neurons/simulate/simulate.ts";
import type { SimulationResult } from "../neurons/simulate/statistics.ts";
import { STRATEGIES } from "../neurons/simulate/strategies.ts";
import { PROFILES } from "../rewards/mod.ts";
import { loadDocuments, MODEL_FREE_TASKS, openSources, taskShares } from "../tasks/mod.ts";
import { mechanismPage, pictureOf } from "./mechanism/page.ts";

const SEED = "mechanism";
const [seeds = 10, steps = 150] = Deno.args.map(Number);
const basics = { clock: systemClock, random: seededRandom(SEED), logger: nullLogger, metrics: nullMetrics };
const offline = () => Promise.reject(new Error("a simulation works offline"));
const sources = await openSources({ online: false }, { ...basics, fetch: offline, userAgent: "sn1" });
const documents = await loadDocuments();
const results: SimulationResult[] = [];
for (const { profile } of Object.values(PROFILES)) {
  const options = {
    profile,
    seeds,
    steps,
    seed: SEED,
    shares: taskShares(MODEL_FREE_TASKS),
    strategies: STRATEGIES,
  };
  const modules = { ...basics, sources, documents, env: () => undefined };
  results.push(await simulate(options, modules, new AbortController().signal));
  const picture = new URL(`../docs/${pictureOf(profile)}`, import.meta.url);
  await Deno.writeTextFile(picture, simulationPlot(results.at(-1)!));
  console.error(`${profile}: τ ${results.at(-1)!.kendallTau}`);
}
const page = mechanismPage(results, STRATEGIES, {
  seed: SEED,
  tasks: MODEL_FREE_TASKS,
  validators: STAKES.length,
});
await Deno.writeTextFile(new URL("../docs/mechanism.md", import.meta.url), page);
