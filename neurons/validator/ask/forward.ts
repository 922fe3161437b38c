import { backoffDelay, errorText, type Logger, type Random } from "../../../src/base/mod.ts";
import type { Metagraph } from "../../../src/chain/mod.ts";
import { findTask, TaskError, type Turn } from "../../../tasks/mod.ts";
import type { Assignment } from "./task_sampler.ts";
import type { ProfileRules } from "../../../rewards/mod.ts";
import {
  runStep,
  type StepModules,
  type StepOptions,
  type StepResult,
  type UnnumberedRecord,
} from "./step.ts";

/** How conversations go: the profile's rules and the step's own options. */
export interface ForwardOptions extends StepOptions {
  rules: ProfileRules;
}

/** What a conversation uses. */
export interface ForwardModules extends StepModules {
  /** The metagraph of now; read anew each turn. */
  metagraph: () => Metagraph;
  /** Chooses whom to ask. */
  selectUids: (metagraph: Metagraph, exclude: readonly number[], random: Random) => number[];
  logger: Logger;
}

/**
 * Chance that a conversation ends after a turn, and that the best answer, not the reference, is taken up
 * (docs/spec/domain.md#72-forward).
 */
const HALF = 0.5;
/** A turn that fails is tried once more; what fails twice is not chance. */
const TURN_TRIES = 2;

/**
 * One conversation: a task, its first question, and follow-ups as chance and profile have it. Each finished turn is
 * handed to `emit` at once, so that an abort later on loses only what had not been scored.
 * @throws the reason of `signal`; errors of task creation
 */
export async function runForward(
  random: Random,
  options: ForwardOptions,
  modules: ForwardModules,
  emit: (record: UnnumberedRecord, turn: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const first = await modules.desk.draw(random.fork("task"), signal);
  const history: Turn[] = [];
  const asked: number[] = [];
  let assignment = first;
  for (let turn = 0;; turn++) {
    const dice = random.fork(`turn/${turn}`);
    if (turn > 0) {
      const next = await followUp(first, history, dice.fork("follow-up"), modules, signal);
      if (!next) return;
      assignment = next;
    }
    const result = await tryTurn(assignment, history, asked, turn, dice, options, modules, signal);
    if (result.kind !== "scored") {
      modules.logger.warn(`step not scored: ${result.reason}`);
      return;
    }
    emit(result.record, turn);
    asked.push(...result.record.miners.map((m) => m.uid));
    const { maxTurns, singleTurns } = options.rules;
    const chance = dice.fork("end").next() < HALF;
    if (chance || turn + 1 >= maxTurns || singleTurns && findTask(first.task.name).singleTurn) return;
    const { record } = result;
    const best = record.miners[record.best]?.completion.text ?? "";
    const accepted = dice.fork("accept").next() < HALF && best !== "" ? best : record.task.reference;
    history.push({ role: "user", content: assignment.challenge }, { role: "assistant", content: accepted });
  }
}

/** The next question, or null when there is nothing more to ask on this context. */
async function followUp(
  first: Assignment,
  history: readonly Turn[],
  random: Random,
  modules: ForwardModules,
  signal: AbortSignal,
): Promise<Assignment | null> {
  try {
    return await modules.desk.followUp(first, history, random, signal);
  } catch (error) {
    if (error instanceof TaskError && (error.code === "no_text" || error.code === "unsupported")) return null;
    throw error;
  }
}

async function tryTurn(
  assignment: Assignment,
  history: readonly Turn[],
  asked: readonly number[],
  turn: number,
  dice: Random,
  options: ForwardOptions,
  modules: ForwardModules,
  signal: AbortSignal,
): Promise<StepResult> {
  for (let attempt = 0;; attempt++) {
    const metagraph = modules.metagraph();
    const uids = modules.selectUids(metagraph, options.rules.excludeQueried ? asked : [], dice.fork("uids"));
    if (uids.length === 0) return { kind: "not_scored", reason: "no miner to ask: none serves an axon" };
    try {
      return await runStep(
        assignment,
        history,
        uids,
        metagraph,
        dice.fork("reference"),
        options,
        modules,
        signal,
      );
    } catch (error) {
      // Cancellation always ends the talk (docs/spec/domain.md#defect-7); anything else gets one more chance
      // (docs/spec/domain.md#defect-6).
      if (signal.aborted || attempt + 1 >= TURN_TRIES) throw error;
      modules.logger.warn(`turn ${turn} of ${assignment.task.name} failed, retrying: ${errorText(error)}`);
      await modules.clock.sleep(backoffDelay(attempt, dice.fork("backoff"), { delayMs: 500 }), signal);
    }
  }
}
