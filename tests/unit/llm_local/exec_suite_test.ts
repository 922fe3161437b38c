import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { engineSuite } from "../../kit/engine_suite.ts";
import { without } from "../../kit/optional_programs.ts";

const modules = {
  clock: systemClock,
  random: seededRandom("exec"),
  logger: nullLogger,
  metrics: nullMetrics,
};

// The example of the documentation is an engine like any other.
engineSuite("exec: example in Python", async () => {
  const { createExecEngine } = await import("../../../src/llm/local/mod.ts");
  const path = new URL("../../../docs/examples/exec_engine.py", import.meta.url).pathname;
  return { engine: await createExecEngine(`python3 "${path}"`, modules, { spares: 0 }) };
}, { permissions: true, skip: without("python3") });
