import type { ApiPromise } from "@polkadot/api";
import {
  abortReason,
  backoffDelay,
  BaseError,
  type Clock,
  errorText,
  type Logger,
  type Metrics,
  PackageError,
  raceSignal,
  type Random,
  withDeadline,
} from "../../base/mod.ts";
import type { EndpointScores } from "./endpoints.ts";
import { ChainError } from "../errors.ts";
import { asRpcFailure } from "../send/explain_error.ts";
import { type Link, openLink } from "./link.ts";
import { seconds, TryLog } from "./try_log.ts";

/** Options of {@link Connection}. */
export interface ConnectionOptions {
  scores: EndpointScores;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  /** How long {@link Connection.start} tries endpoints that say they are busy. */
  startTimeoutMs: number;
  /** A connection that ends sooner counts as a failed try. */
  steadyAfterMs: number;
  /** Genesis hash that every endpoint must have; unset = that of the first. */
  genesis?: string | undefined;
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  /** Told about each new link before anybody uses it. */
  onLink: (link: Link) => void;
}

/** Longest pause between two tries at the start, ms. */
const MAX_START_PAUSE_MS = 8000;

/** Keeps one link open, over as many endpoints as there are, and runs reads on it. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #stop = new AbortController();
  #link: Link | null = null;
  #opening: Promise<Link> | null = null;
  readonly #tries: TryLog;
  /** Reads that failed on two endpoints alike: their fault is not the endpoint's. */
  readonly #hopeless = new Set<string>();
  #genesis: string | undefined;
  #endpoint: string;
  /** Failed tries and connections that did not last, since one that did. */
  #failures = 0;
  #openedAt = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#genesis = options.genesis;
    this.#endpoint = options.scores.ranked()[0]!;
    this.#tries = new TryLog(options.clock, options.logger);
  }

  /** URL in use, or last in use. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /**
   * Opens the first endpoint that works. Each is tried once; again, with growing pauses, while one of them answers that
   * it is busy.
   * @throws ChainError `unreachable`, the failure of the first endpoint
   */
  async start(): Promise<Link> {
    const { scores, clock, random, startTimeoutMs } = this.#options;
    const begin = clock.monotonic();
    for (let round = 0;; round++) {
      const failures: unknown[] = [];
      for (const endpoint of scores.ranked()) {
        try {
          return this.#adopt(await this.#open(endpoint));
        } catch (error) {
          if (this.#stop.signal.aborted) throw abortReason(this.#stop.signal);
          failures.push(error);
        }
      }
      const busy = failures.find((error) => error instanceof ChainError && error.data.busy === true);
      const pauseMs = backoffDelay(round, random, { maxDelayMs: MAX_START_PAUSE_MS });
      if (!busy || clock.monotonic() - begin + pauseMs > startTimeoutMs) throw busy ?? failures[0];
      this.#tries.failed(busy, pauseMs);
      await clock.sleep(pauseMs, this.#stop.signal);
    }
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
    let switched = false;
    try {
      return await withDeadline(clock, requestTimeoutMs, method, async (limit) => {
        for (;;) {
          const link = used = await this.ready(limit);
          try {
            const result = await raceSignal(work(link.api, link), link.ended);
            if (switched) this.#hopeless.delete(method);
            return result;
          } catch (error) {
            limit.throwIfAborted();
            if (this.#stop.signal.aborted) throw error;
            if (!link.open) continue;
            if (switched) this.#hopeless.add(method);
            if (switched || !this.#isWorthASwitch(method, error)) throw error;
            switched = true;
            this.#options.logger.warn("the endpoint answered with a value that cannot be read", {
              endpoint: link.endpoint,
              method,
              error: errorText(error),
            });
            if (link === this.#link) this.abandon("garbage");
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
    this.#noteEnd();
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
    this.#openedAt = this.#options.clock.monotonic();
    this.#tries.worked();
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
      this.#noteEnd();
      this.#reopen("lost", errorText(link.ended.reason)).catch(() => {});
    }, { once: true });
    return link;
  }

  /** A connection that lasted makes earlier failures past; one that did not is one more of them. */
  #noteEnd(): void {
    const lasted = this.#options.clock.monotonic() - this.#openedAt >= this.#options.steadyAfterMs;
    this.#failures = lasted ? 0 : this.#failures + 1;
  }

  /** A pause after each round over all endpoints that did not lead to a connection that lasts. */
  #pauseMs(): number {
    const { scores, random } = this.#options;
    if (this.#failures === 0 || this.#failures % scores.size !== 0) return 0;
    return backoffDelay(this.#failures / scores.size - 1, random);
  }

  /**
   * Whether a read is tried elsewhere: values that cannot be decoded may be this endpoint's fault. An answer of the node
   * or a refusal of our own is not, nor is what failed elsewhere too.
   */
  #isWorthASwitch(method: string, error: unknown): boolean {
    if (this.#options.scores.size === 1 || this.#hopeless.has(method)) return false;
    return !(error instanceof PackageError) && asRpcFailure(error) === null;
  }

  /** Tries until an endpoint works or this is closed; one such search at a time. */
  #reopen(reason: string, detail?: string): Promise<Link> {
    if (this.#opening) return this.#opening;
    if (this.#stop.signal.aborted) return Promise.reject(abortReason(this.#stop.signal));
    const { scores, clock, metrics, logger } = this.#options;
    metrics.gauge("chain_connected", 0);
    metrics.count("chain_failovers_total", { reason });
    logger.warn("chain connection gone, opening another", {
      endpoint: this.#endpoint,
      reason,
      ...(detail ? { detail } : {}),
    });
    const search = async (): Promise<Link> => {
      let failure: unknown = null;
      for (;;) {
        const pauseMs = this.#pauseMs();
        if (failure) this.#tries.failed(failure, pauseMs);
        else if (pauseMs > 0) logger.info(`connections do not last, next try in ${seconds(pauseMs)} s`);
        if (pauseMs > 0) await clock.sleep(pauseMs, this.#stop.signal);
        try {
          return this.#adopt(await this.#open(scores.ranked()[0]!));
        } catch (error) {
          if (this.#stop.signal.aborted) throw abortReason(this.#stop.signal);
          this.#failures++;
          failure = error;
        }
      }
    };
    this.#opening = search().finally(() => this.#opening = null);
    this.#opening.catch(() => {});
    return this.#opening;
  }

  #explain(method: string, error: unknown): Error {
    if (this.#stop.signal.aborted) return abortReason(this.#stop.signal);
    if (error instanceof PackageError && !(error instanceof BaseError)) return error;
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
