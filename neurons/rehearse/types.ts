import type { Clock, Logger, Metrics } from "../../src/base/mod.ts";
import type { AxonTarget } from "../../src/dendrite/mod.ts";
import type { CorpusDocument, Embedder, Engine } from "../../src/llm/mod.ts";
import type { Signer } from "../../src/wallet/mod.ts";
import type { Profile } from "../../rewards/mod.ts";
import type { Sources, TaskShare } from "../../tasks/mod.ts";
import type { AnswerOptions } from "../miner/answer_request.ts";
import type { UnnumberedRecord } from "../validator/ask/step.ts";

/** How a rehearsal goes. */
export interface RehearseOptions {
  steps: number;
  shares: readonly TaskShare[];
  profile: Profile;
  /** What a validator would wait, ms. */
  timeoutMs: number;
  /** Bursts after the steps: that many validators ask at once. */
  bursts: { count: number; size: number };
  seed: string;
}

/** Whom to rehearse: an axon somewhere, or an engine that gets an axon on loopback. */
export type Candidate =
  | { kind: "axon"; target: AxonTarget; /** Asks in the validator's place. */ caller: Signer }
  | { kind: "engine"; engine: Engine; answer: AnswerOptions };

/** What a rehearsal uses. */
export interface RehearseModules {
  sources: Sources;
  /** What reference miners own. */
  documents: readonly CorpusDocument[];
  embedder: Embedder;
  env: (name: string) => string | undefined;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  onPhase?: (text: string) => void;
  /** Told after each scored step; the candidate is the first miner. */
  onStep?: (record: UnnumberedRecord, step: number) => void;
}
