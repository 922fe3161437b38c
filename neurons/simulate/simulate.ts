import type { Clock, Logger, Metrics, Random } from "../../src/base/mod.ts";
import { createEngine, type Embedder } from "../../src/llm/mod.ts";
import { createPipeline, type Profile, PROFILES } from "../../rewards/mod.ts";
import {
  type Article,
  ExtractiveQuestioner,
  findTask,
  type Sources,
  type TaskShare,
} from "../../tasks/mod.ts";
import { TaskSampler } from "../validator/ask/task_sampler.ts";
import { runSeed, type SeedResult } from "./run_seed.ts";
import type { EngineName } from "./situation.ts";
import { type SimulationResult, summarize } from "./statistics.ts";
import type { Strategy } from "./strategies.ts";
import { wordEmbedder } from "../shared/word_embedder.ts";

/** What is simulated. */
export interface SimulateOptions {
  profile: Profile;
  /** Populations to run. */
  seeds: number;
  /** Rounds per population: one step per validator, then one epoch. */
  steps: number;
  /** First part of every seed. */
  seed: string;
  shares: readonly TaskShare[];
  strategies: readonly Strategy[];
}

/** What it runs with. */
export interface SimulateModules {
  documents: readonly Article[];
  sources: Sources;
  /** @default {counted words} */
  embedder?: Embedder;
  env: (name: string) => string | undefined;
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  /** Told after each round of each seed. */
  onProgress?: (seed: number, round: number) => void;
}

/** Share of the texts that each engine owns. */
const OWNED: Readonly<Record<EngineName, string>> = {
  strong: "retrieval-100",
  middling: "retrieval-50",
  weak: "retrieval-10",
};

/**
 * Runs the mechanism without a chain: real tasks, real reward pipeline, real score book, real weights and epoch; only
 * the miners are played. A stopped simulation reports the populations that were finished.
 * @throws the reason of `signal` when none was
 */
export async function simulate(
  options: SimulateOptions,
  modules: SimulateModules,
  signal: AbortSignal,
): Promise<SimulationResult> {
  const { clock, logger, documents } = modules;
  const rules = PROFILES[options.profile];
  const desk = new TaskSampler({
    shares: options.shares,
    sources: modules.sources,
    modules: { questioner: new ExtractiveQuestioner(), translator: null, clock },
    rules,
    logger,
  });
  const pipeline = createPipeline({
    modules: { embedder: modules.embedder ?? wordEmbedder() },
    profile: options.profile,
    definitions: desk.shares.map(({ name }) => findTask(name)),
  });
  const results: SeedResult[] = [];
  for (let seed = 0; seed < options.seeds; seed++) {
    const name = `${options.seed}/${seed}`;
    const engine = (owned: EngineName) =>
      createEngine({ engine: OWNED[owned], documents: () => documents, seed: name }, modules);
    const engines = {
      strong: await engine("strong"),
      middling: await engine("middling"),
      weak: await engine("weak"),
    };
    let round = 0;
    const onRound = () => modules.onProgress?.(seed, ++round);
    try {
      const seedModules = { desk, pipeline, engines, documents, clock, logger, onRound };
      results.push(await runSeed(name, options.steps, options.strategies, seedModules, signal));
    } catch (error) {
      if (!signal.aborted || results.length === 0) throw error;
      break;
    }
  }
  return summarize(options.profile, results);
}
