import { errorText, nullMetrics, seededRandom } from "../../src/base/mod.ts";
import { type Chain, connectChain } from "../../src/chain/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import { PROFILES } from "../../rewards/mod.ts";
import type { Miner } from "../miner/miner.ts";
import { openValidator } from "../validator/open_validator.ts";
import type { Validator } from "../validator/validator.ts";
import { MINER_KINDS } from "./kinds.ts";
import { startMiners } from "./miners.ts";
import type { DemoModules, DemoOptions, DemoView } from "./types.ts";
import { DEMO_NETUID, setStage, type Stage } from "./stage.ts";
import { type DemoSummary, kendallTau, round, StepTally } from "./summary.ts";
import { AlarmBook } from "../shared/alarms.ts";
import { ValidatorPages } from "../validator/operator/validator_pages.ts";

/**
 * Blocks after each step: one more than the rate limit of weights and than half an epoch need, so that every step can
 * set weights and every few steps the chain pays.
 */
const BLOCKS_PER_STEP = 6;
/** Clients count strictly: weights are due when more blocks than this have passed. */
const WEIGHTS_EVERY = 5;
/** Told wherever the demo shows itself. */
export const DEMO_NOTE = "No language model is at work: miners look answers up in their share of the texts.";

/**
 * A whole subnet in this process: chain, miners that register, serve and answer over real sockets, a validator that asks,
 * scores and sets weights. Steps drive blocks, and everything random hangs on the seed: equal seeds, equal results.
 * @returns the summary, its weights read back from the chain
 */
export async function runDemo(
  options: DemoOptions,
  modules: DemoModules,
  signal: AbortSignal,
): Promise<DemoSummary> {
  const { clock, logger, metrics } = modules;
  const started = clock.monotonic();
  const random = seededRandom(options.seed);
  await using cleanup = new AsyncDisposableStack();
  modules.onPhase?.("starting a local chain");
  const stage = await setStage(options, { clock, logger, random });
  cleanup.defer(() => stage.localnet.close());
  const chain = await connectChain({ network: stage.localnet.endpoint }, { clock, random, logger, metrics });
  cleanup.defer(() => chain.close());
  const folder = await Deno.makeTempDir({ prefix: "sn1-demo-" });
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));

  const miners: Miner[] = [];
  cleanup.defer(async () => void await Promise.all(miners.map((miner) => miner.stop(1000))));
  await startMiners(options, { ...modules, metrics: nullMetrics }, stage, chain, folder, miners, signal);
  const store = openStore(":memory:");
  cleanup.defer(() => store.close());
  const tally = new StepTally();
  const enough = new AbortController();
  const stop = AbortSignal.any([signal, enough.signal]);
  let view: DemoView | null = null;
  const rules = PROFILES["v2.5"];
  const kinds = new Map(stage.miners.map(({ hotkey, kind }) => [hotkey.ss58, kind.name]));
  const pages = new ValidatorPages({
    kind: "demo",
    version: options.version,
    network: "demo",
    netuid: DEMO_NETUID,
    hotkey: stage.validator.ss58,
    profile: rules.profile,
    shadow: false,
    weightsWait: WEIGHTS_EVERY,
    minerKind: (hotkey) => kinds.get(hotkey),
    demo: () => ({ note: DEMO_NOTE, kendallTau: view ? coverageTau(view) : null, blockMs: options.blockMs }),
  }, { chain, clock, metrics, alarms: new AlarmBook({ clock, logger, metrics }) });
  const { validator, close } = await openValidator({
    netuid: DEMO_NETUID,
    rules,
    shares: options.shares,
    timeoutMs: rules.timeoutS * 1000,
    sampleSize: rules.sampleSize,
    concurrentForwards: 1,
    forwardMaxMs: 120_000,
    scores: {},
    vpermitTaoLimit: 4096,
    uniqueColdkeys: false,
    uniqueIps: false,
    epochLength: WEIGHTS_EVERY,
    disableSetWeights: false,
    shadow: false,
    dontSaveEvents: false,
    scoresFromChain: false,
    versionKey: rules.versionKey,
    retentionBytes: 2e9,
    allowMissingRewards: true,
    localPeers: true,
  }, {
    signer: stage.validator,
    chain,
    store,
    random: random.fork("validator"),
    clock,
    logger,
    metrics,
    loadEngine: null,
    loadEmbedder: null,
    loadTranslator: null,
    sources: modules.sources,
    onWeights: pages.onWeights,
    onStep(record, scores) {
      pages.onStep(record, scores);
      tally.add(record);
      if (view) modules.onStep?.(record, view);
      if (options.steps > 0 && tally.steps >= options.steps) enough.abort(new Error("enough steps"));
    },
  }, signal);
  cleanup.defer(close);
  view = {
    endpoint: stage.localnet.endpoint,
    validator,
    kinds,
    pages,
    tally,
    metagraph: () => validator.view.current,
  };
  const unbind = pages.bind(validator);
  cleanup.defer(() => unbind());
  await modules.onReady?.(view);
  await steps(options, modules, stage, validator, stop);
  // Also after Ctrl-C the summary shows what is really on chain.
  await settle(stage, validator);
  return summary(chain, stage, view, (clock.monotonic() - started) / 1000);
}

async function steps(
  options: DemoOptions,
  modules: DemoModules,
  stage: Stage,
  validator: Validator,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      await validator.forward(stop);
    } catch (error) {
      if (stop.aborted) break;
      modules.logger.warn(`conversation failed: ${errorText(error)}`);
    }
    for (let i = 0; i < BLOCKS_PER_STEP; i++) stage.localnet.produceBlock();
    await validator.sync();
    await validator.setWeights();
    // Without an end in sight there is no hurry: others may be joining.
    if (options.steps === 0) {
      await modules.clock.sleep(options.blockMs * BLOCKS_PER_STEP, stop).catch(() => {});
    }
  }
}

/** Puts the last scores on chain and lets one whole epoch pass over them, so that incentive shows them too. */
async function settle({ localnet }: Stage, validator: Validator): Promise<void> {
  for (let i = 0; i < BLOCKS_PER_STEP; i++) localnet.produceBlock();
  await validator.sync();
  await validator.setWeights();
  for (let i = 0; i <= validator.view.current.tempo; i++) localnet.produceBlock();
  await validator.sync();
}

/** Kendall τ between how much of the texts a miner owns and its score; null = too few to say. */
function coverageTau({ kinds, validator, metagraph }: DemoView): number | null {
  const owners = metagraph().neurons.flatMap((n) => {
    const coverage = MINER_KINDS.find((k) => k.name === kinds.get(n.hotkey))?.coverage;
    return typeof coverage === "number" ? [[coverage, validator.scores[n.uid] ?? 0] as const] : [];
  });
  return kendallTau(owners.map(([coverage]) => coverage), owners.map(([, score]) => score));
}

async function summary(chain: Chain, stage: Stage, view: DemoView, seconds: number): Promise<DemoSummary> {
  const { validator, tally, kinds } = view;
  const [row, block] = await Promise.all([
    chain.readWeights(DEMO_NETUID, validator.uid),
    chain.lastUpdate(DEMO_NETUID, validator.uid),
  ]);
  const weightOf = new Map(row.uids.map((uid, i) => [uid, row.values[i]!]));
  const metagraph = view.metagraph();
  return {
    steps: tally.steps,
    block: stage.localnet.head().number,
    tempo: metagraph.tempo,
    endpoint: view.endpoint,
    miners: metagraph.neurons.filter((n) => n.uid !== validator.uid).map((n) => ({
      uid: n.uid,
      hotkey: n.hotkey,
      kind: kinds.get(n.hotkey) ?? "guest",
      score: round(validator.scores[n.uid] ?? 0),
      incentive: round(n.incentive),
      weight: weightOf.get(n.uid) ?? 0,
    })),
    weights: { block, ...row },
    tasks: tally.tasks(),
    failures: tally.failures,
    seconds: Math.round(seconds * 10) / 10,
  };
}
