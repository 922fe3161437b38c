import { explainStep, parseRecord } from "../../neurons/validator/score/explain_step.ts";
import type { Profile } from "../../rewards/mod.ts";
import { errorText, nullLogger, seededRandom, systemClock } from "../../src/base/mod.ts";
import { openSources, type Sources, TASKS, taskShares } from "../../tasks/mod.ts";
import { wordEmbedder } from "../kit/word_embedder.ts";
import { BEHAVIOURS, type Crib, scriptedMiner } from "./behaviours.ts";
import { codeOnlyFetch, endingWriter, markingTranslator } from "./modules.ts";
import { withWorld, type World } from "./world.ts";

/** Options of {@link runSteps}. */
export interface StepsOptions {
  steps: number;
  seed: string;
  onProgress?: (done: number) => void;
}

/** What a run came to. */
export interface StepsOutcome {
  passed: number;
  /** One line each: a record that does not replay, a score out of bounds, an error nobody expected. */
  failures: string[];
  /** Steps by task. */
  tasks: Record<string, number>;
  /** Answers by behavior. */
  behaviours: Record<string, number>;
  /** Rewards above zero. */
  paid: number;
  /** Weights that were read back from the chain. */
  weights: number;
  /** Requests to network sources, all of which failed but those for code. */
  requests: number;
}

const PROFILES: readonly Profile[] = ["v2.3", "v2.5", "hardened"];
const MINERS = 8;
/** Conversations between two looks at the chain. */
const TALKS_PER_SYNC = 4;
/** What a validator may complain of when sources are down and miners are silent. */
const EXPECTED = [
  /^dataset (wiki|wiki_date) unavailable, retrying in/,
  /^step not scored: no reference/,
  /^no \w+ task this time: (nothing (can be asked|was left)|the code has too few pieces)/,
];

/** Lets the scripted miners see what is being asked about. */
function cribbed(sources: Sources, crib: Crib): Sources {
  const draw = sources.contextFor.bind(sources);
  sources.contextFor = async (task, random, signal) => {
    const context = await draw(task, random, signal);
    Object.assign(crib, { task, context });
    return context;
  };
  return sources;
}

/**
 * Steps of every task under every profile, with and without a language model, against miners of {@link BEHAVIOURS},
 * on a local chain. Network sources fail, except for recorded replies of the one that task `debugging` needs.
 * Every record is read back from the store and recomputed as `sn1 explain` does.
 */
export async function runSteps(options: StepsOptions): Promise<StepsOutcome> {
  const outcome: StepsOutcome = {
    passed: 0,
    failures: [],
    tasks: {},
    behaviours: Object.fromEntries(BEHAVIOURS.map(({ name }) => [name, 0])),
    paid: 0,
    weights: 0,
    requests: 0,
  };
  const crib: Crib = { task: "", context: null };
  const fetch = codeOnlyFetch();
  const sources = cribbed(
    await openSources({ online: true }, {
      clock: systemClock,
      logger: nullLogger,
      random: seededRandom(options.seed),
      fetch,
      userAgent: "sn1-test",
    }),
    crib,
  );
  const handlers = Array.from(
    { length: MINERS },
    (_, i) => scriptedMiner(`${options.seed}/${i}`, crib, (name) => void outcome.behaviours[name]!++),
  );
  await withWorld(handlers, async (world) => {
    const phases = PROFILES.flatMap((profile) => [true, false].map((model) => ({ profile, model })));
    for (const [index, phase] of phases.entries()) {
      const until = Math.round(options.steps * (index + 1) / phases.length);
      const seed = `${options.seed}/${phase.profile}/${phase.model}`;
      await runPhase(world, { ...phase, seed, sources, count: until - counted(outcome) }, outcome, options);
    }
    for (const complaint of world.complaints) {
      if (!EXPECTED.some((pattern) => pattern.test(complaint))) {
        outcome.failures.push(`complaint: ${complaint}`);
      }
    }
  });
  outcome.requests = fetch.calls.length;
  return outcome;
}

function counted({ tasks }: StepsOutcome): number {
  return Object.values(tasks).reduce((sum, count) => sum + count, 0);
}

async function runPhase(
  world: World,
  phase: { profile: Profile; model: boolean; seed: string; sources: Sources; count: number },
  outcome: StepsOutcome,
  options: StepsOptions,
): Promise<void> {
  const { profile, model, seed, sources, count } = phase;
  // Without a language model two tasks are not asked: that is told once, and tested elsewhere.
  const names = TASKS.map(({ name }) => name).filter((name) =>
    model || !["generic", "translation"].includes(name)
  );
  const setup = {
    profile,
    seed,
    sources,
    shares: taskShares(names),
    loadEmbedder: () => Promise.resolve(wordEmbedder()),
    loadTranslator: () => Promise.resolve(markingTranslator()),
    loadEngine: model ? () => Promise.resolve(endingWriter()) : null,
  };
  await world.withValidator(setup, async (validator, store) => {
    const { signal } = new AbortController();
    let talks = 0;
    // A conversation that fails makes no step: the bound keeps a broken validator from running for ever.
    while (store.lastStep() < count && talks < 3 * count + 10) {
      try {
        await validator.forward(signal);
      } catch (error) {
        outcome.failures.push(`${profile}, talk ${talks}: ${errorText(error)}`);
      }
      if (++talks % TALKS_PER_SYNC === 0) {
        world.blocks(6);
        await validator.sync();
        if ((await validator.setWeights()).kind === "confirmed") outcome.weights++;
        options.onProgress?.(counted(outcome) + store.lastStep());
      }
    }
    if (!validator.scores.every((score) => score >= 0 && score <= 1)) {
      outcome.failures.push(`${profile}: scores ${validator.scores.join()}`);
    }
    for (const { record } of store.stepsAfter(0, count)) await judge(record, outcome);
  });
}

/** Counts one record as passed or says what is wrong with it. */
async function judge(text: string, outcome: StepsOutcome): Promise<void> {
  const { task, miners, step, profile } = parseRecord(text);
  const { match, mismatches } = await explainStep(text, { embedder: wordEmbedder(), clock: systemClock });
  outcome.tasks[task.name] = (outcome.tasks[task.name] ?? 0) + 1;
  outcome.paid += miners.filter(({ reward }) => reward > 0).length;
  const bounded = miners.every(({ reward }) => reward >= 0 && reward <= 1);
  if (match && bounded) outcome.passed++;
  else {
    const what = bounded ? mismatches.join("; ") : `rewards ${miners.map(({ reward }) => reward).join()}`;
    outcome.failures.push(`${profile}, step ${step}, ${task.name}: ${what}`);
  }
}
