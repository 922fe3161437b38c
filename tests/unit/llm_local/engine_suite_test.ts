import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { engineSuite } from "../../kit/engine_suite.ts";

const modules = {
  clock: systemClock,
  random: seededRandom("suite"),
  logger: nullLogger,
  metrics: nullMetrics,
};

for (const [kind, loop] of [["llama-gqa", "batch"], ["llama", "simple"]] as const) {
  engineSuite(`local ${kind} ${loop}`, async () => {
    const { createLocalEngine } = await import("../../../src/llm/local/mod.ts");
    const { tinyModel } = await import("../../fixtures/tiny_models.ts");
    const model = await tinyModel(kind);
    return {
      engine: await createLocalEngine({ model, loop, device: "cpu", threads: 1, spares: 0 }, modules),
    };
    // An untrained model strings pieces of words together, which tokenize differently when read again.
  }, { permissions: true, tokenSlack: 8 });
}
