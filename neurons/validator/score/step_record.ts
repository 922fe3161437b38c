import { createHash } from "node:crypto";
import { utf8 } from "../../../src/base/mod.ts";
import { truncate } from "../../../src/text/mod.ts";
import type { DendriteResponse } from "../../../src/dendrite/mod.ts";
import type { Prompt } from "../../../src/protocol/mod.ts";
import {
  clipText,
  type Profile,
  type RewardResult,
  type ScoreRecord,
  type TermResult,
} from "../../../rewards/mod.ts";
import type { Persona, Task } from "../../../tasks/mod.ts";

/**
 * A text under the cap of the rewards package, with what is needed to recognize the whole
 * (docs/interface.md#files).
 */
export interface CappedText {
  text: string;
  /** Only when something was cut. */
  cut?: { bytes: number; sha256: string };
}

/** What one miner did in one step. */
export interface MinerRecord {
  uid: number;
  hotkey: string;
  statusCode: number;
  statusMessage: string;
  completion: CappedText;
  /** SHA-256 of `completion.text`, hex: a changed character shows even where it changes no score. */
  digest?: string;
  /** Per chunk: end offset in the completion (UTF-16 units) and milliseconds since the request started. */
  chunks: [end: number, atMs: number][];
  tokensPerChunk: number[];
  ttftMs: number | null;
  totalMs: number;
  /** Total reward, float32. */
  reward: number;
}

/** One turn as it was asked, answered and scored: enough to recompute every number (`sn1 explain`). */
export interface StepRecord {
  version: 1;
  step: number;
  /** Conversation this turn belongs to, and its place in it. */
  forward: number;
  turn: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Block of the metagraph that uids and hotkeys are from. */
  block: number;
  profile: Profile;
  task: Task;
  persona: Persona;
  challenge: string;
  challengeTimeS: number;
  prompt: Prompt;
  miners: MinerRecord[];
  terms: TermResult[];
  /** Index into `miners`, -1 = nobody answered. */
  best: number;
  sharers?: number[];
  stepTimeS: number;
  /** A user of the subnet API had this conversation. */
  organic?: true;
  /** What was said is not in this record: texts are empty, numbers as they were. */
  withheld?: true;
}

/** UTF-16 units that a miner sent; known also where its text is withheld. */
export function answerLength({ chunks }: Pick<MinerRecord, "chunks">): number {
  return chunks.at(-1)?.[0] ?? 0;
}

/** SHA-256 of a text in UTF-8, hex. */
export function textDigest(text: string): string {
  return createHash("sha256").update(utf8(text)).digest("hex");
}

/**
 * The part of a text that counts. Scoring uses it too, so that a record recomputes to the same numbers.
 */
function capText(text: string): CappedText {
  const kept = clipText(text);
  if (kept.length === text.length) return { text: kept };
  return { text: kept, cut: { bytes: utf8(text).length, sha256: textDigest(text) } };
}

/**
 * The record of one response, before it is scored.
 */
export function minerRecord(
  response: DendriteResponse,
  tokensPerChunk: number[],
): Omit<MinerRecord, "reward"> {
  let end = 0;
  const completion = capText(response.completion);
  return {
    uid: response.target.uid ?? -1,
    hotkey: response.target.hotkey,
    statusCode: response.statusCode,
    statusMessage: truncate(response.statusMessage, 200),
    completion,
    digest: textDigest(completion.text),
    chunks: response.chunks.map((chunk) => [end += chunk.text.length, Math.round(chunk.atMs * 1000) / 1000]),
    tokensPerChunk,
    ttftMs: response.ttftMs === null ? null : Math.round(response.ttftMs * 1000) / 1000,
    totalMs: Math.round(response.totalMs * 1000) / 1000,
  };
}

/** Puts the results of the reward pipeline into the miners' records. */
export function withRewards(
  miners: readonly Omit<MinerRecord, "reward">[],
  result: RewardResult,
): MinerRecord[] {
  return miners.map((miner, i) => ({ ...miner, reward: result.totals[i] ?? 0 }));
}

/** What the rewards package needs of a record to compute it again. */
export function scoreRecord(record: StepRecord): ScoreRecord {
  return {
    profile: record.profile,
    challenge: record.challenge,
    reference: record.task.reference,
    extra: record.task.context.extra,
    responses: record.miners.map((m) => ({
      completion: m.completion.text,
      tokensPerChunk: m.tokensPerChunk,
    })),
    terms: record.terms,
    totals: record.miners.map((m) => m.reward),
  };
}
