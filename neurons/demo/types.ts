import type { Clock, Logger, Metrics } from "../../src/base/mod.ts";
import type { Metagraph } from "../../src/chain/mod.ts";
import type { CorpusDocument } from "../../src/llm/mod.ts";
import type { DashboardSource } from "../../src/telemetry/mod.ts";
import type { Sources, TaskShare } from "../../tasks/mod.ts";
import type { StepRecord } from "../validator/score/step_record.ts";
import type { Validator } from "../validator/validator.ts";
import type { MinerKind } from "./kinds.ts";
import type { StepTally } from "./summary.ts";

/** How the demo goes (docs/interface.md#demo). */
export interface DemoOptions {
  /** Steps to run; 0 = until stopped. */
  steps: number;
  seed: string;
  kinds: readonly MinerKind[];
  /** Length of a block of the chain's clock, ms; also the pause after each step when steps = 0. */
  blockMs: number;
  version: string;
  shares: readonly TaskShare[];
  /** Folder of a model for the `local` miners; unset = an untrained tiny one, made on the spot. */
  modelFolder?: string;
  fund: readonly { ss58: string; balanceRao: bigint }[];
}

/** What the demo runs with. */
export interface DemoModules {
  /** Texts that questions are asked about and miners own. */
  documents: readonly CorpusDocument[];
  sources: Sources;
  env: (name: string) => string | undefined;
  clock: Clock;
  logger: Logger;
  /** The validator's; miners count nowhere, so that the numbers are those of one neuron. */
  metrics: Metrics;
  /** Told what is going on before the first step. */
  onPhase?: (text: string) => void;
  /** Told once everything runs. */
  onReady?: (view: DemoView) => void | Promise<void>;
  /** Told after each step. */
  onStep?: (record: StepRecord, view: DemoView) => void;
}

/** What can be seen of a running demo. */
export interface DemoView {
  endpoint: string;
  validator: Validator;
  /** Kind by hotkey; hotkeys of others who joined are not in it. */
  kinds: ReadonlyMap<string, string>;
  tally: StepTally;
  /** Source of the dashboard. */
  pages: DashboardSource;
  metagraph(): Metagraph;
}
