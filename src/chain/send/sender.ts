import type { ApiPromise } from "@polkadot/api";
import {
  BaseError,
  BoundedMap,
  type Clock,
  deadline,
  errorText,
  type Logger,
  type Metrics,
  Mutex,
  raceSignal,
  type Random,
  retry,
  withDeadline,
} from "../../base/mod.ts";
import type { Signer } from "../../wallet/mod.ts";
import type { Connection } from "../link/connection.ts";
import { ChainError } from "../errors.ts";
import { asRpcFailure, explainPool, isRetryable } from "./explain_error.ts";
import type { HeadWatch } from "../link/heads.ts";
import type { Link } from "../link/link.ts";
import { findIn, type Position, readOutcome } from "./outcome.ts";
import { readBlock } from "../read/reads.ts";
import { type Call, prepareTransaction, type UnsignedTransaction } from "./transaction.ts";
import type { SignedTransaction, TxReceipt } from "../types.ts";
import { watchTransaction } from "./watch_transaction.ts";

/** What a pool says of bytes that it will never take: the nonce is used, the era over, the runtime another. */
const VOID = /outdated|stale|ancient birth|bad signature|bad proof/i;

/** Errors after which a transaction may still get into a block. */
const OPEN_ENDS: ReadonlySet<string> = new Set(["deadline", "unreachable", "closed"]);

/** Attempts for one transaction, each with a fresh signature. */
const TRIES = 3;

/** Most transactions whose fate is open that are remembered. */
const MAX_OPEN = 64;

/** What the sender of a call may want to know or decide. */
export interface SendHooks {
  /** Told before the bytes leave; what it throws keeps them here. */
  onSigned?: (signed: SignedTransaction) => void;
  /**
   * Block of the state that made the caller send: an equal call that landed later is the one wanted, one that landed until
   * then has had its effect already.
   */
  since?: number;
}

/** Options of {@link Sender}. */
export interface SenderOptions {
  connection: Connection;
  heads: HeadWatch;
  inclusionTimeoutMs: number;
  eraPeriod: number;
  finalized: boolean;
  /** Seconds. */
  blockTime: () => number;
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
}

/** Sends transactions: one at a time per key, retried where the chain's answer allows it. */
export class Sender {
  readonly #options: SenderOptions;
  /** One entry per own key, so it stays small. */
  readonly #accounts = new Map<string, Mutex>();
  /** Transactions that were sent and never seen in a block, by signer and call. */
  readonly #open = new BoundedMap<string, SignedTransaction>(MAX_OPEN);

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /**
   * Signs and sends a call and waits until it stands in a block and succeeded. A call that was sent before and whose fate
   * is open is not signed anew while the old transaction is valid: the same bytes go out again.
   * @param name of the call on chain, e.g. `serve_axon`
   * @param build makes the call for the runtime of the link; asked anew for each attempt
   * @throws ChainError with the chain's reason, or `deadline` when the transaction is nowhere to be seen
   */
  send(
    name: string,
    build: (api: ApiPromise) => Call | Promise<Call>,
    signer: Signer,
    hooks: SendHooks = {},
  ): Promise<TxReceipt> {
    return this.#alone(signer, () => this.#sendNow(name, build, signer, hooks));
  }

  /**
   * Sends what was signed before once more, as it is, and waits for it like {@link Sender.send}.
   * @throws ChainError `stale` with `data.expired` when it can never get into a block any more
   */
  resume(signed: SignedTransaction, signer: Signer): Promise<TxReceipt> {
    const name = "the transaction signed before";
    return this.#alone(signer, () => this.#finish(name, signed, (signal) => this.#search(signed, signal)));
  }

  #alone<T>(signer: Signer, work: () => Promise<T>): Promise<T> {
    let mutex = this.#accounts.get(signer.ss58);
    if (!mutex) this.#accounts.set(signer.ss58, mutex = new Mutex());
    return mutex.run(work);
  }

  async #sendNow(
    name: string,
    build: (api: ApiPromise) => Call | Promise<Call>,
    signer: Signer,
    hooks: SendHooks,
  ): Promise<TxReceipt> {
    const { clock, random, logger, metrics, connection } = this.#options;
    try {
      const receipt = await retry(async (attempt) => {
        // The pool has forgotten the last attempt, or made room, one block later at the earliest.
        if (attempt > 0) await this.#nextBlock();
        return await this.#attempt(name, build, signer, hooks);
      }, {
        clock,
        random,
        tries: TRIES,
        delayMs: 1000,
        retryIf: isRetryable,
        onRetry: (error, attempt) => {
          const { message, data } = error as ChainError;
          logger.warn("transaction will be sent again", {
            call: name,
            attempt: attempt + 1,
            reason: message,
          });
          if (data.reconnect === true) connection.abandon("runtime");
        },
      });
      metrics.count("chain_calls_total", { call: name, outcome: "ok" });
      logger.info("transaction in a block", { call: name, block: receipt.block, hash: receipt.hash });
      return receipt;
    } catch (error) {
      const outcome = error instanceof ChainError ? error.code : "error";
      metrics.count("chain_calls_total", { call: name, outcome });
      throw error;
    }
  }

  async #attempt(
    name: string,
    build: (api: ApiPromise) => Call | Promise<Call>,
    signer: Signer,
    hooks: SendHooks,
  ): Promise<TxReceipt> {
    let link!: Link;
    let key = "";
    const prepared = await this.#options.connection.read(
      `preparing ${name}`,
      async (api, present): Promise<UnsignedTransaction | SignedTransaction> => {
        link = present;
        const call = await build(api);
        key = `${signer.ss58} ${call.method.toHex()}`;
        const open = this.#open.get(key);
        if (open && await readBlock(api) < open.validUntil) return open;
        return await prepareTransaction(api, call, signer.ss58, this.#options.eraPeriod);
      },
    );
    const known = "extrinsic" in prepared;
    // Outside the deadline of reads: a signer may be a device, or a person.
    const signed = known ? prepared : prepared.finish(await signer.sign(prepared.message));
    hooks.onSigned?.(signed);
    this.#open.set(key, signed);
    try {
      const receipt = await this.#finish(
        name,
        signed,
        (signal) => known ? this.#search(signed, signal) : this.#follow(name, link, signed, signal),
      );
      this.#open.delete(key);
      if (!known || receipt.block > (hooks.since ?? 0)) return receipt;
    } catch (error) {
      // Whatever the chain decided is decided; all else may still land.
      if (error instanceof ChainError && !OPEN_ENDS.has(error.code)) this.#open.delete(key);
      throw error;
    }
    return await this.#attempt(name, build, signer, hooks);
  }

  /** Waits for the place of a transaction within the deadline of inclusion, then reads what became of it. */
  async #finish(
    name: string,
    signed: SignedTransaction,
    place: (signal: AbortSignal) => Promise<Position>,
  ): Promise<TxReceipt> {
    const { connection, inclusionTimeoutMs, clock } = this.#options;
    let position: Position;
    try {
      position = await withDeadline(clock, inclusionTimeoutMs, name, place);
    } catch (error) {
      if (!(error instanceof BaseError) || error.code !== "deadline") throw error;
      throw new ChainError(
        "deadline",
        `${name} did not get into a block within ${inclusionTimeoutMs / 1000} s`,
        {
          hint: `it may still do until block ${signed.validUntil}; look before you send it again`,
          cause: error,
          data: { call: name, hash: signed.hash, validUntil: signed.validUntil },
        },
      );
    }
    return await connection.read(
      `outcome of ${name}`,
      (api) => readOutcome(api, name, signed.hash, position),
    );
  }

  /** Sends and watches; when the connection breaks, the same transaction is handed over again and looked for. */
  async #follow(
    name: string,
    link: Link,
    signed: SignedTransaction,
    signal: AbortSignal,
  ): Promise<Position> {
    try {
      const blockHash = await watchTransaction(link, name, signed.extrinsic, this.#options.finalized, signal);
      const position = await raceSignal(findIn(link.api, blockHash, signed.extrinsic), link.ended);
      if (position) return position;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ChainError) throw error;
      const rpc = asRpcFailure(error);
      if (rpc) throw explainPool(name, rpc);
      if (link.open) throw error;
      this.#options.logger.warn("connection lost while a transaction was on its way", { call: name });
    }
    return await this.#search(signed, signal);
  }

  /** Looks through the blocks since the signature, as they come. */
  async #search(signed: SignedTransaction, signal: AbortSignal): Promise<Position> {
    const { connection } = this.#options;
    const hopeless = await this.#handOver(signed, signal);
    const lost = () =>
      new ChainError("stale", "the transaction was lost with the connection", {
        data: { hash: signed.hash, retry: true, expired: true, endpoint: connection.endpoint },
      });
    for (let number = signed.signedAt + 1;; number++) {
      const position = await this.#searchBlock(number, signed, signal);
      if (position === "none yet") {
        if (hopeless) throw lost();
        number--;
        await this.#nextBlock(signal);
        continue;
      }
      if (position) return position;
      if (number >= signed.validUntil) throw lost();
    }
  }

  /**
   * Sends the same bytes again: they may never have arrived, and their nonce lets them in only once. Whatever the
   * pool says of them (known, outdated because included), the blocks decide.
   * @returns whether they can get into no block any more, if they are in none yet
   */
  async #handOver(signed: SignedTransaction, signal: AbortSignal): Promise<boolean> {
    const { connection, logger } = this.#options;
    try {
      await connection.read(
        "sending again",
        (_, link) => link.provider.send("author_submitExtrinsic", [signed.extrinsic]),
        signal,
      );
      return false;
    } catch (error) {
      signal.throwIfAborted();
      const reason = errorText(error);
      logger.debug("the pool did not take the transaction again", { reason });
      return VOID.test(reason);
    }
  }

  /** @returns null when the block does not hold it */
  #searchBlock(
    number: number,
    signed: SignedTransaction,
    signal: AbortSignal,
  ): Promise<Position | null | "none yet"> {
    const { connection, finalized } = this.#options;
    return connection.read("searching a transaction", async (api) => {
      const newest = finalized ? await api.rpc.chain.getFinalizedHead() : await api.rpc.chain.getBlockHash();
      const head = await api.rpc.chain.getHeader(newest);
      if (head.number.toNumber() < number) return "none yet";
      const hash = await api.rpc.chain.getBlockHash(number);
      return await findIn(api, hash.toHex(), signed.extrinsic);
    }, signal);
  }

  /** Waits for a new block, at most as long as two should take. */
  async #nextBlock(signal?: AbortSignal): Promise<void> {
    const { clock, heads, blockTime } = this.#options;
    const limit = deadline(clock, 2000 * blockTime(), "the next block", signal);
    try {
      await heads.next(limit.signal);
    } catch (error) {
      if (signal?.aborted) throw error;
    } finally {
      limit.dispose();
    }
  }
}
