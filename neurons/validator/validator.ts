import { deadline, type Metrics, type Random } from "../../src/base/mod.ts";
import type { Served } from "../../src/api/mod.ts";
import type { Chain, Neuron } from "../../src/chain/mod.ts";
import type { Beats } from "../../src/service/mod.ts";
import type { Store } from "../../src/store/mod.ts";
import type { Signer } from "../../src/wallet/mod.ts";
import type { ScoreRules } from "../../rewards/mod.ts";
import { NeuronError } from "../errors.ts";
import { MetagraphView } from "../shared/metagraph_view.ts";
import { bindChain } from "./bind_chain.ts";
import { settleCommits } from "./weights/weight_commits.ts";
import { type ForwardModules, type ForwardOptions, runForward } from "./ask/forward.ts";
import { runLoops, type ValidatorLoop } from "./loops.ts";
import type { StepRecord } from "./score/step_record.ts";
import { MovingAverageScores } from "../../rewards/mod.ts";
import { runOrganic } from "./ask/organic_step.ts";
import { type SelectOptions, selectUids } from "./ask/select_uids.ts";
import { shadowVtrust } from "./weights/shadow.ts";
import { Sequencer } from "./score/sequencer.ts";
import type { UnnumberedRecord } from "./ask/step.ts";
import { setWeightsIfDue } from "./weights/weight_setter.ts";
import type { WeightsOutcome } from "./weights/weights_types.ts";

/** How a validator runs; the flags of `sn1 validator`. */
export interface ValidatorOptions {
  netuid: number;
  forward: ForwardOptions;
  /** Conversations at once. */
  concurrentForwards: number;
  /** Longest conversation, ms. */
  forwardMaxMs: number;
  /** Miners asked per step. */
  sampleSize: number;
  /** Stake above which a neuron with a permit counts as a validator, not a miner. TAO. */
  vpermitTaoLimit: number;
  uniqueColdkeys: boolean;
  uniqueIps: boolean;
  scores: ScoreRules;
  /** Blocks between weights, and between reads of the metagraph. */
  epochLength: number;
  blockMs: number;
  /** Pause after each conversation, ms: fast miners must not turn the loop into a flood. */
  pauseMs: number;
  disableSetWeights: boolean;
  /** Set nothing; tell after each sync what vtrust these scores would have. */
  shadow: boolean;
  /** Keep what users said and were answered in the records of their steps. @default {false} */
  organicLogBodies?: boolean;
  /** Keep no step records. */
  dontSaveEvents: boolean;
  versionKey: number;
  /** Bytes of step records kept. */
  retentionBytes: number;
}

/** What a validator is made of. */
export interface ValidatorModules extends Omit<ForwardModules, "metagraph" | "selectUids"> {
  signer: Signer;
  chain: Chain;
  store: Store;
  random: Random;
  metrics: Metrics;
  /** Told that the loops live. */
  pulse?: Beats;
  /** Told about each step once it is durable. */
  onStep?: (record: StepRecord, scores: Float32Array) => void;
  /** Told what became of each try to set weights that was due. */
  onWeights?: (outcome: WeightsOutcome) => void;
}

/** Name of the setting that counts conversations. */
const FORWARDS = "forwards";
/** Name of the setting that counts conversations of users. */
const ORGANICS = "organics";

interface Applied {
  record: UnnumberedRecord;
  forward: number;
  turn: number;
}

/**
 * A validator: asks, scores, remembers, sets weights. `run` drives it by timers; `forward`, `sync` and `setWeights`
 * are the same steps for whoever drives it by hand (the demo, in lockstep with its chain).
 */
export class Validator {
  readonly view: MetagraphView;
  #uid: number;
  readonly #options: ValidatorOptions;
  readonly #modules: ValidatorModules;
  readonly #sequencer: Sequencer<Applied>;
  #book: MovingAverageScores;
  #nextForward: number;
  #lastTrouble: string | null = null;

  private constructor(
    options: ValidatorOptions,
    modules: ValidatorModules,
    view: MetagraphView,
    own: Neuron,
  ) {
    this.#options = options;
    this.#modules = modules;
    this.view = view;
    this.#uid = own.uid;
    this.#book = MovingAverageScores.from(modules.store.scores(), view.current);
    this.#nextForward = Number(modules.store.setting(FORWARDS) ?? 0);
    this.#sequencer = new Sequencer((applied) => this.#apply(applied));
  }

  /**
   * Reads the metagraph, checks the registration and takes up the scores of the last run.
   * @throws NeuronError `not_registered`; ChainError
   */
  static async open(options: ValidatorOptions, modules: ValidatorModules): Promise<Validator> {
    const view = await MetagraphView.load(modules.chain, options.netuid);
    const own = view.find(modules.signer.ss58);
    if (!own) throw notRegistered(modules.signer.ss58, options.netuid);
    return new Validator(options, modules, view, own);
  }

  /** Own uid; another one after the hotkey was pruned and registered again. */
  get uid(): number {
    return this.#uid;
  }

  /** Scores by uid. */
  get scores(): Float32Array {
    return this.#book.scores;
  }

  /** Whom this validator takes for a miner. */
  get selection(): Omit<SelectOptions, "exclude"> {
    const { vpermitTaoLimit, uniqueColdkeys, uniqueIps } = this.#options;
    return { ownUid: this.uid, vpermitTaoLimit, uniqueColdkeys, uniqueIps };
  }

  /** One conversation, with its time limit. @throws what makes it impossible; scored turns are kept */
  async forward(signal: AbortSignal): Promise<void> {
    const { forward: options, sampleSize } = this.#options;
    const { random, store } = this.#modules;
    const forward = this.#nextForward++;
    // Durable before it is used: with a fixed seed, a restart must not ask the same questions again.
    store.setSetting(FORWARDS, String(this.#nextForward));
    await this.#inOrder("any", signal, (push, limited) =>
      runForward(
        random.fork(`forward/${forward}`),
        options,
        {
          ...this.#modules,
          metagraph: () => this.view.current,
          selectUids: (metagraph, exclude, dice) =>
            selectUids(metagraph.neurons, { ...this.selection, count: sampleSize, exclude }, dice),
        },
        (record, turn) => push({ record, forward, turn }),
        limited,
      ));
  }

  /**
   * One step on a conversation that a user had: in the same order, within the same time and into the same scores as
   * the validator's own.
   * @returns false when there was nothing to compare answers with
   * @throws what makes it impossible
   */
  async organic(served: Served, signal: AbortSignal): Promise<boolean> {
    const { forward: options, sampleSize, organicLogBodies } = this.#options;
    const { random, store, logger } = this.#modules;
    // A count of its own: users must not change what a seed draws for the validator's own conversations.
    const forward = Number(store.setting(ORGANICS) ?? 0);
    store.setSetting(ORGANICS, String(forward + 1));
    let scored = false;
    await this.#inOrder("organic", signal, async (push, limited) => {
      const result = await runOrganic(
        served,
        this.view.current,
        random.fork(`organic/${forward}`),
        { ...options, sampleSize, select: this.selection, logBodies: organicLogBodies },
        this.#modules,
        limited,
      );
      scored = result.kind === "scored";
      if (result.kind === "scored") push({ record: result.record, forward, turn: 0 });
      else logger.warn("organic step not scored: there is no reference");
    });
    return scored;
  }

  /** Does work whose results are applied in the order in which such work began. */
  async #inOrder(
    task: "any" | "organic",
    signal: AbortSignal,
    work: (push: (applied: Applied) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { clock, metrics } = this.#modules;
    const place = this.#sequencer.open();
    const limit = deadline(clock, this.#options.forwardMaxMs, "the conversation", signal);
    try {
      await work(place.push, limit.signal);
    } catch (error) {
      metrics.count("validator_steps_total", { task, outcome: "failed" });
      throw error;
    } finally {
      limit.dispose();
      place.end();
    }
  }

  /** The one writer: record, scores and step number become durable together, then count. */
  #apply({ record, forward, turn }: Applied): void {
    const { store, clock, metrics, logger, onStep } = this.#modules;
    const step = store.lastStep() + 1;
    const full: StepRecord = { ...record, step, forward, turn, at: clock.now() };
    const earned = full.miners.map(({ uid, hotkey, reward }) => ({ uid, hotkey, reward }));
    const book = this.#book.update(earned, this.#options.scores);
    const written = clock.monotonic();
    store.applyStep({
      step: { step, at: full.at, task: full.task.name, record: JSON.stringify(full) },
      scores: book.rows(),
    });
    metrics.observe("store_seconds", (clock.monotonic() - written) / 1000);
    this.#book = book;
    if (this.#options.dontSaveEvents) store.retain(0);
    metrics.count("validator_steps_total", { task: full.task.name, outcome: "scored" });
    metrics.observe("validator_step_seconds", full.stepTimeS);
    const mean = earned.reduce((sum, e) => sum + e.reward, 0) / Math.max(1, earned.length);
    logger.info(
      `step ${step} · ${full.task.name} · ${earned.length} miners · mean reward ${mean.toFixed(4)}`,
      {
        step,
        task: full.task.name,
        best: full.miners[full.best]?.uid,
      },
    );
    onStep?.(full, book.scores);
  }

  /**
   * Reads the metagraph and lets the scores follow it.
   * @throws NeuronError `not_registered`; StoreError `other_chain` when a development chain was started anew
   */
  async sync(): Promise<void> {
    const { chain, signer, store, metrics, logger } = this.#modules;
    await bindChain(chain, this.#options.netuid, this.#modules);
    await this.view.refresh(chain);
    const own = this.view.find(signer.ss58);
    if (!own) throw notRegistered(signer.ss58, this.#options.netuid);
    if (own.uid !== this.#uid) {
      logger.warn(`the hotkey was registered again: its uid is ${own.uid}, it was ${this.#uid}`);
      this.#uid = own.uid;
    }
    const book = this.#book.resize(this.view.current);
    store.replaceScores(book.rows());
    this.#book = book;
    metrics.gauge("neuron_stake", own.stake);
    metrics.gauge("neuron_vtrust", own.vtrust);
    metrics.gauge("neuron_dividends", own.dividends);
    if (this.#options.shadow) await this.#reportShadow();
  }

  async #reportShadow(): Promise<void> {
    const { chain, logger, metrics } = this.#modules;
    const { minAllowedWeights } = await chain.hyperparameters(this.#options.netuid);
    const vtrust = shadowVtrust(this.#book.scores, this.view.current, minAllowedWeights);
    if (vtrust !== null) metrics.gauge("validator_shadow_vtrust", vtrust);
    logger.info(
      vtrust === null
        ? "shadow: no consensus to compare with yet"
        : `shadow: vtrust would be ${vtrust.toFixed(5)}`,
    );
  }

  /** Opens and reads back what was committed, then sets weights when they are due (journal, send, read back). */
  async setWeights(): Promise<WeightsOutcome> {
    const { store } = this.#modules;
    const place = { netuid: this.#options.netuid, uid: this.uid };
    for (const settled of await settleCommits(place, this.#modules)) this.#report(settled);
    if (!this.view.current.neurons[this.uid]?.validatorPermit) {
      this.#trouble(`uid ${this.uid} has no validator permit, so the chain takes no weights from it`);
      return { kind: "no_permit" };
    }
    // Without any opinion the rules would spread weights evenly over everybody.
    if (store.lastStep() === 0 && this.#book.scores.every((score) => score === 0)) {
      return { kind: "no_scores" };
    }
    let outcome: WeightsOutcome;
    try {
      outcome = await setWeightsIfDue(place.uid, this.#book.scores, this.#options, this.#modules);
    } catch (error) {
      if (!(error instanceof NeuronError && error.code === "not_registered")) throw error;
      // The hotkey may have been registered again since the last look, under another uid.
      await this.sync();
      if (this.#uid === place.uid) throw error;
      return await this.setWeights();
    }
    if (outcome.kind !== "too_soon") this.#report(outcome);
    return outcome;
  }

  /** Tells log and listeners what became of weights. */
  #report(outcome: WeightsOutcome): void {
    const { logger, onWeights } = this.#modules;
    if (outcome.kind === "confirmed") {
      logger.info(`weights for ${outcome.row.uids.length} uids are on chain (block ${outcome.block})`);
    } else if (outcome.kind === "committed") {
      const opened = outcome.revealRound === null
        ? "shown in its epoch"
        : `opened with round ${outcome.revealRound}`;
      logger.info(`weights committed in block ${outcome.block}, to be ${opened}`);
    }
    this.#trouble(troubleOf(outcome));
    onWeights?.(outcome);
  }

  /** Says what is wrong once, not every block. */
  #trouble(text: string | null): void {
    if (text !== null && text !== this.#lastTrouble) this.#modules.logger.warn(text);
    this.#lastTrouble = text;
  }

  /** Runs the loops until `signal` aborts. @throws when the validator cannot go on (deregistered) */
  run(signal: AbortSignal): Promise<void> {
    const { epochLength, blockMs, pauseMs, concurrentForwards, disableSetWeights, shadow, retentionBytes } =
      this.#options;
    const { store, logger } = this.#modules;
    const loops: ValidatorLoop[] = Array.from({ length: concurrentForwards }, (_, i) => ({
      name: `forward ${i}`,
      intervalMs: pauseMs,
      limitMs: this.#options.forwardMaxMs + 30_000,
      job: (s) => this.forward(s),
    }));
    loops.push({
      name: "chain sync",
      intervalMs: epochLength * blockMs,
      limitMs: 120_000,
      job: () => this.sync(),
    }, {
      name: "retention",
      intervalMs: 600_000,
      limitMs: 60_000,
      job: async () => {
        const deleted = store.retain(retentionBytes);
        if (deleted > 0) logger.debug(`${deleted} old step records deleted`);
      },
    });
    if (!disableSetWeights && !shadow) {
      loops.push({ name: "weights", intervalMs: blockMs, limitMs: 300_000, job: () => this.setWeights() });
    }
    return runLoops(loops, this.#modules, signal);
  }
}

/** What an operator should hear of an outcome; null = nothing. */
function troubleOf(outcome: WeightsOutcome): string | null {
  switch (outcome.kind) {
    case "failed":
      return `weights failed: ${outcome.detail}`;
    case "late":
      return `weights committed in block ${outcome.block} never counted: ${outcome.detail}`;
    case "foreign":
      return `somebody else set weights with this hotkey in block ${outcome.block}; none are set before block ${outcome.quietUntil}`;
    default:
      return null;
  }
}

function notRegistered(hotkey: string, netuid: number): NeuronError {
  return new NeuronError("not_registered", `hotkey ${hotkey} is not registered on netuid ${netuid}`, {
    hint: `sn1 register --netuid ${netuid}`,
  });
}
