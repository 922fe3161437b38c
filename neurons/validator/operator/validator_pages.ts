import type { Clock, Metrics } from "../../../src/base/mod.ts";
import type { Chain } from "../../../src/chain/mod.ts";
import type { DashboardSource, DashboardState } from "../../../src/telemetry/mod.ts";
import type { AlarmBook } from "../../shared/alarms.ts";
import { chainFacts, checkHead, neuronFacts } from "../../shared/chain_facts.ts";
import { EventBus } from "../../shared/event_sink.ts";
import { reportDisk, reportNeuron } from "../../shared/vitals.ts";
import { answerLength, type StepRecord } from "../score/step_record.ts";
import type { Validator } from "../validator.ts";
import { ValidatorWatch } from "./validator_watch.ts";
import type { WeightsOutcome } from "../weights/weights_types.ts";

/** What the pages say that does not change. */
export interface PagesOptions {
  kind: "validator" | "demo";
  version: string;
  network: string;
  netuid: number;
  hotkey: string;
  profile: string;
  shadow: boolean;
  /** Blocks between weights. */
  weightsWait: number;
  /** Kind of a miner that this program runs itself. */
  minerKind?: (hotkey: string) => string | undefined;
  demo?: () => DashboardState["demo"];
  /** Folder of the database, whose disk is watched. */
  folder?: string;
}

/** What the pages lean on. */
interface PagesModules {
  chain: Chain;
  clock: Clock;
  alarms: AlarmBook;
  metrics: Metrics;
}

/** How many times the usual wait may pass before missing weights are an alarm. */
const LATE = 2;

/**
 * A validator's half of the dashboard: watches steps and weights, judges alarms, and is the source of the pages. Give
 * `onStep` and `onWeights` to the validator, then `bind` it.
 */
export class ValidatorPages implements DashboardSource {
  readonly #options: PagesOptions;
  readonly #modules: PagesModules;
  readonly #watch = new ValidatorWatch();
  readonly #bus = new EventBus();
  readonly #startedMs: number;
  #validator: Validator | null = null;
  #block = 0;
  #weightsBlock: number | null = null;
  /** Before this block nobody can blame us for missing weights. */
  #firstBlock = 0;
  #offs: (() => void)[] = [];

  constructor(options: PagesOptions, modules: PagesModules) {
    this.#options = options;
    this.#modules = modules;
    this.#startedMs = modules.clock.now();
    modules.metrics.gauge("build_info", 1, { version: options.version, neuron: options.kind });
  }

  /** Takes the validator whose scores are shown, and starts to listen. @returns ends it */
  bind(validator: Validator): () => void {
    this.#validator = validator;
    this.#firstBlock = validator.view.current.block;
    const { chain, alarms } = this.#modules;
    this.#report();
    this.#offs = [
      chain.onHead(({ number }) => {
        this.#block = number;
        this.check();
        this.#report();
        this.#bus.emit("block", { block: number });
      }),
      alarms.onChange((alarm, active) => this.#bus.emit("alarm", { id: alarm.id, active })),
    ];
    return () => this.#offs.splice(0).forEach((off) => off());
  }

  readonly onStep = (record: StepRecord, scores: Float32Array): void => {
    if (!this.#validator) return;
    this.#watch.step(record, scores, this.#validator.view.current);
    for (const { reward } of record.miners) {
      this.#modules.metrics.observe("validator_reward", reward, { task: record.task.name });
    }
    const answered = record.miners.filter((m) => answerLength(m) > 0).length;
    this.#modules.alarms.set(answered === 0 && record.miners.length > 0, {
      id: "nobody-answers",
      severity: "error",
      text: `none of ${record.miners.length} miners answered in step ${record.step}`,
      fix: "check this machine's outgoing connections and clock",
    });
    this.#bus.emit("step", { step: record.step, task: record.task.name, answered });
  };

  readonly onWeights = (outcome: WeightsOutcome): void => {
    if (!this.#validator) return;
    const { alarms } = this.#modules;
    if (outcome.kind === "confirmed") {
      this.#watch.weights(outcome.row, outcome.block, this.#validator.view.current);
    }
    if (outcome.kind === "confirmed" || outcome.kind === "committed") {
      this.#weightsBlock = outcome.block;
      alarms.clear("weights-failed");
      alarms.clear("foreign-weights");
    }
    // A commit that follows a lost one is no proof yet that commits are opened; a row that was read back is.
    if (outcome.kind === "confirmed") alarms.clear("weights-late");
    if (outcome.kind === "late") {
      alarms.raise({
        id: "weights-late",
        severity: "error",
        text: `the weights committed in block ${outcome.block} never counted: ${outcome.detail}`,
        fix: "check that the validator runs without gaps, and the chain's beacon (sn1 doctor)",
      });
    }
    if (outcome.kind === "foreign") {
      alarms.raise({
        id: "foreign-weights",
        severity: "error",
        text:
          `another process set weights with this hotkey (block ${outcome.block}); pausing until block ${outcome.quietUntil}`,
        fix: "stop the other validator; if there is none, the hotkey is stolen",
      });
    }
    if (outcome.kind === "failed") {
      alarms.raise({
        id: "weights-failed",
        severity: "error",
        text: `weights were not set: ${outcome.detail}`,
      });
    }
    this.#bus.emit("weights", { outcome: outcome.kind });
  };

  /** Judges the alarms that depend on time passing. */
  check(): void {
    const { chain, alarms } = this.#modules;
    checkHead(chain, alarms);
    // The demo drives its chain by hand, so blocks pass at once there.
    if (!this.#validator || this.#options.shadow || this.#options.kind === "demo") return;
    const own = this.#validator.view.current.neurons[this.#validator.uid];
    const age = this.#block - Math.max(this.#lastWeights(), this.#firstBlock);
    alarms.set(own?.validatorPermit === false, {
      id: "no-permit",
      severity: "warn",
      text: `uid ${this.#validator.uid} has no validator permit, so the chain takes no weights from it`,
      fix: "more stake on the hotkey",
    });
    alarms.set(own?.validatorPermit === true && age > LATE * (this.#options.weightsWait + 1), {
      id: "weights-missing",
      severity: "error",
      text: `no weights for ${age} blocks`,
      fix: "sn1 doctor",
    });
  }

  #report(): void {
    const { metrics } = this.#modules;
    if (!this.#validator) return;
    const metagraph = this.#validator.view.current;
    reportNeuron(metagraph, metagraph.neurons[this.#validator.uid], metrics);
    if (this.#options.folder) void reportDisk(this.#options.folder, metrics);
  }

  subscribe(listener: Parameters<DashboardSource["subscribe"]>[0]): () => void {
    return this.#bus.subscribe(listener);
  }

  state(): DashboardState {
    const { chain, alarms } = this.#modules;
    const options = this.#options;
    const metagraph = this.#validator!.view.current;
    return {
      kind: options.kind,
      version: options.version,
      network: options.network,
      netuid: options.netuid,
      startedMs: this.#startedMs,
      neuron: neuronFacts(options.hotkey, metagraph),
      chain: chainFacts(chain, metagraph, this.#block || metagraph.block),
      alarms: alarms.list(),
      validator: this.#watch.view({
        metagraph,
        ownUid: this.#validator!.uid,
        scores: this.#validator!.scores,
        profile: options.profile,
        shadow: options.shadow,
        block: this.#block || metagraph.block,
        weightsBlock: this.#lastWeights(),
        weightsWait: options.weightsWait,
        kind: options.minerKind,
      }),
      ...(options.demo ? { demo: options.demo() } : {}),
    };
  }

  #lastWeights(): number {
    const own = this.#validator?.view.current.neurons[this.#validator.uid];
    return Math.max(this.#weightsBlock ?? 0, own?.lastUpdate ?? 0);
  }
}
