import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import type { Chain, ChainOptions } from "../../../src/chain/mod.ts";
import type { Localnet, LocalnetOptions } from "../../../src/localnet/mod.ts";
import type { Signer } from "../../../src/wallet/mod.ts";
import { until } from "../../kit/mod.ts";

/** A local chain with a permitted validator (uid 0) and four miners, and the real client on it. */
export interface ChainStage {
  localnet: Localnet;
  chain: Chain;
  validator: Signer;
}

/** Runs `body` beside a chain that makes a block per transaction, unless told otherwise. */
export async function withChain(
  options: {
    production?: LocalnetOptions["production"];
    chain?: Partial<ChainOptions>;
    /** How weights go out: in the open, under a timelock, or by hash. @default {"open"} */
    mode?: "open" | "timelocked" | "hash";
  },
  body: (stage: ChainStage) => Promise<void>,
): Promise<void> {
  const [{ startLocalnet }, { connectChain }, { devKey }] = await Promise.all([
    import("../../../src/localnet/mod.ts"),
    import("../../../src/chain/mod.ts"),
    import("../../../src/wallet/mod.ts"),
  ]);
  const validator = await devKey("//Validator");
  const miners = await Promise.all([1, 2, 3, 4].map((i) => devKey(`//Miner${i}`)));
  const owner = await devKey("//Owner");
  const localnet = await startLocalnet({
    production: options.production ?? "instant",
    virtualTime: true,
    blockMs: 250,
    finalityMs: 0,
    subnets: [{
      netuid: 1,
      hyperparameters: {
        weightsRateLimit: 5,
        tempo: options.mode ? 10 : 20,
        commitRevealEnabled: options.mode === "timelocked" || options.mode === "hash",
      },
      neurons: [
        { hotkey: validator.ss58, coldkey: owner.ss58, stakeRao: 10_000_000_000_000n },
        ...miners.map(({ ss58 }) => ({ hotkey: ss58, coldkey: owner.ss58 })),
      ],
    }],
  }, { clock: systemClock });
  // A version of timelocks that this program does not know leaves commits by hash.
  if (options.mode === "hash") localnet.setStorage("CommitRevealWeightsVersion", [], 5);
  try {
    const chain = await connectChain({ network: localnet.endpoint, ...options.chain }, {
      clock: systemClock,
      random: seededRandom("chain"),
      logger: nullLogger,
      metrics: nullMetrics,
    });
    try {
      await body({ localnet, chain, validator });
    } finally {
      await chain.close();
    }
  } finally {
    await localnet.close();
  }
}

/** Makes so many blocks and waits until the client has seen the last. */
export async function blocks({ localnet, chain }: ChainStage, count: number): Promise<void> {
  for (let i = 0; i < count; i++) localnet.produceBlock();
  const { number } = localnet.head();
  await until(async () => (await chain.head()).number >= number, 10_000, `block ${number} at the client`);
}
