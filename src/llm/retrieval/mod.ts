export * from "./retrieval.ts";
export type { CorpusDocument } from "./corpus.ts";
