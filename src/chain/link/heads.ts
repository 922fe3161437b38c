import type { Header } from "@polkadot/types/interfaces";
import { type Clock, errorText, type Logger, type Metrics, raceSignal } from "../../base/mod.ts";
import type { Connection } from "./connection.ts";
import type { Link } from "./link.ts";
import type { Head, Unsubscribe } from "../types.ts";

/** Looks at the age of the head this often while waiting for it to become stale, and at least every two seconds. */
const CHECKS_PER_STALE_PERIOD = 4;
const MAX_CHECK_MS = 2000;

/** Blocks a good endpoint may be behind another one. */
const MAX_LAG_BLOCKS = 32;

/** Options of {@link HeadWatch}. */
export interface HeadWatchOptions {
  staleAfterMs: number;
  /** True when a lagging endpoint can be left for another. */
  hasAlternative: boolean;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/** Follows the newest block over all links, and leaves an endpoint that shows none for too long. */
export class HeadWatch {
  readonly #options: HeadWatchOptions;
  readonly #listeners = new Set<(head: Head) => void>();
  #latest: Head | null = null;
  #seenAt: number;
  #cancelCheck: () => void = () => {};
  #stopped = false;
  #warned = false;

  constructor(options: HeadWatchOptions) {
    this.#options = options;
    this.#seenAt = options.clock.monotonic();
  }

  /** Newest block seen on any link; null before the first. */
  get latest(): Head | null {
    return this.#latest;
  }

  /** Milliseconds since the last new block, or since the link was opened. */
  ageMs(): number {
    return this.#options.clock.monotonic() - this.#seenAt;
  }

  /** Subscribes to the heads of a new link. */
  attach(link: Link): void {
    this.#seenAt = this.#options.clock.monotonic();
    const { api, provider } = link;
    // Past the library, whose listeners throw into nowhere: what is thrown here ends the link.
    const onHeader = (error: Error | null, json: unknown) => {
      if (error || !link.open) return;
      const header = api.registry.createType<Header>("Header", json);
      this.#saw({ number: header.number.toNumber(), hash: header.hash.toHex() });
    };
    provider.subscribe("chain_newHead", "chain_subscribeNewHeads", [], onHeader).catch((error) => {
      if (link.open) this.#options.logger.warn("no head subscription", { error: errorText(error) });
    });
  }

  /** Calls `listener` with each new newest block; a listener that throws is logged and stays. */
  onHead(listener: (head: Head) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Resolves with the next new block.
   * @throws the reason of `signal`
   */
  async next(signal: AbortSignal): Promise<Head> {
    let off: Unsubscribe = () => {};
    try {
      return await raceSignal(new Promise<Head>((resolve) => off = this.onHead(resolve)), signal);
    } finally {
      off();
    }
  }

  /** Starts to look after the age of the head. */
  guard(connection: Connection): void {
    const { clock, staleAfterMs, metrics } = this.#options;
    const pauseMs = Math.min(staleAfterMs / CHECKS_PER_STALE_PERIOD, MAX_CHECK_MS);
    const check = async () => {
      if (this.#stopped) return;
      metrics.gauge("chain_head_age_seconds", this.ageMs() / 1000);
      if (this.ageMs() > staleAfterMs) await this.#doubt(connection);
      if (!this.#stopped) this.#cancelCheck = clock.after(pauseMs, check);
    };
    this.#cancelCheck = clock.after(pauseMs, check);
  }

  /** Ends timers and forgets the listeners. */
  stop(): void {
    this.#stopped = true;
    this.#cancelCheck();
    this.#listeners.clear();
  }

  /** With somewhere else to go: go. Otherwise only when not even a ping is answered: a chain may stand still. */
  async #doubt(connection: Connection): Promise<void> {
    const { logger, clock } = this.#options;
    // Once per standstill: a development chain may rest for as long as it likes.
    if (!this.#warned) {
      logger.warn("no new block", {
        endpoint: connection.endpoint,
        seconds: Math.round(this.ageMs() / 1000),
      });
    }
    this.#warned = true;
    if (!this.#options.hasAlternative) {
      try {
        await connection.read("chain_getHeader", (api) => api.rpc.chain.getHeader());
        return;
      } catch (error) {
        logger.warn("the endpoint does not answer", { error: errorText(error) });
      }
    }
    this.#seenAt = clock.monotonic();
    connection.abandon("stale");
  }

  /**
   * Blocks do not go back: a new endpoint may lag a little, and one that lags far is left when it can be. With one
   * endpoint only, far back means that a development chain was started anew.
   */
  #isBehind(head: Head): boolean {
    const lag = (this.#latest?.number ?? 0) - head.number;
    return lag > 0 && (lag <= MAX_LAG_BLOCKS || this.#options.hasAlternative);
  }

  #saw(head: Head): void {
    if (this.#latest?.hash === head.hash || this.#isBehind(head)) return;
    const { clock, logger, metrics } = this.#options;
    this.#latest = head;
    this.#seenAt = clock.monotonic();
    this.#warned = false;
    metrics.gauge("chain_head_block", head.number);
    for (const listener of [...this.#listeners]) {
      try {
        listener({ ...head });
      } catch (error) {
        logger.error("a head listener failed", { error: errorText(error) });
      }
    }
  }
}
