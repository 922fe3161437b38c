/** A kind of miner in the demo. */
export interface MinerKind {
  /** As in tables and JSON. */
  name: string;
  /** Value for the engine table. */
  engine: string;
  /** Share of the texts it owns, percent; null = it looks nothing up. */
  coverage: number | null;
}

/** The default kinds, from strong to weak (docs/interface.md#demo). `--miners N` goes round this list. */
export const MINER_KINDS: readonly MinerKind[] = [
  { name: "retrieval-100", engine: "retrieval-100", coverage: 100 },
  { name: "retrieval-50", engine: "retrieval-50", coverage: 50 },
  { name: "retrieval-10", engine: "retrieval-10", coverage: 10 },
  { name: "local-tiny", engine: "local", coverage: null },
  { name: "phrase", engine: "phrase", coverage: null },
  { name: "echo", engine: "echo", coverage: null },
];

/** Kinds of `count` miners. */
export function kindsFor(count: number): MinerKind[] {
  return Array.from({ length: count }, (_, i) => MINER_KINDS[i % MINER_KINDS.length]!);
}
