import assert from "node:assert/strict";
import { readStore } from "../../src/store/mod.ts";
import { until } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";
import { type Chaos, pause } from "./kit.ts";
import { checkLeft } from "./store.ts";

/** The last step a validator's log tells of. */
function toldBy(log: string): number {
  return Math.max(0, ...[...log.matchAll(/step (\d+) · /g)].map((match) => Number(match[1])));
}

/**
 * The whole program, `sn1 validator` on a local chain that makes blocks, killed at random points while it asks and sets
 * weights: whole steps, scores exactly those of the steps, and never two vectors for one weights window.
 */
export async function wholeValidatorKill(chaos: Chaos): Promise<void> {
  await withSubnet({ wallets: ["val", "min"], blockMs: 250 }, async (subnet) => {
    assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
    const miner = subnet.start(["miner", "--wallet.name=min", "--neuron.engine=retrieval", "--axon.port=0"]);
    await miner.waitFor(/announced 127\.0\.0\.1:\d+/, "stderr", 90_000);
    const database = `${subnet.home}/.bittensor/miners/val/default/netuid1/validator/sn1.db`;
    let last = 0;
    let settings = 0;
    for (let life = 0; life < chaos.amount(16, 1); life++) {
      const validator = subnet.start([
        "validator",
        "--wallet.name=val",
        "--neuron.engine=retrieval",
        "--neuron.tasks=math,sentiment",
        "--neuron.epoch_length=4",
      ]);
      await validator.waitFor(/resumes after step \d+/, "stderr", 90_000);
      await until(() => toldBy(validator.stderr()) > last, 60_000, "a step");
      // The first life goes on until there are weights, so that there is something to lose.
      if (life === 0) await validator.waitFor(/weights for \d+ uids are on chain/, "stderr", 90_000);
      else await pause(chaos.int(2500));
      validator.kill("SIGKILL");
      await validator.finished(10_000).catch(() => {});
      chaos.inject();
      last = checkLeft(database, toldBy(validator.stderr()));
      settings = checkJournal(database);
    }
    chaos.note(`${last} steps and ${settings} settings of weights survived`);
    assert.ok(settings > 0, "no weights were ever set");
  });
}

/** Of one window only one vector may ever have been sent, unless the chain refused it. @returns confirmed settings */
function checkJournal(database: string): number {
  const store = readStore(database);
  try {
    const vectors = new Map<number, string>();
    const entries = store.journal(10_000);
    for (const { window, uids, values, state } of entries) {
      if (state === "failed" || state === "replaced") continue;
      const vector = JSON.stringify([uids, values]);
      assert.equal(vectors.get(window) ?? vector, vector, `window ${window} has two vectors`);
      vectors.set(window, vector);
    }
    return entries.filter(({ state }) => state === "confirmed").length;
  } finally {
    store.close();
  }
}
