/** A validator's weights loop in a process of its own, to be killed: `ENDPOINT DATABASE NETUID UID KEY_URI`. */
import { freshSeed, nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { ChainError, connectChain } from "../../src/chain/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";
import { settleCommits } from "../../neurons/validator/weights/weight_commits.ts";
import { setWeightsIfDue } from "../../neurons/validator/weights/weight_setter.ts";

const [endpoint, database, netuid, uid, key] = Deno.args as [string, string, string, string, string];
const random = seededRandom(freshSeed());
const signer = await devKey(key);
const modules = { clock: systemClock, random, logger: nullLogger, metrics: nullMetrics };
const chain = await connectChain({ network: endpoint, inclusionTimeoutMs: 20_000 }, modules);
const store = openStore(database);
const place = { netuid: Number(netuid), uid: Number(uid) };
const options = { netuid: place.netuid, epochLength: 5, versionKey: 20501 };
console.log("ready");
for (;;) {
  // Every block another opinion, so that a window that is decided twice would show.
  const scores = Float32Array.from({ length: 5 }, (_, i) => i === place.uid ? 0 : 0.1 + random.next());
  try {
    await settleCommits(place, { ...modules, chain, store, signer });
    const { kind } = await setWeightsIfDue(place.uid, scores, options, { ...modules, chain, store, signer });
    if (kind !== "too_soon") console.log(kind);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    console.log(`error ${error.code}`);
  }
  await systemClock.sleep(20);
}
