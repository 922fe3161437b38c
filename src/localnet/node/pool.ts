import { BoundedMap, type Clock, errorText, fromHex } from "../../base/mod.ts";
import { account } from "../runtime/account_rules.ts";
import type { Schema } from "../chain_schema.ts";
import { lastBlock } from "./era.ts";
import { decodeExtrinsic, type Extrinsic, type SignedPart } from "./extrinsic.ts";
import {
  alreadyImported,
  badFormat,
  banned,
  immediatelyDropped,
  invalid,
  PoolError,
  priorityTooLow,
  unsignedRefused,
} from "./pool_error.ts";
import { checkSignature, checkState, type ValidityView } from "./validity.ts";

/** What a watcher of a transaction is told; the form clients expect. */
export type TransactionStatus =
  | "ready"
  | "future"
  | "dropped"
  | "invalid"
  | { inBlock: string }
  | { finalized: string }
  | { usurped: string };

/** A waiting transaction. */
export interface PoolEntry {
  extrinsic: Extrinsic;
  signed: SignedPart;
  /** Last block it may be in: after that the era, and with it the signature, is void. */
  lastBlock: number;
  watchers: Set<(status: TransactionStatus) => void>;
  /** Whether the last status told was `future`. */
  future: boolean;
}

/** Most transactions waiting. */
const MAX_WAITING = 4096;
/** Most transactions waiting per account. */
const MAX_PER_ACCOUNT = 256;
/** Largest transaction, bytes. */
const MAX_BYTES = 1 << 20;
/** How many included transactions are remembered to refuse them a second time. */
const REMEMBERED = 8192;

/** Transactions waiting for a block, in order of arrival. */
export class TransactionPool {
  readonly #schema: () => Schema;
  readonly #view: () => ValidityView;
  readonly #entries = new Map<string, PoolEntry>();
  readonly #readyListeners = new Set<() => void>();
  readonly #told = new WeakSet<PoolEntry>();
  readonly #included = new BoundedMap<string, true>(REMEMBERED);

  readonly #clock: Clock;
  readonly #finalityMs: number;
  readonly #timers = new Set<() => void>();

  /**
   * @param schema of the runtime as it is now
   * @param view the state transactions are checked against, asked for at each submission
   * @param finalityMs how long after `inBlock` watchers are told `finalized`: clients that look the block up
   *   between the two would miss the first if both came at once
   */
  constructor(schema: () => Schema, view: () => ValidityView, clock: Clock, finalityMs: number) {
    this.#schema = schema;
    this.#view = view;
    this.#clock = clock;
    this.#finalityMs = finalityMs;
  }

  /** Stops telling. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Told when a transaction becomes ready. @returns ends the telling */
  onReady(listener: () => void): () => void {
    this.#readyListeners.add(listener);
    return () => void this.#readyListeners.delete(listener);
  }

  /** Number of waiting transactions. */
  get size(): number {
    return this.#entries.size;
  }

  /** Waiting transactions in order of arrival. */
  entries(): PoolEntry[] {
    return [...this.#entries.values()];
  }

  /**
   * Takes a transaction in.
   * @param hex `0x…` of its bytes
   * @param watcher told what becomes of it, from `ready` on
   * @throws PoolError when it cannot be taken
   */
  submit(hex: string, watcher?: (status: TransactionStatus) => void): PoolEntry {
    const { extrinsic, signed } = this.check(hex);
    const { hash } = extrinsic;
    const view = this.#view();
    const rival = this.#rivalOf(signed);
    const entry: PoolEntry = {
      extrinsic,
      signed,
      lastBlock: lastBlock(signed.era, view.block),
      watchers: new Set(watcher ? [watcher] : []),
      future: false,
    };
    if (rival) {
      this.#entries.delete(rival.extrinsic.hash);
      this.#tell(rival, { usurped: hash });
    }
    this.#entries.set(hash, entry);
    this.#announce(view);
    return entry;
  }

  /**
   * Checks a transaction without taking it in.
   * @returns its parts, and the tag it would provide (account and nonce)
   * @throws PoolError when it cannot be taken
   */
  check(hex: string): { extrinsic: Extrinsic; signed: SignedPart; provides: string } {
    const extrinsic = this.#decode(hex);
    const { signed, hash } = extrinsic;
    if (!signed) throw unsignedRefused();
    if (this.#entries.has(hash)) throw alreadyImported(hash);
    if (this.#included.has(hash)) throw banned();
    const view = this.#view();
    checkSignature(view, extrinsic, signed);
    checkState(view, extrinsic, signed);
    const provides = signed.signer + this.#schema().codecs.encodeHex("u32", signed.nonce).slice(2);
    return { extrinsic, signed, provides };
  }

  /** The waiting transaction a newcomer replaces, or null. @throws PoolError when there is no room for it */
  #rivalOf(signed: SignedPart): PoolEntry | null {
    const own = this.entries().filter((entry) => entry.signed.signer === signed.signer);
    const rival = own.find((entry) => entry.signed.nonce === signed.nonce) ?? null;
    if (rival && signed.tip <= rival.signed.tip) throw priorityTooLow(signed.tip, rival.signed.tip);
    const full = this.#entries.size >= MAX_WAITING || own.length >= MAX_PER_ACCOUNT;
    if (!rival && full) throw immediatelyDropped();
    return rival;
  }

  #decode(hex: string): Extrinsic {
    if (hex.length > MAX_BYTES * 2) throw invalid("ExhaustsResources");
    try {
      return decodeExtrinsic(this.#schema(), fromHex(hex));
    } catch (error) {
      throw badFormat(errorText(error));
    }
  }

  /** Nonce an account should use next, waiting transactions counted. */
  nextNonce(who: string): number {
    let nonce = account(this.#view().storage, who).nonce;
    const waiting = new Set(this.entries().filter((e) => e.signed.signer === who).map((e) => e.signed.nonce));
    while (waiting.has(nonce)) nonce++;
    return nonce;
  }

  /** Takes out a transaction that is in a block now. */
  included(entry: PoolEntry, blockHash: string): void {
    this.#entries.delete(entry.extrinsic.hash);
    this.#included.set(entry.extrinsic.hash, true);
    this.#tell(entry, { inBlock: blockHash });
    if (entry.watchers.size === 0) return;
    const cancel = this.#clock.after(this.#finalityMs, () => {
      this.#timers.delete(cancel);
      this.#tell(entry, { finalized: blockHash });
    });
    this.#timers.add(cancel);
  }

  /** Takes out a transaction that can never be in a block. */
  reject(entry: PoolEntry): void {
    this.#entries.delete(entry.extrinsic.hash);
    this.#tell(entry, "invalid");
  }

  /**
   * After a block: drops what became invalid, tells what became ready.
   * @param upgraded whether the runtime changed, and with it what a signature must cover
   */
  maintain(upgraded = false): void {
    const view = this.#view();
    for (const entry of this.entries()) {
      try {
        if (view.block > entry.lastBlock) throw invalid("BadProof");
        if (upgraded) checkSignature(view, entry.extrinsic, entry.signed);
        checkState(view, entry.extrinsic, entry.signed);
      } catch (error) {
        if (!(error instanceof PoolError)) throw error;
        this.reject(entry);
      }
    }
    this.#announce(view);
  }

  /** Tells `ready` or `future` to those for whom it is news. */
  #announce(view: ValidityView): void {
    const turn = new Map<string, number>();
    for (const entry of this.entries()) {
      const { signer, nonce } = entry.signed;
      if (!turn.has(signer)) {
        let next = account(view.storage, signer).nonce;
        const waiting = new Set(
          this.entries().filter((e) => e.signed.signer === signer).map((e) => e.signed.nonce),
        );
        while (waiting.has(next)) next++;
        turn.set(signer, next);
      }
      const future = nonce > turn.get(signer)!;
      if (this.#told.has(entry) && entry.future === future) continue;
      this.#told.add(entry);
      entry.future = future;
      this.#tell(entry, future ? "future" : "ready");
      if (!future) { for (const listener of this.#readyListeners) listener(); }
    }
  }

  #tell(entry: PoolEntry, status: TransactionStatus): void {
    for (const watcher of entry.watchers) watcher(status);
  }
}
