/**
 * Building blocks for people who run their own subnet: an axon that answers whom it can verify, a dendrite that asks,
 * a chain client, hotkeys, and the pure rules of the wire. Everything is injected (clock, logger, metrics, signer), so
 * each block works alone and in tests.
 *
 * A miner and a validator that meet on one machine:
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAxon, createDendrite, devKey, nullLogger, nullMetrics, systemClock } from "./mod.ts";
 *
 * const basics = { clock: systemClock, logger: nullLogger, metrics: nullMetrics };
 * const [miner, validator] = [await devKey("//Miner"), await devKey("//Validator")];
 *
 * const axon = createAxon({ port: 0, host: "127.0.0.1" }, {
 *   ...basics,
 *   signer: miner,
 *   // Only this validator may ask.
 *   policy: { refuseReason: (hotkey) => hotkey === validator.ss58 ? null : "stranger", priority: () => 0 },
 *   // Called once signature, nonce and body hash are verified.
 *   async *handler({ prompt }) {
 *     yield "You said: ";
 *     yield prompt.messages.at(-1)!;
 *   },
 * });
 * const { host, port } = await axon.start();
 *
 * const dendrite = createDendrite({ allowPrivate: true }, { ...basics, signer: validator });
 * const [answer] = await dendrite.query(
 *   [{ ip: host, port, hotkey: miner.ss58 }],
 *   { roles: ["user"], messages: ["hello"] },
 *   { timeoutMs: 5000 },
 * );
 * assert.equal(answer?.statusCode, 200);
 * assert.equal(answer?.completion, "You said: hello");
 *
 * await dendrite.close();
 * await axon.stop();
 * ```
 *
 * Where real neurons take their keys and peers from:
 *
 * ```ts ignore
 * const signer = await openHotkey({ path: "~/.bittensor/wallets", name: "me", hotkey: "miner1" });
 * const chain = await connectChain({ network: "test" }, { ...basics, random: seededRandom(freshSeed()) });
 * const { neurons } = await chain.metagraph(61);
 * await chain.serveAxon({ netuid: 61, ip: "203.0.113.7", port: 8091, version: ANNOUNCED_VERSION, signer });
 * ```
 * @module
 */
export * from "./src/axon/mod.ts";
export * from "./src/dendrite/mod.ts";
export * from "./src/chain/mod.ts";
export * from "./src/wallet/mod.ts";
export * from "./src/protocol/mod.ts";
export * from "./src/localnet/mod.ts";
export {
  type ChainWeights,
  chainWeights,
  createPipeline,
  type DefinitionTerm,
  type EarnedReward,
  type EffectiveTerm,
  type Hotkeys,
  type HotkeyScore,
  MovingAverageScores,
  type PipelineInput,
  type PipelineOptions,
  type Profile,
  type ProfileRules,
  type RewardFactory,
  type RewardInput,
  type RewardModel,
  type RewardModules,
  type RewardParams,
  type RewardPipeline,
  type RewardResult,
  type ScoredResponse,
  type ScoreRules,
  type TaskDefinition,
  type TermKind,
  type TermResult,
  type WeightBounds,
} from "./rewards/mod.ts";
export type {
  AnswerWhole,
  ContextInput,
  DatasetPlugin,
  EnginePlugin,
  Plugin,
  PolicyPlugin,
  RewardPlugin,
  ScoreOne,
  TaskPlugin,
} from "./src/plugins/mod.ts";
export type { Embedder } from "./src/llm/mod.ts";
export {
  type Clock,
  freshSeed,
  type Labels,
  type LogFields,
  type Logger,
  type LogLevel,
  type Metrics,
  nullLogger,
  nullMetrics,
  PackageError,
  type Random,
  seededRandom,
  systemClock,
} from "./src/base/mod.ts";
