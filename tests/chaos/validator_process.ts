/**
 * A real validator over a store file, with a paper chain and miners on loopback, to be killed:
 * `validator_process.ts DATABASE SEED PORT,PORT,…`. Prints each step number once it is durable.
 */
import { openValidator } from "../../neurons/validator/open_validator.ts";
import { paperMetagraph } from "../../neurons/shared/paper_metagraph.ts";
import { PROFILES } from "../../rewards/mod.ts";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import type { Chain } from "../../src/chain/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";
import { openSources, taskShares } from "../../tasks/mod.ts";

const [database, seed, portList] = Deno.args;
const ports = portList!.split(",").map(Number);
const signer = await devKey("//Validator");
const miners = await Promise.all(ports.map((_, i) => devKey(`//Miner${i}`)));
const metagraph = paperMetagraph(1 + ports.length, (uid) => ({
  hotkey: uid === 0 ? signer.ss58 : miners[uid - 1]!.ss58,
  validatorPermit: uid === 0,
  stake: uid === 0 ? 10_000 : 0,
  axon: {
    ip: uid === 0 ? "0.0.0.0" : "127.0.0.1",
    port: ports[uid - 1] ?? 0,
    ipType: 4,
    protocol: 4,
    version: 1,
    block: 1,
  },
}));
// What a validator that sets no weights asks of its chain.
const chain = {
  uidOf: () => Promise.resolve(0),
  metagraph: () => Promise.resolve(metagraph),
  subnetExists: () => Promise.resolve(true),
  genesisHash: `0x${"00".repeat(32)}`,
  blockHash: () => Promise.resolve(null),
  blockTime: 12,
} as unknown as Chain;
const basics = { clock: systemClock, logger: nullLogger, metrics: nullMetrics, random: seededRandom(seed!) };
const store = openStore(database!);
const rules = PROFILES["v2.5"];
const { validator } = await openValidator({
  netuid: 1,
  rules,
  shares: taskShares(["math", "sentiment"]),
  timeoutMs: 2_000,
  sampleSize: ports.length,
  concurrentForwards: 1,
  forwardMaxMs: 60_000,
  scores: {},
  vpermitTaoLimit: 4096,
  uniqueColdkeys: false,
  uniqueIps: false,
  epochLength: 100,
  disableSetWeights: true,
  shadow: false,
  dontSaveEvents: false,
  scoresFromChain: false,
  versionKey: rules.versionKey,
  retentionBytes: 2e9,
  allowMissingRewards: true,
  localPeers: true,
}, {
  ...basics,
  signer,
  chain,
  store,
  loadEngine: null,
  loadEmbedder: null,
  loadTranslator: null,
  sources: await openSources({ online: false }, {
    ...basics,
    fetch: () => Promise.reject(new Error("offline")),
    userAgent: "sn1-test",
  }),
  onStep: ({ step }) => void Deno.stdout.writeSync(new TextEncoder().encode(`${step}\n`)),
}, new AbortController().signal);
// Nobody holds the other end of the input: the test is gone.
void (async () => {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
})();
for (;;) await validator.forward(new AbortController().signal);
