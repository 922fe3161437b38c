import assert from "node:assert/strict";
import { STRATEGIES } from "../../../neurons/simulate/strategies.ts";
import type { SimulationResult } from "../../../neurons/simulate/statistics.ts";
import { mechanismPage } from "../../../tools/mechanism/page.ts";
import { full } from "../../kit/mod.ts";

const FACTS = { seed: "s", tasks: ["math"], validators: 3 };

/** Every miner earns alike, but `poor` half of that. */
function resultOf(profile: string, poor: string): SimulationResult {
  const parts = STRATEGIES.map(({ name, miners }) => ({
    name,
    miners,
    part: name === poor ? miners / 2 : miners,
  }));
  const sum = parts.reduce((total, { part }) => total + part, 0);
  return {
    profile,
    seeds: 2,
    steps: 9,
    strategies: parts.map(({ name, miners, part }) => ({
      name,
      miners,
      share: part / sum,
      ci95: [0, 1],
      evenShare: 1,
      quality: 0.5,
      curve: [part / sum],
    })),
    kendallTau: 0.25,
    stepsToConverge: null,
  };
}

Deno.test("the page compares each strategy with an honest strong miner, profile by profile", () => {
  const page = mechanismPage(
    [resultOf("v2.5", "echo"), resultOf("hardened", "shared-answers")],
    STRATEGIES,
    FACTS,
  );
  for (const { name, what } of STRATEGIES) assert.ok(page.includes(`| ${name} | ${what} |`), name);
  assert.ok(page.includes("| shared-answers, per miner to honest-strong | 1.00 | 0.50 |"), page);
  assert.ok(page.includes("| echo, per miner to honest-strong | 0.50 | 1.00 |"));
  assert.ok(page.includes("| Kendall τ, true quality and weight | 0.25 | 0.25 |"));
  assert.ok(page.includes("| rounds until shares settle | > 9 | > 9 |"));
});

full("docs/mechanism.md speaks of the strategies that are there", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/mechanism.md", import.meta.url));
  for (const { name, what } of STRATEGIES) assert.match(page, new RegExp(`\\| ${name} +\\| ${what} +\\|`));
});
