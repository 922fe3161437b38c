/**
 * The engine with real weights: SmolLM2-135M-Instruct and all-MiniLM-L6-v2 from packages of the Python registry,
 * against ONNX Runtime in Python. The weights stay in a cache outside of the project.
 *
 *     deno task test:models [--quick] [NAME …]
 *
 * `--quick`: two exports instead of six. NAME: only checks whose name contains it. Without Python or its registry it
 * prints one line and passes.
 */
import { checkTemplates } from "./folder_checks.ts";
import { checkRelevance } from "./relevance_checks.ts";
import { checkTexts } from "./text_checks.ts";
import { checkValidator } from "./validator_checks.ts";
import { EXPORTS, Skipped, Weights } from "./weights.ts";

const quick = Deno.args.includes("--quick");
const only = Deno.args.filter((arg) => !arg.startsWith("--"));
const QUICK_EXPORTS = 2;

const checks: [name: string, run: (weights: Weights) => Promise<string>][] = [
  ["relevance", checkRelevance],
  ...EXPORTS.slice(0, quick ? QUICK_EXPORTS : EXPORTS.length).map(
    (kind) =>
      [`texts ${kind.name}`, (weights: Weights) => checkTexts(weights, kind)] as [
        string,
        typeof checkValidator,
      ],
  ),
  ["templates", checkTemplates],
  ["validator", checkValidator],
];

const seconds = (since: number) => `${Math.round((performance.now() - since) / 100) / 10} s`;
let [passed, failed] = [0, 0];
const since = performance.now();
try {
  const weights = await Weights.open();
  for (const [name, run] of checks) {
    if (only.length > 0 && !only.some((part) => name.includes(part))) continue;
    const started = performance.now();
    try {
      console.log(`ok ${name}: ${await run(weights)} (${seconds(started)})`);
      passed++;
    } catch (error) {
      if (error instanceof Skipped) throw error;
      failed++;
      console.log(`FAILED ${name} (${seconds(started)}): ${error instanceof Error ? error.stack : error}`);
    }
  }
} catch (error) {
  if (!(error instanceof Skipped)) throw error;
  console.log(`skipped: ${error.message}`);
}
console.log(`${passed} passed, ${failed} failed, ${seconds(since)}`);
Deno.exit(failed > 0 ? 1 : 0);
