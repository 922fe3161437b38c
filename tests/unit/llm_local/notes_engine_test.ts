import assert from "node:assert/strict";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { engineSuite } from "../../kit/engine_suite.ts";
import { full } from "../../kit/mod.ts";

const modules = {
  clock: systemClock,
  random: seededRandom("notes"),
  logger: nullLogger,
  metrics: nullMetrics,
};
const engineFile = new URL("../../../docs/examples/notes_engine.ts", import.meta.url).pathname;

// The engine of docs/stream-miner.md is an engine like any other.
engineSuite("exec: notes of docs/stream-miner.md", async () => {
  const { createExecEngine } = await import("../../../src/llm/local/mod.ts");
  const command = `"${Deno.execPath()}" run --no-config --allow-env=SN1_ENGINE_NOTES "${engineFile}"`;
  return { engine: await createExecEngine(command, modules, { spares: 0 }) };
}, { permissions: true });

full("docs/stream-miner.md shows the engine that is tested, whole", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/stream-miner.md", import.meta.url));
  const [, code] = page.match(/```ts\n([^]*?)```/)!;
  assert.equal(code, await Deno.readTextFile(engineFile));
});
