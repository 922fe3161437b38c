import type { Served } from "../../../src/api/mod.ts";
import { type Random, sample } from "../../../src/base/mod.ts";
import type { Metagraph } from "../../../src/chain/mod.ts";
import type { AxonTarget, Dendrite, DendriteResponse } from "../../../src/dendrite/mod.ts";
import { organicTask, type TaskRules, type Turn } from "../../../tasks/mod.ts";
import { candidateUids, type SelectOptions } from "./select_uids.ts";
import {
  runStep,
  type StepModules,
  type StepOptions,
  type StepResult,
  type UnnumberedRecord,
} from "./step.ts";

/** How users' conversations become steps. */
export interface OrganicOptions extends StepOptions {
  rules: TaskRules;
  /** Miners whose answers are scored. */
  sampleSize: number;
  select: Omit<SelectOptions, "exclude">;
  /** Keep what was said in the step record. @default {false} */
  logBodies?: boolean;
}

/**
 * One step on a conversation that a user had. Who answered the user is scored by that answer, the others of the sample
 * are asked the same conversation in the same way; so nobody is asked twice, and nobody can tell this step from others.
 * A miner that was left in the middle is not part of it.
 */
export async function runOrganic(
  { prompt, asked }: Served,
  metagraph: Metagraph,
  random: Random,
  options: OrganicOptions,
  modules: StepModules,
  signal: AbortSignal,
): Promise<StepResult> {
  const history = prompt.messages.slice(0, -1).map((content, i): Turn => ({
    role: prompt.roles[i] === "assistant" ? "assistant" : "user",
    content,
  }));
  const question = prompt.messages.at(-1)!;
  const known = new Map<string, DendriteResponse>();
  const taken: number[] = [];
  for (const { miner, answer } of asked) {
    // A hotkey that has left its uid meanwhile has no place in this step.
    const neuron = metagraph.neurons[miner.uid];
    if (neuron?.hotkey !== miner.hotkey) continue;
    taken.push(miner.uid);
    if (answer) known.set(miner.hotkey, { ...answer, target: targetOf(metagraph, miner.uid) });
  }
  const answered = [...known.values()].map(({ target }) => target.uid!);
  const others = candidateUids(metagraph.neurons, { ...options.select, exclude: taken });
  const drawn = sample(random.fork("uids"), others, Math.max(0, options.sampleSize - answered.length));
  const uids = [...answered, ...drawn].sort((a, b) => a - b);
  const result = await runStep(
    {
      task: organicTask(question, history, options.rules),
      persona: { profile: "user", mood: "", tone: "" },
      challenge: question,
      challengeTimeS: 0,
    },
    history,
    uids,
    metagraph,
    random.fork("reference"),
    options,
    {
      ...modules,
      dendrite: reuseAnswers(modules.dendrite, known),
      // A live display is a log too.
      onChunk: options.logBodies ? modules.onChunk : undefined,
    },
    signal,
  );
  if (result.kind !== "scored") return result;
  const record = { ...result.record, organic: true as const };
  return { kind: "scored", record: options.logBodies ? record : withoutBodies(record) };
}

function targetOf(metagraph: Metagraph, uid: number): AxonTarget {
  const { hotkey, axon } = metagraph.neurons[uid]!;
  return { uid, hotkey, ip: axon.ip, port: axon.port };
}

/** A dendrite that has some answers already and asks only the others. */
function reuseAnswers(dendrite: Dendrite, known: ReadonlyMap<string, DendriteResponse>): Dendrite {
  return {
    uuid: dendrite.uuid,
    async query(targets, prompt, options) {
      const open = targets.filter(({ hotkey }) => !known.has(hotkey));
      const answers = await dendrite.query(open, prompt, options);
      return targets.map(({ hotkey }) => known.get(hotkey) ?? answers.shift()!);
    },
    close: () => dendrite.close(),
  };
}

/**
 * The record of a step without anything that anybody said: numbers, times, lengths and scores stay. Digests of texts go
 * too, because short texts can be guessed.
 */
export function withoutBodies(record: UnnumberedRecord): UnnumberedRecord {
  const { task, prompt } = record;
  return {
    ...record,
    withheld: true,
    task: { ...task, query: "", reference: "", referencePrompt: null },
    challenge: "",
    prompt: { roles: prompt.roles, messages: prompt.messages.map(() => "") },
    miners: record.miners.map(({ digest: _, ...miner }) => ({
      ...miner,
      completion: { text: "" },
      statusMessage: "",
    })),
  };
}
