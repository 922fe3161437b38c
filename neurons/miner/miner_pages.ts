import type { Clock, Metrics } from "../../src/base/mod.ts";
import type { Chain } from "../../src/chain/mod.ts";
import type { DashboardSource, DashboardState } from "../../src/telemetry/mod.ts";
import type { AlarmBook } from "../shared/alarms.ts";
import { chainFacts, checkHead, neuronFacts } from "../shared/chain_facts.ts";
import { EventBus } from "../shared/event_sink.ts";
import { reportDisk, reportNeuron } from "../shared/vitals.ts";
import type { Miner } from "./miner.ts";
import { forecast, type MinerWatch } from "./miner_watch.ts";

/** What the pages say that does not change. */
export interface MinerPagesOptions {
  version: string;
  network: string;
  netuid: number;
  hotkey: string;
  immunityPeriod: number;
  /** Folder of the database, whose disk is watched. */
  folder: string;
}

/** Places from the end at which deregistration is an alarm. */
const DANGER_RANK = 3;

/** A miner's half of the dashboard: judges alarms and is the source of the pages. */
export class MinerPages implements DashboardSource {
  readonly #bus = new EventBus();
  readonly #startedMs: number;
  readonly #offs: (() => void)[];
  #block: number;

  constructor(
    readonly options: MinerPagesOptions,
    readonly miner: Miner,
    readonly watch: MinerWatch,
    readonly modules: { chain: Chain; clock: Clock; alarms: AlarmBook; metrics: Metrics },
  ) {
    const { chain, clock, alarms, metrics } = modules;
    metrics.gauge("build_info", 1, { version: options.version, neuron: "miner" });
    this.#startedMs = clock.now();
    this.#block = miner.view.current.block;
    this.#offs = [
      chain.onHead(({ number }) => {
        this.#block = number;
        this.check();
        this.#bus.emit("block", { block: number });
      }),
      alarms.onChange((alarm, active) => this.#bus.emit("alarm", { id: alarm.id, active })),
    ];
    this.check();
  }

  /** Ends the listening. */
  close(): void {
    for (const off of this.#offs.splice(0)) off();
  }

  /** Judges the alarms. */
  check(): void {
    const { chain, alarms, metrics } = this.modules;
    checkHead(chain, alarms);
    const metagraph = this.miner.view.current;
    const own = this.miner.view.find(this.options.hotkey);
    reportNeuron(metagraph, own, metrics);
    void reportDisk(this.options.folder, metrics);
    if (!own) return;
    const { pruningRank, immunityBlocksLeft } = forecast(own, metagraph, this.options.immunityPeriod);
    metrics.gauge("neuron_pruning_rank", pruningRank);
    metrics.gauge("neuron_immunity_blocks", immunityBlocksLeft);
    alarms.set(immunityBlocksLeft === 0 && pruningRank <= DANGER_RANK && metagraph.n > DANGER_RANK, {
      id: "deregistration-near",
      severity: "warn",
      text: `place ${pruningRank} of ${metagraph.n} among those that are replaced first`,
      fix: "a better or faster engine earns more incentive",
    });
  }

  subscribe(listener: Parameters<DashboardSource["subscribe"]>[0]): () => void {
    return this.#bus.subscribe(listener);
  }

  state(): DashboardState {
    const { chain, alarms } = this.modules;
    const metagraph = this.miner.view.current;
    const own = this.miner.view.find(this.options.hotkey);
    return {
      kind: "miner",
      version: this.options.version,
      network: this.options.network,
      netuid: this.options.netuid,
      startedMs: this.#startedMs,
      neuron: neuronFacts(this.options.hotkey, metagraph),
      chain: chainFacts(chain, metagraph, this.#block),
      alarms: alarms.list(),
      miner: this.watch.view({
        axon: own && own.axon.ip !== "0.0.0.0" ? { ip: own.axon.ip, port: own.axon.port } : null,
        engine: this.miner.engine.info,
        metagraph,
        own,
        immunityPeriod: this.options.immunityPeriod,
        memory: { mainBytes: Deno.memoryUsage().rss, engineBytes: null },
      }),
    };
  }
}
