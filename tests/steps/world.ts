import type { OpenModules, OpenOptions } from "../../neurons/validator/open_validator.ts";
import type { Validator } from "../../neurons/validator/validator.ts";
import { type Profile, PROFILES } from "../../rewards/mod.ts";
import type { AxonHandler } from "../../src/axon/mod.ts";
import { type Logger, nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import type { Store } from "../../src/store/mod.ts";
import type { Sources, TaskShare } from "../../tasks/mod.ts";

/** A subnet in this process: a local chain and one real axon per handler, registered and announced. */
export interface World {
  /** Moves the chain on, as the demo does. */
  blocks(count: number): void;
  /** Opens a validator on it with a store of its own, runs `body`, closes it. */
  withValidator(
    options: ValidatorSetup,
    body: (validator: Validator, store: Store) => Promise<void>,
  ): Promise<void>;
  /** Warnings and errors so far. */
  readonly complaints: string[];
}

/** What differs from validator to validator. */
export interface ValidatorSetup
  extends Partial<Pick<OpenModules, "loadEngine" | "loadEmbedder" | "loadTranslator">> {
  profile: Profile;
  shares: readonly TaskShare[];
  sources: Sources;
  seed: string;
  /** Changes the options. */
  options?: Partial<OpenOptions>;
}

/** A logger that keeps what is worse than information. */
export function complaintLogger(complaints: string[]): Logger {
  const keep = (message: string) => void complaints.push(message);
  const logger: Logger = { ...nullLogger, warn: keep, error: keep, with: () => logger };
  return logger;
}

/** Runs `body` in a subnet of a staked validator (uid 0) and scripted miners; all of it on loopback. */
export async function withWorld(
  handlers: readonly AxonHandler[],
  body: (world: World) => Promise<void>,
): Promise<void> {
  const [{ startLocalnet }, { connectChain }, { devKey }, { createAxon }, { openValidator }, { openStore }] =
    await Promise.all([
      import("../../src/localnet/mod.ts"),
      import("../../src/chain/mod.ts"),
      import("../../src/wallet/mod.ts"),
      import("../../src/axon/mod.ts"),
      import("../../neurons/validator/open_validator.ts"),
      import("../../src/store/mod.ts"),
    ]);
  const complaints: string[] = [];
  const logger = complaintLogger(complaints);
  const basics = { clock: systemClock, logger, metrics: nullMetrics, random: seededRandom("world") };
  const [validatorKey, owner] = [await devKey("//Validator"), await devKey("//Owner")];
  const keys = await Promise.all(handlers.map((_, i) => devKey(`//Miner${i + 1}`)));
  await using cleanup = new AsyncDisposableStack();
  const localnet = await startLocalnet({
    production: "instant",
    virtualTime: true,
    blockMs: 250,
    finalityMs: 0,
    subnets: [{
      netuid: 1,
      hyperparameters: { weightsRateLimit: 5 },
      neurons: [
        { hotkey: validatorKey.ss58, coldkey: owner.ss58, stakeRao: 10_000_000_000_000n },
        ...keys.map(({ ss58 }) => ({ hotkey: ss58, coldkey: owner.ss58 })),
      ],
    }],
  }, { clock: systemClock });
  cleanup.defer(() => localnet.close());
  const chain = await connectChain({ network: localnet.endpoint }, basics);
  cleanup.defer(() => chain.close());
  for (const [i, handler] of handlers.entries()) {
    const signer = keys[i]!;
    const axon = createAxon({ port: 0, host: "127.0.0.1", limits: { requestsPerMinute: 1e6 } }, {
      ...basics,
      // A handler that fails is part of the script.
      logger: nullLogger,
      signer,
      policy: { refuseReason: () => null, priority: () => 1 },
      handler,
    });
    const { port } = await axon.start();
    cleanup.defer(() => axon.stop(0));
    await chain.serveAxon({ netuid: 1, ip: "127.0.0.1", port, version: 1, signer });
  }
  const withValidator: World["withValidator"] = async (setup, run) => {
    const store = openStore(":memory:");
    const rules = PROFILES[setup.profile];
    const { validator, close } = await openValidator({
      netuid: 1,
      rules,
      shares: setup.shares,
      timeoutMs: 1_000,
      sampleSize: 3,
      concurrentForwards: 1,
      forwardMaxMs: 120_000,
      scores: {},
      vpermitTaoLimit: 4096,
      uniqueColdkeys: false,
      uniqueIps: false,
      epochLength: 5,
      disableSetWeights: false,
      shadow: false,
      dontSaveEvents: false,
      scoresFromChain: false,
      versionKey: rules.versionKey,
      retentionBytes: 2e9,
      allowMissingRewards: true,
      localPeers: true,
      ...setup.options,
    }, {
      ...basics,
      random: seededRandom(setup.seed),
      signer: validatorKey,
      chain,
      store,
      loadEngine: setup.loadEngine ?? null,
      loadEmbedder: setup.loadEmbedder ?? null,
      loadTranslator: setup.loadTranslator ?? null,
      sources: setup.sources,
    }, new AbortController().signal);
    try {
      await run(validator, store);
    } finally {
      await close();
      store.close();
    }
  };
  await body({
    blocks: (count) => {
      for (let i = 0; i < count; i++) localnet.produceBlock();
    },
    withValidator,
    complaints,
  });
}
