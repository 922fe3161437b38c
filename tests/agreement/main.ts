/**
 * How far our rewards agree with those of the packages that the original validator used.
 *
 *     deno task test:agreement        500 answers; writes docs/agreement.md
 */
import { simulatedVtrust } from "./compare.ts";
import { agreementPython } from "./python_env.ts";
import { makeSteps, QUALITIES } from "./responses.ts";
import { compare, ourTotals, pythonTotals } from "./score_both.ts";
import { agreementPage, type AgreementRun } from "./page.ts";

const STEPS = 50;
const SEED = "agreement";
/** What is asked of both profiles. */
const LEAST = 0.99;
const PROFILE_NAMES = ["v2.3", "v2.5", "hardened"] as const;

const steps = await makeSteps(STEPS, SEED);
console.error(`${steps.length * QUALITIES.length} answers to ${steps.length} questions, seed ${SEED}`);
const found = await agreementPython();
const runs: AgreementRun[] = [];
const inRange = <T>(rows: readonly T[]) => rows.filter((_, i) => !steps[i]!.outOfRange);
for (const profile of ["v2.3", "v2.5"] as const) {
  const ours = await ourTotals(steps, profile);
  if ("skipped" in found) continue;
  const python = await pythonTotals(found.python, steps, profile);
  runs.push({
    profile,
    python,
    agreement: compare(inRange(steps), inRange(ours), inRange(python.totals)),
    whole: compare(steps, ours, python.totals),
  });
}
// Among others who score by another profile: what differing costs.
const all = await Promise.all(PROFILE_NAMES.map((profile) => ourTotals(steps, profile)));
const costs = PROFILE_NAMES.map((profile, i) => ({
  profile,
  vtrust: all.map((theirs) => simulatedVtrust(all[i]!, theirs)),
}));
for (const { profile, vtrust } of costs) {
  console.log(
    `vtrust of ${profile} among ${PROFILE_NAMES.join(", ")}: ${vtrust.map((v) => v.toFixed(4)).join(", ")}`,
  );
}
if ("skipped" in found) {
  console.log(`skipped: ${found.skipped}; the answers were scored by this program alone`);
  Deno.exit(0);
}
console.log("profile  answers  Spearman  vtrust   different  largest");
let low = 0;
for (const { profile, agreement: a, whole, python } of runs) {
  const cells = [
    profile.padEnd(8),
    String(a.responses).padEnd(8),
    a.spearman.toFixed(6),
    a.vtrust.toFixed(6),
  ];
  console.log([...cells, String(a.different).padEnd(10), a.largest.toExponential(1)].join(" "));
  for (const example of a.examples) console.log(`  ${example}`);
  console.log(
    `  with dates out of range: Spearman ${whole.spearman.toFixed(6)}, vtrust ${whole.vtrust.toFixed(6)}`,
  );
  console.log(`  the original dies or hangs on: ${JSON.stringify(python.crashes)}`);
  if (a.spearman < LEAST || a.vtrust < LEAST) low++;
}
const page = new URL("../../docs/agreement.md", import.meta.url).pathname;
await Deno.writeTextFile(page, agreementPage(runs, costs, SEED));
await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", page] }).output();
console.log(`${runs.length - low} passed, ${low} failed`);
if (low > 0) Deno.exit(1);
