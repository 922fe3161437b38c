import { formatHostPort } from "../../src/text/mod.ts";
import { type Axon, type AxonLimits, createAxon, type NonceStore } from "../../src/axon/mod.ts";
import { type Clock, errorText, type Logger, type Metrics, type Random } from "../../src/base/mod.ts";
import { type Chain, ChainError, type Metagraph } from "../../src/chain/mod.ts";
import type { Engine } from "../../src/llm/mod.ts";
import { ANNOUNCED_VERSION } from "../../src/protocol/mod.ts";
import type { Beats } from "../../src/service/mod.ts";
import type { Signer } from "../../src/wallet/mod.ts";
import { NeuronError } from "../errors.ts";
import type { AlarmBook } from "../shared/alarms.ts";
import { externalAddress, type ExternalAddressOptions } from "../shared/external_address.ts";
import { runLoop } from "../shared/loop.ts";
import { MetagraphView } from "../shared/metagraph_view.ts";
import { watchAnswers } from "../shared/watch_answers.ts";
import { answerHandler, type AnswerOptions } from "./answer_request.ts";
import { minerPolicy, type PolicyOptions } from "./policy.ts";
import type { AnsweredRequest, MinerWatch } from "./miner_watch.ts";

/** How a miner runs. */
export interface MinerOptions {
  netuid: number;
  axon: { port: number; host?: string; limits?: Partial<AxonLimits> };
  external: Pick<ExternalAddressOptions, "externalIp" | "externalPort" | "localChain">;
  answer: AnswerOptions;
  policy: PolicyOptions;
  /** Blocks between two reads of the metagraph. */
  epochLength: number;
  /** Milliseconds of one block, to turn `epochLength` into a timer. */
  blockMs: number;
}

/** What a miner is made of. */
export interface MinerModules {
  signer: Signer;
  chain: Chain;
  /** Called once the port is bound: loading may take minutes and nobody should wait for a port conflict. */
  loadEngine: (signal: AbortSignal) => Promise<Engine>;
  nonces?: NonceStore;
  /** Asks public services for the own address. */
  askExternalIp: (signal: AbortSignal) => Promise<string>;
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  /** Raises `answers-empty`. */
  alarms?: AlarmBook;
  /** Told that the loops live. */
  pulse?: Beats;
  /** Watches requests for the operator's pages. */
  watch?: MinerWatch;
  /** Told about each answered request. */
  onAnswered?: (request: AnsweredRequest, metagraph: Metagraph) => void;
  /** Called when the axon stopped accepting connections (false), and when it accepts them again (true). */
  onListening?: (alive: boolean) => void;
}

/** A running miner. */
export interface Miner {
  readonly uid: number;
  readonly address: { host: string; port: number };
  readonly engine: Engine;
  readonly view: MetagraphView;
  /** Resolves when `stop` was called; rejects when the miner cannot go on (deregistered). */
  readonly done: Promise<void>;
  /** Drains for at most `drainMs`. */
  stop(drainMs?: number): Promise<void>;
}

/**
 * Starts a miner: registration is checked, the axon bound, the engine loaded, the address announced on chain, then
 * the metagraph is kept fresh. Signature and nonce rules are the axon's.
 * @throws NeuronError `not_registered`, `config`; AxonError `port_in_use`; LlmError from loading
 */
export async function startMiner(
  options: MinerOptions,
  modules: MinerModules,
  signal: AbortSignal,
): Promise<Miner> {
  const { chain, signer, clock, logger, metrics } = modules;
  const uid = await requireUid(chain, options.netuid, signer.ss58);
  const view = await MetagraphView.load(chain, options.netuid);
  const policy = minerPolicy(options.policy, (hotkey) => view.find(hotkey));
  let engine: Engine | null = null;
  const axon: Axon = createAxon(options.axon, {
    signer,
    policy,
    handler: answerHandler(
      options.answer,
      () => engine,
      (hotkey) => policy.priority(hotkey),
      clock,
      (request) => {
        modules.watch?.answered(request);
        modules.onAnswered?.(request, view.current);
      },
    ),
    nonces: modules.nonces,
    onListening: modules.onListening,
    clock,
    logger,
    metrics: modules.watch?.tee(metrics) ?? metrics,
  });
  const address = await axon.start();
  try {
    engine = watchAnswers(await modules.loadEngine(signal), modules);
    logger.info(`engine ${engine.info.kind} ready: ${engine.info.model} on ${engine.info.device}`);
    await announce(options, modules, address.port, signal);
  } catch (error) {
    await axon.stop(0);
    await engine?.close();
    throw error;
  }

  const stopped = new AbortController();
  const done = runLoop(
    {
      name: "chain sync",
      intervalMs: options.epochLength * options.blockMs,
      limitMs: 120_000,
      fatal: (error) => error instanceof NeuronError && error.code === "not_registered",
    },
    modules,
    () => sync(options.netuid, modules, view),
    AbortSignal.any([signal, stopped.signal]),
  );
  // Whoever stops the miner waits for `stop`; a failure before that is reported through `done`.
  done.catch(() => {});
  const loaded = engine;
  let stopping: Promise<void> | null = null;
  return {
    uid,
    address,
    engine: loaded,
    view,
    done,
    stop(drainMs = 8000) {
      return stopping ??= (async () => {
        stopped.abort(new Error("stopped"));
        await axon.stop(drainMs);
        await loaded.close();
        await done.catch(() => {});
      })();
    },
  };
}

async function requireUid(chain: Chain, netuid: number, hotkey: string): Promise<number> {
  const uid = await chain.uidOf(netuid, hotkey);
  if (uid !== null) return uid;
  throw new NeuronError("not_registered", `hotkey ${hotkey} is not registered on netuid ${netuid}`, {
    hint: `sn1 register --netuid ${netuid}`,
  });
}

async function sync(
  netuid: number,
  { chain, signer, logger, metrics }: MinerModules,
  view: MetagraphView,
): Promise<void> {
  await view.refresh(chain);
  const own = view.find(signer.ss58);
  if (!own) {
    throw new NeuronError("not_registered", `hotkey ${signer.ss58} was deregistered from netuid ${netuid}`, {
      hint: `sn1 register --netuid ${netuid}, then start again`,
    });
  }
  metrics.gauge("neuron_stake", own.stake);
  metrics.gauge("neuron_incentive", own.incentive);
  metrics.gauge("neuron_emission", own.emission);
  logger.info(
    `block ${view.current.block} · uid ${own.uid} · incentive ${own.incentive.toFixed(5)} · emission ${
      own.emission.toFixed(5)
    }`,
  );
}

/** Writes the address on chain; a refusal of the serving rate limit leaves the old entry and is not fatal. */
async function announce(
  options: MinerOptions,
  modules: MinerModules,
  port: number,
  signal: AbortSignal,
): Promise<void> {
  const { chain, signer, logger, askExternalIp } = modules;
  const address = await externalAddress({ ...options.external, port, ask: askExternalIp, signal });
  try {
    const { receipt } = await chain.serveAxon({
      netuid: options.netuid,
      ...address,
      version: ANNOUNCED_VERSION,
      signer,
    });
    logger.info(
      receipt
        ? `announced ${formatHostPort(address.ip, address.port)} in block ${receipt.block}`
        : `${formatHostPort(address.ip, address.port)} is already announced`,
    );
  } catch (error) {
    if (!(error instanceof ChainError) || error.code !== "rate_limited") throw error;
    logger.warn(`the chain keeps the old address for now: ${errorText(error)}`);
  }
}
