import {
  combineTerms,
  type ExplainedTerm,
  explainResponse,
  type RewardModules,
  verifyRecord,
} from "../../../rewards/mod.ts";
import { NeuronError } from "../../errors.ts";
import { scoreRecord, type StepRecord, textDigest } from "./step_record.ts";

/** A step recomputed from its record (docs/interface.md#json-shapes). */
export interface Explanation {
  step: number;
  task: string;
  profile: string;
  /** False = the record does not recompute to its own numbers. */
  match: boolean;
  miners: {
    uid: number;
    hotkey: string;
    status: number;
    total: number;
    recorded: number;
    /** Near-duplicates that share this reward, itself included (hardened). */
    sharers?: number;
    terms: ExplainedTerm[];
  }[];
  /** What does not match, in words. */
  mismatches: string[];
  /** Models that are not here: their recorded numbers were taken. */
  notRecomputed: string[];
}

/**
 * Recomputes every reward of a step from its texts.
 * @throws NeuronError `mismatch` when the text is no step record
 */
export async function explainStep(
  text: string,
  modules: RewardModules,
  signal?: AbortSignal,
): Promise<Explanation> {
  const record = parseRecord(text);
  if (record.withheld) return recombined(record);
  const check = await verifyRecord(scoreRecord(record), modules, signal);
  const changed = record.miners.filter(({ digest, completion }) =>
    digest && digest !== textDigest(completion.text)
  );
  return {
    step: record.step,
    task: record.task.name,
    profile: record.profile,
    match: check.match && changed.length === 0,
    miners: record.miners.map((miner, i) => ({
      uid: miner.uid,
      hotkey: miner.hotkey,
      status: miner.statusCode,
      total: check.result.totals[i] ?? 0,
      recorded: miner.reward,
      ...(check.result.sharers ? { sharers: check.result.sharers[i] } : {}),
      terms: explainResponse(check.result, i),
    })),
    mismatches: [
      ...changed.map(({ uid }) => `uid ${uid}, completion: not the text that was recorded`),
      ...check.mismatches.map((m) =>
        `uid ${
          record.miners[m.response]?.uid ?? "?"
        }, ${m.term}: recorded ${m.recorded}, computed ${m.computed}`
      ),
    ],
    notRecomputed: check.notRecomputed,
  };
}

/** A record without its texts: what its terms add up to, from their recorded numbers. */
function recombined(record: StepRecord): Explanation {
  const { terms, miners, sharers, best } = record;
  const totals = combineTerms(terms, miners.length)
    .map((total, i) => Math.fround(total / (sharers?.[i] ?? 1)));
  const wrong = miners.filter(({ reward }, i) => !(Math.abs(reward - totals[i]!) <= 1e-6));
  return {
    step: record.step,
    task: record.task.name,
    profile: record.profile,
    match: wrong.length === 0,
    miners: miners.map((miner, i) => ({
      uid: miner.uid,
      hotkey: miner.hotkey,
      status: miner.statusCode,
      total: totals[i]!,
      recorded: miner.reward,
      ...(sharers ? { sharers: sharers[i] } : {}),
      terms: explainResponse({ terms, totals, best }, i),
    })),
    mismatches: wrong.map(({ uid }) => `uid ${uid}, total: not what its recorded terms add up to`),
    notRecomputed: [...new Set(terms.map(({ model }) => `${model} (what a user said is not kept)`))],
  };
}

/** The record of a step, checked for the parts that explaining needs. */
export function parseRecord(text: string): StepRecord {
  let record: StepRecord;
  try {
    record = JSON.parse(text);
    if (
      record.version !== 1 || !Array.isArray(record.miners) || !Array.isArray(record.terms) || !record.task
    ) {
      throw new Error("parts are missing");
    }
  } catch (cause) {
    throw new NeuronError("mismatch", "this is not a step record of this program", {
      hint: "give a line of `sn1 events export`",
      cause,
    });
  }
  return record;
}
