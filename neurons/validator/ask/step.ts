import type { Clock, Random } from "../../../src/base/mod.ts";
import type { Metagraph } from "../../../src/chain/mod.ts";
import type { AxonTarget, Dendrite, DendriteResponse } from "../../../src/dendrite/mod.ts";
import type { Prompt } from "../../../src/protocol/mod.ts";
import { MAX_SCORED_BYTES, type RewardPipeline } from "../../../rewards/mod.ts";
import type { Turn } from "../../../tasks/mod.ts";
import type { Assignment, TaskSampler } from "./task_sampler.ts";
import { type MinerRecord, minerRecord, type StepRecord, withRewards } from "../score/step_record.ts";

/** What one step needs beside the assignment. */
export interface StepOptions {
  timeoutMs: number;
  /** Tokens a chunk may have before the streaming penalty looks at it; chunks that cannot reach it are not counted. */
  maxTokensPerChunk: number;
}

/** What one step uses. */
export interface StepModules {
  dendrite: Dendrite;
  desk: TaskSampler;
  pipeline: RewardPipeline;
  /** The validator's tokenizer. */
  countTokens: (text: string) => Promise<number>;
  clock: Clock;
  /** Told about each response as it arrives, for live displays. */
  onChunk?: (target: AxonTarget, text: string, atMs: number) => void;
}

/** A step without its number, which the writer gives it. */
export type UnnumberedRecord = Omit<StepRecord, "step" | "forward" | "turn" | "at">;

/** A finished step, or why nothing was scored. */
export type StepResult =
  | { kind: "scored"; record: UnnumberedRecord }
  | { kind: "not_scored"; reason: string };

/**
 * One turn: miners are asked and the reference is made at the same time, then responses are scored.
 * An empty reference would give every miner zero through no fault of theirs, so nothing is scored then
 * (docs/spec/domain.md#defect-38).
 * @param uids whom to ask, in this order
 */
export async function runStep(
  assignment: Assignment,
  history: readonly Turn[],
  uids: readonly number[],
  metagraph: Metagraph,
  random: Random,
  options: StepOptions,
  modules: StepModules,
  signal: AbortSignal,
): Promise<StepResult> {
  const { dendrite, desk, clock } = modules;
  const started = clock.monotonic();
  const prompt: Prompt = {
    roles: [...history.map((t) => t.role), "user"],
    messages: [...history.map((t) => t.content), assignment.challenge],
  };
  const targets = uids.map((uid): AxonTarget => {
    const { hotkey, axon } = metagraph.neurons[uid]!;
    return { uid, hotkey, ip: axon.ip, port: axon.port };
  });
  const [responses, task] = await Promise.all([
    dendrite.query(targets, prompt, {
      timeoutMs: options.timeoutMs,
      signal,
      onChunk: (target, chunk) => modules.onChunk?.(target, chunk.text, chunk.atMs),
    }),
    desk.withReference(assignment, history, random, signal),
  ]);
  if (!task.reference) return { kind: "not_scored", reason: `no reference for ${task.name}: ${task.topic}` };
  const miners = await Promise.all(responses.map((response) => describe(response, options, modules)));
  const scored = await modules.pipeline.score(
    task,
    {
      reference: task.reference,
      challenge: assignment.challenge,
      extra: task.context.extra,
      responses: miners.map((m) => ({ completion: m.completion.text, tokensPerChunk: m.tokensPerChunk })),
    },
    signal,
  );
  return {
    kind: "scored",
    record: {
      version: 1,
      block: metagraph.block,
      profile: modules.pipeline.rules.profile,
      task,
      persona: assignment.persona,
      challenge: assignment.challenge,
      challengeTimeS: assignment.challengeTimeS,
      prompt,
      miners: withRewards(miners, scored),
      terms: scored.terms,
      best: scored.best,
      ...(scored.sharers ? { sharers: scored.sharers } : {}),
      stepTimeS: (clock.monotonic() - started) / 1000,
    },
  };
}

async function describe(
  response: DendriteResponse,
  options: StepOptions,
  modules: StepModules,
): Promise<Omit<MinerRecord, "reward">> {
  const tokens: number[] = [];
  // Only so much of an answer is scored; a miner must not decide how long the validator tokenizes.
  let left = MAX_SCORED_BYTES;
  for (const { text } of response.chunks) {
    // A token is at least one byte: short chunks cannot be over the limit, and an estimate will do for the log.
    const mayMatter = text.length * 3 > options.maxTokensPerChunk;
    const counted = mayMatter ? text.slice(0, left) : "";
    left -= counted.length;
    const exact = counted === "" ? 0 : await modules.countTokens(counted);
    tokens.push(exact + Math.ceil((text.length - counted.length) / 4));
  }
  return minerRecord(response, tokens);
}
