import type { Labels, Metrics } from "../../src/base/mod.ts";
import type { Metagraph, Neuron } from "../../src/chain/mod.ts";
import type { EngineInfo } from "../../src/llm/mod.ts";
import type { MinerView } from "../../src/telemetry/mod.ts";
import { History } from "../shared/metric_history.ts";

/** Callers remembered; the least recent leaves. Only verified hotkeys get here. */
const CALLERS = 512;
const MINUTE_MS = 60_000;

/** What is measured of one answered request. */
export interface RequestMeasures {
  hotkey: string;
  /** Milliseconds since 1970. */
  atMs: number;
  /** Seconds; null when no text came. */
  ttftS: number | null;
  seconds: number;
  characters: number;
}

/** One answered request, with its texts. */
export interface AnsweredRequest extends RequestMeasures {
  /** What was asked, without the own system prompt. */
  messages: readonly { role: string; content: string }[];
  systemPrompt: string;
  /** The beginning of the answer. */
  completion: string;
}

/** Facts of the moment. */
export interface MinerFacts {
  axon: { ip: string; port: number } | null;
  engine: EngineInfo;
  metagraph: Metagraph;
  own: Neuron | undefined;
  immunityPeriod: number;
  memory: { mainBytes: number; engineBytes: number | null };
}

/** Watches a miner's requests and tells what an operator wants to see. Also a tee for the metrics of axon and engine. */
export class MinerWatch {
  #requests = 0;
  #inFlight = 0;
  #queue = 0;
  #engineQueue = 0;
  #engineBytes: number | null = null;
  readonly #callers = new Map<string, { requests: number; lastMs: number }>();
  readonly #statuses = new Map<number, number>();
  readonly #refused = new Map<string, number>();
  readonly #histories = {
    p50: new History(),
    p95: new History(),
    perMinute: new History(),
    tokensPerS: new History(),
  };
  #minute = { at: 0, ttfts: [] as number[], requests: 0, rates: [] as number[] };

  /** Metrics that are counted here too. */
  tee(metrics: Metrics): Metrics {
    return {
      count: (name, labels, by) => {
        this.#count(name, labels, by ?? 1);
        metrics.count(name, labels, by);
      },
      gauge: (name, value, labels) => {
        if (name === "axon_in_flight") this.#inFlight = value;
        if (name === "axon_verify_queue") this.#queue = value;
        if (name === "engine_queue") this.#engineQueue = value;
        if (name === "engine_memory_bytes") this.#engineBytes = value;
        metrics.gauge(name, value, labels);
      },
      observe: (name, value, labels) => metrics.observe(name, value, labels),
    };
  }

  #count(name: string, labels: Labels = {}, by: number): void {
    if (name === "axon_requests_total") {
      const status = Number(labels.status);
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + by);
      this.#requests += by;
    }
    if (name === "axon_refused_total" && labels.reason) {
      this.#refused.set(labels.reason, (this.#refused.get(labels.reason) ?? 0) + by);
    }
  }

  /** A request that was answered, or given up on. */
  answered(request: RequestMeasures): void {
    const known = this.#callers.get(request.hotkey);
    this.#callers.delete(request.hotkey);
    this.#callers.set(request.hotkey, { requests: (known?.requests ?? 0) + 1, lastMs: request.atMs });
    if (this.#callers.size > CALLERS) this.#callers.delete(this.#callers.keys().next().value!);
    const at = Math.floor(request.atMs / MINUTE_MS);
    if (at !== this.#minute.at) this.#minute = { at, ttfts: [], requests: 0, rates: [] };
    const minute = this.#minute;
    minute.requests++;
    if (request.ttftS !== null) minute.ttfts.push(request.ttftS);
    if (request.seconds > 0 && request.characters > 0) {
      minute.rates.push(request.characters / 4 / request.seconds);
    }
    minute.ttfts.sort((a, b) => a - b);
    const { p50, p95, perMinute, tokensPerS } = this.#histories;
    perMinute.add(at, minute.requests);
    if (minute.ttfts.length > 0) {
      p50.add(at, minute.ttfts[Math.floor(minute.ttfts.length / 2)]!);
      p95.add(at, minute.ttfts[Math.floor(minute.ttfts.length * 0.95)]!);
    }
    if (minute.rates.length > 0) {
      tokensPerS.add(
        at,
        minute.rates.reduce((a, b) => a + b) / minute.rates.length,
      );
    }
  }

  /** What the pages show. */
  view(facts: MinerFacts): MinerView {
    const { kind, model, device, contextTokens, parallel } = facts.engine;
    const byHotkey = new Map(facts.metagraph.neurons.map((n) => [n.hotkey, n]));
    return {
      axon: facts.axon,
      engine: { kind, model, device, contextTokens, parallel },
      requests: this.#requests,
      inFlight: this.#inFlight,
      queue: this.#queue + this.#engineQueue,
      validators: [...this.#callers].map(([hotkey, caller]) => ({
        hotkey,
        uid: byHotkey.get(hotkey)?.uid ?? null,
        stake: byHotkey.get(hotkey)?.stake ?? null,
        ...caller,
      })).sort((a, b) => b.requests - a.requests),
      statuses: [...this.#statuses].map(([status, count]) => ({ status, count })).sort((a, b) =>
        a.status - b.status
      ),
      refused: [...this.#refused].map(([reason, count]) => ({ reason, count })).sort((a, b) =>
        b.count - a.count
      ),
      ttftP50: this.#histories.p50.points,
      ttftP95: this.#histories.p95.points,
      requestsPerMinute: this.#histories.perMinute.points,
      tokensPerS: this.#histories.tokensPerS.points,
      memory: { ...facts.memory, engineBytes: facts.memory.engineBytes ?? this.#engineBytes },
      forecast: facts.own ? forecast(facts.own, facts.metagraph, facts.immunityPeriod) : null,
    };
  }
}

/**
 * How near deregistration is: rank among those the chain would prune first
 * (docs/spec/chain.md#41-burned_register).
 */
export function forecast(
  own: Neuron,
  metagraph: Metagraph,
  immunityPeriod: number,
): NonNullable<MinerView["forecast"]> {
  const immuneLeft = (n: Neuron) => Math.max(0, n.blockAtRegistration + immunityPeriod - metagraph.block);
  const order = [...metagraph.neurons].sort((a, b) =>
    Number(immuneLeft(a) > 0) - Number(immuneLeft(b) > 0) || a.emission - b.emission ||
    a.blockAtRegistration - b.blockAtRegistration || a.uid - b.uid
  );
  return {
    pruningRank: order.findIndex((n) => n.uid === own.uid) + 1,
    neurons: metagraph.n,
    immunityBlocksLeft: immuneLeft(own),
    incentive: own.incentive,
    emission: own.emission,
  };
}
