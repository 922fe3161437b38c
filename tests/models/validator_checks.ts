import assert from "node:assert/strict";
import { runCli } from "../kit/cli.ts";
import { withSubnet } from "../kit/subnet.ts";
import { pythonCosines } from "./relevance_checks.ts";
import { EXPORTS, type Weights } from "./weights.ts";

/** Steps the validator makes. */
const STEPS = 2;
const STEPS_MS = 240_000;
/** Largest difference of a relevance from Python's. */
const TOLERANCE = 1e-4;

interface StepRecord {
  step: number;
  task: { reference: string; challenge: string };
  miners: { completion: string | { text?: string } }[];
  terms: { model: string; raw: number[] }[];
}

/**
 * A validator with a real language model and real embeddings asks a miner; every record recomputes to its own
 * numbers, and its relevance to Python's.
 */
export async function checkValidator(weights: Weights): Promise<string> {
  const [llm, encoder] = [await weights.decoder(EXPORTS[0]!), await weights.encoder()];
  let compared = 0;
  await withSubnet({ wallets: ["val", "min"], blockMs: 1000 }, async (subnet) => {
    assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
    const miner = subnet.start([
      "miner",
      "--wallet.name=min",
      "--neuron.engine=retrieval",
      "--axon.port=0",
    ]);
    await miner.waitFor(/announced /, "stderr", 60_000);
    const validator = subnet.start([
      "validator",
      "--wallet.name=val",
      "--neuron.engine=local",
      `--neuron.model_id=${llm}`,
      "--neuron.device=cpu",
      "--neuron.max_tokens=32",
      `--reward.model_id=${encoder}`,
      "--neuron.tasks=qa,summarization",
    ]);
    await validator.waitFor(new RegExp(`step ${STEPS} `), "stderr", STEPS_MS);
    const { home } = subnet;
    const exported = await runCli(["events", "export", "--wallet.name=val", `--to=${STEPS}`], { home });
    assert.equal(exported.code, 0, exported.stderr);
    const records = exported.stdout.trim().split("\n").map((line) => JSON.parse(line) as StepRecord);
    assert.equal(records.length, STEPS);
    for (const record of records) {
      const { code, stdout } = await runCli(["explain", String(record.step), "--wallet.name=val", "--json"], {
        home,
      });
      assert.equal(code, 0, stdout);
      assert.equal(JSON.parse(stdout).match, true, stdout);
      compared += await compareRelevance(weights, record);
    }
    assert.ok(compared > 0, "no answer had a relevance");
    validator.kill("SIGINT");
    assert.equal((await validator.finished(60_000)).code, 0, validator.stderr());
  });
  return `${STEPS} records recompute, ${compared} relevance values equal Python's`;
}

async function compareRelevance(weights: Weights, { task, miners, terms }: StepRecord): Promise<number> {
  const found = terms.find((term) => term.model === "relevance");
  if (!found) return 0;
  const texts = miners.map(({ completion }) =>
    typeof completion === "string" ? completion : completion.text ?? ""
  );
  const reference = task.reference;
  const cosines = await pythonCosines(weights, [
    [reference, ""],
    ...texts.map((text) => [reference, text] as const),
  ]);
  texts.forEach((text, i) => {
    const expected = text === "" ? 0 : Math.min(1, Math.max(0, cosines[i + 1]! - cosines[0]!));
    assert.ok(
      Math.abs(found.raw[i]! - expected) <= TOLERANCE,
      `relevance ${found.raw[i]}, expected ${expected}`,
    );
  });
  return texts.length;
}
