import { createDendrite, type Dendrite } from "../../src/dendrite/mod.ts";
import type { Embedder, Engine, Translator } from "../../src/llm/mod.ts";
import { createPipeline, type ProfileRules } from "../../rewards/mod.ts";
import {
  ExtractiveQuestioner,
  findTask,
  LlmQuestioner,
  ORGANIC,
  type Sources,
  type TaskShare,
} from "../../tasks/mod.ts";
import { NeuronError } from "../errors.ts";
import type { AlarmBook } from "../shared/alarms.ts";
import { watchAnswers } from "../shared/watch_answers.ts";
import { bindChain } from "./bind_chain.ts";
import { TaskSampler } from "./ask/task_sampler.ts";
import { scoresFromWeights } from "./weights/shadow.ts";
import { openTranslation } from "./ask/translate_step.ts";
import { Validator, type ValidatorModules, type ValidatorOptions } from "./validator.ts";

/** Between two conversations: far less than a conversation with language models takes. */
const FORWARD_PAUSE_MS = 500;

/** Everything a validator is configured with. */
export interface OpenOptions extends Omit<ValidatorOptions, "forward" | "blockMs" | "pauseMs"> {
  rules: ProfileRules;
  shares: readonly TaskShare[];
  timeoutMs: number;
  /** Record a reward model that is not here as missing instead of refusing to start (the demo). */
  allowMissingRewards: boolean;
  /** Start from the own last weights on chain when the store has no scores. */
  scoresFromChain: boolean;
  /** Tokens of a question or reference at most (`--neuron.max_tokens`). @default {256} */
  maxTokens?: number;
  /** Users' conversations will be scored too. @default {false} */
  organic?: boolean;
  /** Peers are on this machine or in its network. */
  localPeers: boolean;
}

/** Everything it is made of; dendrite, desk and pipeline are made here. */
export interface OpenModules
  extends Omit<ValidatorModules, "dendrite" | "desk" | "pipeline" | "countTokens"> {
  /** Null = questions and references by templates and extracts, without a model. */
  loadEngine: ((signal: AbortSignal) => Promise<Engine>) | null;
  /** Opens the embedding model; only called when a task is scored by `relevance`. Null = there is none. */
  loadEmbedder: ((signal: AbortSignal) => Promise<Embedder>) | null;
  /** Opens the translation model; only called when a task needs it. Null = there is none. */
  loadTranslator: ((signal: AbortSignal) => Promise<Translator>) | null;
  sources: Sources;
  /** Raises `answers-empty`. */
  alarms?: AlarmBook;
}

/** A validator that owns what was opened for it. */
export interface OpenedValidator {
  readonly validator: Validator;
  /** The one client it asks with; whoever asks for users uses it too. */
  readonly dendrite: Dendrite;
  /** Whether models run in processes of this program, which must be able to start again after a crash. */
  readonly modelProcesses: boolean;
  close(): Promise<void>;
}

/**
 * Checks the registration, loads the engine, checks that every reward model of every task is here, and puts the
 * validator together.
 * @throws NeuronError `not_registered`, `config`; StoreError `other_chain`; RewardError `missing_model`; LlmError
 */
export async function openValidator(
  options: OpenOptions,
  modules: OpenModules,
  signal: AbortSignal,
): Promise<OpenedValidator> {
  const { chain, signer, clock, logger } = modules;
  const uid = await chain.uidOf(options.netuid, signer.ss58);
  if (uid === null) {
    throw new NeuronError(
      "not_registered",
      `hotkey ${signer.ss58} is not registered on netuid ${options.netuid}`,
      {
        hint: `sn1 register --netuid ${options.netuid}`,
      },
    );
  }
  if (options.organic && !modules.loadEngine) {
    throw new NeuronError("config", "--neuron.organic_rate needs an engine that writes references", {
      hint: "give one with --neuron.engine, or score no users' requests with --neuron.organic_rate 0",
    });
  }
  await bindChain(chain, options.netuid, modules);
  const loaded = await modules.loadEngine?.(signal) ?? null;
  const engine = loaded && watchAnswers(loaded, modules);
  const dendrite = createDendrite({ allowPrivate: options.localPeers }, modules);
  let embedder: Embedder | null = null;
  let translator: Translator | null = null;
  const close = async () => {
    await dendrite.close();
    await translator?.close();
    await embedder?.close();
    await engine?.close();
  };
  try {
    const questioner = engine ? new LlmQuestioner(engine, options) : new ExtractiveQuestioner();
    const { sources } = modules;
    const translated = await openTranslation(options.shares, modules, signal);
    const { shares } = translated;
    translator = translated.translator;
    const taskModules = { questioner, translator, clock };
    // Every follow-up is a qa task: who does not ask qa has no reward models for it, and so no follow-ups.
    const followsUp = shares.some(({ name }) => name === "qa");
    const rules = followsUp ? options.rules : { ...options.rules, maxTurns: 1 };
    const desk = new TaskSampler({ shares, sources, modules: taskModules, rules, logger });
    const definitions = [
      ...desk.shares.map(({ name }) => findTask(name)),
      ...(options.organic ? [ORGANIC] : []),
    ];
    if (definitions.some(({ rewards }) => rewards.some(({ name }) => name === "relevance"))) {
      embedder = await modules.loadEmbedder?.(signal) ?? null;
    }
    const pipeline = createPipeline({
      modules: { embedder, clock },
      profile: rules.profile,
      definitions,
      allowMissing: options.allowMissingRewards,
    });
    if (options.scoresFromChain && modules.store.scores().length === 0) {
      const [row, metagraph] = [
        await chain.readWeights(options.netuid, uid),
        await chain.metagraph(options.netuid),
      ];
      modules.store.replaceScores(scoresFromWeights(row, metagraph));
      logger.info(`scores of ${row.uids.length} uids taken from the last weights on chain`);
    }
    const validator = await Validator.open({
      ...options,
      blockMs: chain.blockTime * 1000,
      pauseMs: FORWARD_PAUSE_MS,
      forward: { rules, timeoutMs: options.timeoutMs, maxTokensPerChunk: 200 },
    }, {
      ...modules,
      dendrite,
      pipeline,
      desk,
      countTokens: (text) => engine ? engine.countTokens(text) : Promise.resolve(Math.ceil(text.length / 4)),
    });
    const own = engine?.info.kind === "local" || engine?.info.kind === "exec";
    return { validator, dendrite, modelProcesses: own || embedder !== null || translator !== null, close };
  } catch (error) {
    await close();
    throw error;
  }
}
