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

/** Life of an entry of the weight journal: written down, handed to the chain, read back (or not). */
export type JournalState = "planned" | "sent" | "confirmed" | "failed";

/** One decision to set weights. Written before anything is sent. */
export interface JournalEntry {
  id: number;
  at: number;
  netuid: number;
  /** `LastUpdate` of the validator when decided: one window = one vector (chain.md §6). */
  window: number;
  uids: number[];
  /** u16. */
  values: number[];
  versionKey: number;
  state: JournalState;
  /** Block of inclusion, when known. */
  block: number | null;
  detail: string;
}

/** A finished step and the scores it leads to; written in one transaction. */
export interface StepWrite {
  step: StoredStep;
  scores: ScoreRow[];
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
  /** The planned or sent entry of a window, if any. */
  journalOf(netuid: number, window: number): JournalEntry | null;
  /** Weight journal, newest first. */
  journal(limit: number): JournalEntry[];
  /** A small named value, e.g. the seed of a run. */
  setting(name: string): string | null;
  close(): void;
}

/** One durable file per neuron. All methods are synchronous and durable when they return. */
export interface Store extends StoreReader {
  /** Record, scores and step number in one transaction. */
  applyStep(write: StepWrite): void;
  /** Scores alone, after the metagraph changed or decay without a step. */
  replaceScores(rows: ScoreRow[]): void;
  /** Deletes the oldest records until at most `bytes` of text remain. @returns deleted records */
  retain(bytes: number): number;

  planWeights(entry: Omit<JournalEntry, "id" | "state" | "block" | "detail">): JournalEntry;
  markWeights(id: number, state: JournalState, detail: string, block?: number): void;

  /** Nonces of old callers (design decision 8); shaped as the axon's NonceStore. */
  readonly nonces: {
    load(): Iterable<{ hotkey: string; uuid: string; nonce: bigint }>;
    save(hotkey: string, uuid: string, nonce: bigint): void;
    loadFloors(): Iterable<{ hotkey: string; nonce: bigint }>;
    saveFloor(hotkey: string, nonce: bigint): void;
  };

  setSetting(name: string, value: string): void;
}
