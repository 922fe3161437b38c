import type { KeyTable } from "./api_key_store.ts";

/** Score of one hotkey, with the uid it had when it was written. */
export interface ScoreRow {
  hotkey: string;
  uid: number;
  /** Moving average, 32-bit precision, ≥ 0. */
  score: number;
}

/** A step as it is kept: an opaque JSON record with what is needed to find it. */
export interface StoredStep {
  step: number;
  /** Milliseconds since 1970. */
  at: number;
  task: string;
  /** JSON of the record. */
  record: string;
}

/**
 * Life of an entry of the weight journal: written down, handed to the chain, (on chain but closed until its epoch,) read
 * back or not; `replaced` when newer weights took its place before it was opened.
 */
export type JournalState = "planned" | "sent" | "committed" | "confirmed" | "replaced" | "failed";

/** One decision to set weights. Written before anything is sent. */
export interface JournalEntry {
  id: number;
  at: number;
  netuid: number;
  /**
   * `LastUpdate` of the validator when decided: one window = one vector
   * (docs/spec/chain.md#6-setting-weights).
   */
  window: number;
  uids: number[];
  /** u16. */
  values: number[];
  versionKey: number;
  state: JournalState;
  /** Block of inclusion, when known. */
  block: number | null;
  detail: string;
  /** u16 numbers that open a commit by hash; written down before it is sent. */
  salt: number[];
  /** What was signed for it, before it was sent: JSON, opaque here. Null before, and when nothing was. */
  signed: string | null;
  /** Epoch a commit belongs to, once known. */
  epoch: number | null;
}

/** A decision to be written down. Without salt the weights cannot go out as a commit by hash. */
export type WeightsPlan =
  & Pick<JournalEntry, "at" | "netuid" | "window" | "uids" | "values" | "versionKey">
  & Partial<Pick<JournalEntry, "salt">>;

/** What {@link Store.noteWeights} adds to an entry. */
export type JournalNote = Partial<Pick<JournalEntry, "signed" | "epoch">>;

/** A finished step and the scores it leads to; written in one transaction. */
export interface StepWrite {
  step: StoredStep;
  scores: ScoreRow[];
}

/** What a database is about. */
export interface ChainBinding {
  /** Genesis hash, hex with 0x. */
  genesis: string;
  netuid: number;
  /**
   * Hash of block 1: development chains that are started anew have the same genesis, but another first block. Null
   * while it is not known.
   */
  firstBlock: string | null;
}

/** What can be read of a neuron's database, also while the neuron runs. */
export interface StoreReader {
  readonly path: string;
  schemaVersion(): number;
  /** What SQLite's quick check finds wrong; null = nothing. Reads the whole file. */
  damage(): string | null;
  /** Steps applied so far; the next step is this + 1. */
  lastStep(): number;
  scores(): ScoreRow[];
  step(step: number): StoredStep | null;
  /** Newest first. */
  latestSteps(limit: number): StoredStep[];
  /** Oldest first, from `after` (exclusive). */
  stepsAfter(after: number, limit: number): StoredStep[];
  /** The entry of a window that did not fail, if any. */
  journalOf(netuid: number, window: number): JournalEntry | null;
  /** Weight journal, newest first. */
  journal(limit: number): JournalEntry[];
  /** The chain and subnet this file is bound to; null before it is, or in a file of an older version. */
  chain(): ChainBinding | null;
  /** A small named value, e.g. the seed of a run. */
  setting(name: string): string | null;
  close(): void;
}

/** One durable file per neuron. All methods are synchronous and durable when they return. */
export interface Store extends StoreReader {
  /** Record, scores and step number in one transaction. */
  applyStep(write: StepWrite): void;
  /**
   * Binds the file to a chain and subnet; a file that is bound stays so. Its first block is added once it is known.
   * @returns whether the file was not bound before
   * @throws StoreError `other_chain` when it is bound to another one
   */
  bindChain(to: ChainBinding): boolean;
  /** Scores alone, after the metagraph changed or decay without a step. */
  replaceScores(rows: ScoreRow[]): void;
  /** Deletes the oldest records until at most `bytes` of text remain. @returns deleted records */
  retain(bytes: number): number;

  planWeights(plan: WeightsPlan): JournalEntry;
  /** Adds what became known of an entry without changing its state. */
  noteWeights(id: number, note: JournalNote): void;
  markWeights(id: number, state: JournalState, detail: string, block?: number): void;

  /** Nonces of old callers (docs/decisions/010-nonce-rule.md); shaped as the axon's NonceStore. */
  readonly nonces: {
    load(): Iterable<{ hotkey: string; uuid: string; nonce: bigint }>;
    save(hotkey: string, uuid: string, nonce: bigint): void;
    loadFloors(): Iterable<{ hotkey: string; nonce: bigint }>;
    saveFloor(hotkey: string, nonce: bigint): void;
  };

  /** Keys of the subnet API. */
  readonly keys: KeyTable;

  setSetting(name: string, value: string): void;
}
