import type { ApiPromise } from "@polkadot/api";
import {
  abortReason,
  backoffDelay,
  BaseError,
  type Clock,
  errorText,
  type Logger,
  type Metrics,
  raceSignal,
  type Random,
  RoomError,
  withDeadline,
} from "../../base/mod.ts";
import type { EndpointScores } from "./endpoints.ts";
import { ChainError } from "../errors.ts";
import { asRpcFailure } from "../send/explain_error.ts";
import { type Link, openLink } from "./link.ts";

/** Options of {@link Connection}. */
export interface ConnectionOptions {
  scores: EndpointScores;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  /** Genesis hash that every endpoint must have; unset = that of the first. */
  genesis?: string | undefined;
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  /** Told about each new link before anybody uses it. */
  onLink: (link: Link) => void;
}

/** Keeps one link open, over as many endpoints as there are, and runs reads on it. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #stop = new AbortController();
  #link: Link | null = null;
  #opening: Promise<Link> | null = null;
  #genesis: string | undefined;
  #endpoint: string;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#genesis = options.genesis;
    this.#endpoint = options.scores.ranked()[0]!;
  }

  /** URL in use, or last in use. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /**
   * Opens the first endpoint that works; each is tried once.
   * @throws ChainError `unreachable`, the failure of the first endpoint
   */
  async start(): Promise<Link> {
    const failures: unknown[] = [];
    for (const endpoint of this.#options.scores.ranked()) {
      try {
        return this.#adopt(await this.#open(endpoint));
      } catch (error) {
        failures.push(error);
      }
    }
    throw failures[0];
  }

  /** The open link; while there is none, waits for the next. */
  ready(signal: AbortSignal): Promise<Link> {
    if (this.#stop.signal.aborted) return Promise.reject(abortReason(this.#stop.signal));
    if (this.#link?.open) return Promise.resolve(this.#link);
    return raceSignal(this.#reopen("lost"), signal);
  }

  /**
   * Runs a read, again on the next link when the connection is lost meanwhile, within one deadline.
   * @param method names the read in errors and metrics
   * @throws ChainError `unreachable`, `deadline`, or `refused` with the node's answer
   */
  async read<T>(
    method: string,
    work: (api: ApiPromise, link: Link) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { clock, metrics, requestTimeoutMs } = this.#options;
    const start = clock.monotonic();
    let used: Link | null = null;
    try {
      return await withDeadline(clock, requestTimeoutMs, method, async (limit) => {
        for (;;) {
          const link = used = await this.ready(limit);
          try {
            return await raceSignal(work(link.api, link), link.ended);
          } catch (error) {
            limit.throwIfAborted();
            if (link.open || this.#stop.signal.aborted) throw error;
          }
        }
      }, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = this.#explain(method, error);
      // A lost answer means a broken link, and the library would let equal reads wait for it too.
      if (reason instanceof ChainError && reason.code === "deadline" && used === this.#link) {
        this.abandon("timeout");
      }
      throw reason;
    } finally {
      metrics.observe("chain_request_seconds", (clock.monotonic() - start) / 1000, { method });
    }
  }

  /** Leaves the present link and opens another, preferably elsewhere. */
  abandon(reason: string): void {
    const link = this.#link;
    if (!link) return;
    this.#options.scores.failed(link.endpoint);
    this.#link = null;
    link.close();
    this.#reopen(reason).catch(() => {});
  }

  /** Ends everything; reads in flight fail with `closed`. */
  close(): void {
    this.#stop.abort(new ChainError("closed", "the chain connection was closed"));
    const link = this.#link;
    this.#link = null;
    link?.close();
    this.#options.metrics.gauge("chain_connected", 0);
  }

  async #open(endpoint: string): Promise<Link> {
    const { scores, clock, connectTimeoutMs } = this.#options;
    try {
      const link = await openLink(endpoint, {
        clock,
        timeoutMs: connectTimeoutMs,
        signal: this.#stop.signal,
      });
      const genesis = link.api.genesisHash.toHex();
      if (this.#genesis !== undefined && genesis !== this.#genesis) {
        link.close();
        throw new ChainError("unreachable", `${endpoint} serves another chain (genesis ${genesis})`, {
          hint: "remove it from the endpoints, or choose the matching --subtensor.network",
          data: { endpoint, genesis, expected: this.#genesis },
        });
      }
      this.#genesis = genesis;
      return link;
    } catch (error) {
      scores.failed(endpoint);
      throw error;
    }
  }

  #adopt(link: Link): Link {
    const { scores, metrics, logger, onLink } = this.#options;
    if (this.#stop.signal.aborted) {
      link.close();
      throw abortReason(this.#stop.signal);
    }
    if (!link.open) {
      scores.failed(link.endpoint);
      throw new ChainError("unreachable", `${link.endpoint} closed the connection at once`);
    }
    scores.worked(link.endpoint);
    this.#link = link;
    this.#endpoint = link.endpoint;
    metrics.gauge("chain_connected", 1);
    logger.info("connected to the chain", {
      endpoint: link.endpoint,
      spec: link.api.runtimeVersion.specVersion.toNumber(),
    });
    onLink(link);
    link.upgraded.then((spec) => {
      if (this.#link !== link) return;
      logger.info("the chain's runtime was upgraded, reading it anew", { endpoint: link.endpoint, spec });
      this.#link = null;
      link.close();
      this.#reopen("runtime").catch(() => {});
    });
    link.ended.addEventListener("abort", () => {
      if (this.#link !== link) return;
      this.#link = null;
      scores.failed(link.endpoint);
      this.#reopen("lost").catch(() => {});
    }, { once: true });
    return link;
  }

  /** Tries until an endpoint works or this is closed; one such search at a time. */
  #reopen(reason: string): Promise<Link> {
    if (this.#opening) return this.#opening;
    if (this.#stop.signal.aborted) return Promise.reject(abortReason(this.#stop.signal));
    const { scores, clock, random, metrics, logger } = this.#options;
    metrics.gauge("chain_connected", 0);
    metrics.count("chain_failovers_total", { reason });
    logger.warn("chain connection gone, opening another", { endpoint: this.#endpoint, reason });
    const search = async (): Promise<Link> => {
      for (let attempt = 0;; attempt++) {
        const endpoint = scores.ranked()[0]!;
        try {
          return this.#adopt(await this.#open(endpoint));
        } catch (error) {
          if (this.#stop.signal.aborted) throw abortReason(this.#stop.signal);
          logger.debug("endpoint failed", { endpoint, error: errorText(error) });
        }
        // A pause after each round over all endpoints, growing to half a minute.
        if ((attempt + 1) % scores.size === 0) {
          await clock.sleep(backoffDelay(Math.floor(attempt / scores.size), random), this.#stop.signal);
        }
      }
    };
    this.#opening = search().finally(() => this.#opening = null);
    this.#opening.catch(() => {});
    return this.#opening;
  }

  #explain(method: string, error: unknown): Error {
    if (this.#stop.signal.aborted) return abortReason(this.#stop.signal);
    if (error instanceof RoomError && !(error instanceof BaseError)) return error;
    const data = { endpoint: this.#endpoint, method };
    if (error instanceof BaseError && error.code === "deadline") {
      return this.#link?.open
        ? new ChainError("deadline", `${this.#endpoint} did not answer ${method} in time`, {
          hint: "try again, or name another endpoint with --subtensor.chain_endpoint",
          cause: error,
          data,
        })
        : new ChainError("unreachable", `no connection to ${this.#endpoint}`, {
          hint: "check the network; --chain.fallback_endpoints names others to try",
          cause: error,
          data,
        });
    }
    const rpc = asRpcFailure(error);
    return new ChainError(
      rpc ? "refused" : "unsupported",
      `${method} failed at ${this.#endpoint}: ${errorText(error)}`,
      {
        hint: rpc ? undefined : "the runtime may have changed: update the program",
        cause: error,
        data,
      },
    );
  }
}
