import { type Clock, type Logger } from "../../base/mod.ts";
import { beaconPeriod, type Timelock } from "../drand/beacon.ts";
import { LocalnetError } from "../errors.ts";
import type { RuntimeRules } from "../runtime/dispatch_context.ts";
import { CODE_KEY, runtimeCode } from "../runtime/runtime_code.ts";
import { StorageView } from "../runtime/storage.ts";
import type { RuntimeUpgrade, Schema } from "../chain_schema.ts";
import { ChainState } from "../state.ts";
import { type Block, blockHash, extrinsicsRoot, stateRoot } from "./block.ts";
import { BLOCK_HASH_COUNT, BlockBuilder } from "./builder.ts";
import { decodeExtrinsic, timestampExtrinsic } from "./extrinsic.ts";
import { PoolError } from "./pool_error.ts";
import { type PoolEntry, TransactionPool } from "./pool.ts";
import { checkState, type ValidityView, type Verify } from "./validity.ts";

/** States before the head that stay readable. */
const STATE_HISTORY = 256;
/** Most transactions in one block, and their bytes together. */
const MAX_BLOCK_EXTRINSICS = 1024;
const MAX_BLOCK_BYTES = 5 << 20;
const ZERO_HASH = `0x${"00".repeat(32)}`;

/** What the chain is made of. */
export interface ChainInput {
  schema: Schema;
  rules: RuntimeRules;
  clock: Clock;
  logger: Logger;
  verify: Verify;
  timelock: Timelock;
  /** Genesis state: keys and values, `0x…`. */
  genesis: Iterable<[string, string]>;
  /** Unix milliseconds of block 0. */
  genesisTime: number;
  blockMs: number;
  /** True: block n is stamped genesisTime + n·blockMs, whatever the clock says. */
  virtualTime: boolean;
  /** Milliseconds between `inBlock` and `finalized` for those who watch a transaction. */
  finalityMs: number;
}

/** Blocks, their states, and the transactions waiting for the next one. Every block is final at once. */
export class Chain {
  schema: Schema;
  readonly rules: RuntimeRules;
  readonly pool: TransactionPool;
  readonly genesis: Block;
  readonly #input: ChainInput;
  readonly #state = new ChainState(STATE_HISTORY);
  readonly #byNumber = new Map<number, Block>();
  readonly #byHash = new Map<string, Block>();
  readonly #listeners = new Set<(block: Block) => void>();
  /** Writes from outside the rules, put into the next block. */
  readonly #forced = new Map<string, string | null>();
  #head: Block;
  #timeShift = 0;
  #upgrade: RuntimeUpgrade | null = null;

  constructor(input: ChainInput) {
    this.#input = input;
    this.schema = input.schema;
    this.rules = input.rules;
    const genesis = new Map(input.genesis);
    this.#state.init(genesis);
    const header = {
      number: 0,
      parentHash: ZERO_HASH,
      stateRoot: stateRoot(ZERO_HASH, genesis),
      extrinsicsRoot: extrinsicsRoot([]),
    };
    const hash = blockHash(this.schema, header);
    const { specVersion } = this.schema;
    this.genesis = this.#head = { ...header, hash, extrinsics: [], time: input.genesisTime, specVersion };
    this.#keep(this.#head);
    this.pool = new TransactionPool(
      () => this.schema,
      () => this.#validity(this.storage(), this.#head.number + 1),
      input.clock,
      input.finalityMs,
    );
  }

  /** The newest block. */
  get head(): Block {
    return this.#head;
  }

  /** A block by hash or number; undefined when unknown or forgotten. */
  block(id: string | number): Block | undefined {
    return typeof id === "number" ? this.#byNumber.get(id) : this.#byHash.get(id);
  }

  /** Reads the state after a block. @throws LocalnetError `runtime` when it is forgotten */
  storage(block: Block = this.#head): StorageView {
    return new StorageView(this.schema, this.raw(block));
  }

  /** Reads raw values of the state after a block. */
  raw(block: Block = this.#head): (key: string) => string | null {
    if (!this.#state.has(block.number)) {
      throw new LocalnetError("runtime", `State already discarded for ${block.hash}`);
    }
    return (key) => this.#state.get(key, block.number);
  }

  /** Keys of the state after a block, see {@link ChainState.keys}. */
  keys(prefix: string, count: number, start: string, block: Block = this.#head): string[] {
    return this.#state.keys(prefix, count, start, block.number);
  }

  /** Told about every new block, after its state is readable. @returns ends the telling */
  onBlock(listener: (block: Block) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Writes a value at the start of the next block, past all rules. For tests.
   * @throws LocalnetError `scale` when the bytes are no value of the item the key belongs to
   */
  force(key: string, value: string | null): void {
    if (value !== null) this.schema.checkValue(key, value);
    this.#forced.set(key, value);
  }

  /** Changes the runtime with the next block: what is signed for the old one is refused after it. For tests. */
  upgrade(runtime: RuntimeUpgrade): void {
    this.#upgrade = runtime;
  }

  /** Moves the time of the next blocks so that the next one is stamped `unixMs`. For tests. */
  setTime(unixMs: number): void {
    this.#timeShift += unixMs - this.#nextTime();
  }

  /** Builds a block from the waiting transactions. */
  produceBlock(): Block {
    const number = this.#head.number + 1;
    const now = Math.max(this.#head.time + 1, this.#nextTime());
    const builder = new BlockBuilder({
      schema: this.schema,
      rules: this.rules,
      timelock: this.#input.timelock,
      beaconPeriod: beaconPeriod(this.#input.blockMs),
      base: this.raw(),
      parentHash: this.#head.hash,
      number,
      now,
      logger: this.#input.logger,
    });
    for (const [key, value] of this.#forced) builder.storage.putRaw(key, value);
    this.#forced.clear();
    const upgrade = this.#upgrade;
    this.#upgrade = null;
    if (upgrade) builder.storage.putRaw(CODE_KEY, runtimeCode(upgrade));
    builder.initialize();
    const stamp = decodeExtrinsic(this.schema, timestampExtrinsic(this.schema, now));
    builder.applyInherent(stamp);
    const included = this.#fill(builder, number);
    const diff = builder.finish();

    const bytes = [stamp, ...included.map((entry) => entry.extrinsic)].map((one) => `0x${one.bytes.toHex()}`);
    const header = {
      number,
      parentHash: this.#head.hash,
      stateRoot: stateRoot(this.#head.stateRoot, diff),
      extrinsicsRoot: extrinsicsRoot(bytes),
    };
    if (upgrade) this.schema = this.schema.upgraded(upgrade);
    const block: Block = {
      ...header,
      hash: blockHash(this.schema, header),
      extrinsics: bytes,
      time: now,
      specVersion: this.schema.specVersion,
    };
    this.#state.commit(diff);
    this.#head = block;
    this.#keep(block);
    this.#input.logger.debug("block", { number, hash: block.hash, extrinsics: bytes.length });
    for (const listener of this.#listeners) listener(block);
    for (const entry of included) this.pool.included(entry, block.hash);
    this.pool.maintain(upgrade !== null);
    return block;
  }

  /** Puts waiting transactions in: order of arrival, per account order of nonces. */
  #fill(builder: BlockBuilder, number: number): PoolEntry[] {
    const view = this.#validity(builder.storage, number);
    const included: PoolEntry[] = [];
    let waiting = this.pool.entries();
    let bytes = 0;
    for (let progress = true; progress;) {
      progress = false;
      const later: PoolEntry[] = [];
      for (const entry of waiting) {
        const size = entry.extrinsic.bytes.length;
        const full = included.length >= MAX_BLOCK_EXTRINSICS || bytes + size > MAX_BLOCK_BYTES;
        if (full || entry.lastBlock < number) continue;
        try {
          if (checkState(view, entry.extrinsic, entry.signed) > 0) {
            later.push(entry);
            continue;
          }
        } catch (error) {
          if (!(error instanceof PoolError)) throw error;
          this.pool.reject(entry);
          continue;
        }
        builder.apply(entry.extrinsic, entry.signed);
        included.push(entry);
        bytes += size;
        progress = true;
      }
      waiting = later;
    }
    return included;
  }

  #validity(storage: ValidityView["storage"], block: number): ValidityView {
    return {
      schema: this.schema,
      storage,
      rules: this.rules,
      block,
      genesisHash: this.genesis.hash,
      hashOf: (number) => this.#byNumber.get(number)?.hash ?? null,
      verify: this.#input.verify,
    };
  }

  #nextTime(): number {
    const { clock, virtualTime, genesisTime, blockMs } = this.#input;
    const base = virtualTime ? genesisTime + (this.#head.number + 1) * blockMs : clock.now();
    return Math.round(base + this.#timeShift);
  }

  #keep(block: Block): void {
    this.#byNumber.set(block.number, block);
    this.#byHash.set(block.hash, block);
    const old = this.#byNumber.get(block.number - BLOCK_HASH_COUNT);
    if (!old || old.number === 0) return;
    this.#byNumber.delete(old.number);
    this.#byHash.delete(old.hash);
  }
}
