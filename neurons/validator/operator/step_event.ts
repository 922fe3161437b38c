import { normalizeRaw } from "../../../rewards/mod.ts";
import { withoutBodies } from "../ask/organic_step.ts";
import type { StepRecord } from "../score/step_record.ts";

const seconds = (ms: number) => Math.round(ms) / 1000;

/** Shares in [0, 1] with four decimals. */
const shown = (shares: readonly number[]) => shares.map((share) => Math.round(1e4 * share) / 1e4);

/**
 * A step in the keys of the Python validator's log (docs/spec/domain.md#77-event-record-and-logs), for
 * whoever has boards and queries made for it. Texts are whole here; the export caps them. What a user of the
 * subnet API said never goes along.
 */
export function stepEvent(given: StepRecord): Record<string, unknown> {
  const record = given.organic ? { ...given, ...withoutBodies(given) } : given;
  const { task, persona, miners } = record;
  const event: Record<string, unknown> = {
    best: miners[record.best]?.completion.text ?? "",
    block: record.block,
    step: record.step,
    step_time: record.stepTimeS,
    turn: record.turn,
    task: task.name,
    desc: task.desc,
    goal: task.goal,
    topic: task.topic,
    subtopic: task.subtopic,
    query: task.query,
    query_time: task.queryTimeS,
    reference: task.reference,
    reference_time: task.referenceTimeS,
    context_time: task.context.stats?.fetchTimeS ?? null,
    challenge: record.challenge,
    challenge_time: record.challengeTimeS,
    profile: persona.profile,
    mood: persona.mood,
    tone: persona.tone,
    reward_profile: record.profile,
    organic: record.organic === true,
    rewards: miners.map(({ reward }) => reward),
    uids: miners.map(({ uid }) => uid),
    hotkeys: miners.map(({ hotkey }) => hotkey),
    completions: miners.map(({ completion }) => completion.text),
    timings: miners.map(({ totalMs }) => seconds(totalMs)),
    status_codes: miners.map(({ statusCode }) => statusCode),
    status_messages: miners.map(({ statusMessage }) => statusMessage),
    stream_results_uids: miners.map(({ uid }) => uid),
    stream_results_all_chunks_timings: miners.map(({ chunks }) => chunks.map(([, atMs]) => seconds(atMs))),
    stream_results_all_tokens_per_chunk: miners.map(({ tokensPerChunk }) => tokensPerChunk),
  };
  for (const { model, kind, raw, timeS } of record.terms) {
    event[`${model}_raw_${kind}`] = raw;
    event[`${model}_${kind}`] = shown(normalizeRaw(raw));
    event[`${model}_${kind}_batch_time`] = timeS ?? null;
  }
  return event;
}
