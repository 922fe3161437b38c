import { type Clock, type Logger, seededRandom } from "../../src/base/mod.ts";
import type { Dendrite, DendriteResponse } from "../../src/dendrite/mod.ts";
import type { RewardPipeline } from "../../rewards/mod.ts";
import type { Article, Task } from "../../tasks/mod.ts";
import type { TaskSampler } from "../validator/ask/task_sampler.ts";
import { runStep } from "../validator/ask/step.ts";
import { Market, STAKES } from "./market.ts";
import { Advisers, type EngineName, type Player, type Situation } from "./situation.ts";
import type { Strategy } from "./strategies.ts";
import { trueQuality } from "./true_quality.ts";
import type { Engine } from "../../src/llm/mod.ts";

/** What one seed is run with. */
export interface SeedModules {
  desk: TaskSampler;
  pipeline: RewardPipeline;
  engines: Readonly<Record<EngineName, Engine>>;
  documents: readonly Article[];
  clock: Clock;
  logger: Logger;
  /** Told after each round. */
  onRound: () => void;
}

/** What came out of one seed, by miner. */
export interface SeedResult {
  /** Strategy of each miner. */
  names: string[];
  /** Incentive after the last epoch, adding up to 1. */
  share: number[];
  /** Mean true quality of all answers. */
  quality: number[];
  /** Incentive after each round. */
  history: number[][];
}

const TIMEOUT_MS = 15_000;

/**
 * One population over some rounds. In a round every validator asks one question of its own, all miners answer, and an
 * epoch pays them. Equal seeds give equal results.
 */
export async function runSeed(
  seed: string,
  rounds: number,
  strategies: readonly Strategy[],
  modules: SeedModules,
  signal: AbortSignal,
): Promise<SeedResult> {
  const { desk, pipeline, clock } = modules;
  const random = seededRandom(seed);
  const players = strategies.flatMap((strategy) => Array.from({ length: strategy.miners }, () => strategy));
  const market = new Market(players.length);
  const uids = players.map((_, i) => STAKES.length + i);
  const advisers = new Advisers(modules.engines);
  const quality = players.map(() => 0);
  let answered = 0;
  const history: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    for (let validator = 0; validator < STAKES.length; validator++) {
      const dice = random.fork(`${round}/${validator}`);
      const assignment = await desk.draw(dice.fork("task"), signal);
      const situation: Situation = {
        task: assignment.task.name,
        challenge: assignment.challenge,
        reference: async () =>
          (await desk.withReference(assignment, [], dice.fork("reference"), signal)).reference,
        ask: (engine) => advisers.ask(engine, assignment.challenge),
        documents: modules.documents,
      };
      const step = await runStep(
        assignment,
        [],
        uids,
        market.metagraph,
        dice.fork("reference"),
        { timeoutMs: TIMEOUT_MS, maxTokensPerChunk: 200 },
        {
          desk,
          pipeline,
          clock,
          countTokens: (text) => Promise.resolve(Math.ceil(text.length / 4)),
          dendrite: playing((uid) => {
            const index = uid - STAKES.length;
            const player: Player = { index, random: dice.fork(`miner/${index}`) };
            return players[index]!.play(situation, player);
          }),
        },
        signal,
      );
      if (step.kind !== "scored") continue;
      const { record } = step;
      market.score(validator, record.miners.map(({ uid, hotkey, reward }) => ({ uid, hotkey, reward })));
      judge(record.task, record.challenge, record.miners.map((miner) => miner.completion.text), quality);
      answered++;
    }
    history.push(market.epoch());
    modules.onRound();
    // Lets progress, signals and the operating system have their turn.
    await clock.sleep(0, signal);
  }
  return {
    names: players.map(({ name }) => name),
    share: history[history.length - 1] ?? players.map(() => 0),
    quality: quality.map((sum) => sum / Math.max(1, answered)),
    history,
  };
}

function judge(task: Task, challenge: string, answers: readonly string[], quality: number[]): void {
  const judged = new Map<string, number>();
  answers.forEach((answer, i) => {
    let value = judged.get(answer);
    if (value === undefined) judged.set(answer, value = trueQuality(task, challenge, answer));
    quality[i]! += value;
  });
}

/** A dendrite whose miners are strategies: no socket, no waiting. */
function playing(answer: (uid: number) => string | Promise<string>): Dendrite {
  return {
    uuid: "simulated",
    query: (targets) =>
      Promise.all(targets.map(async (target): Promise<DendriteResponse> => {
        const completion = await answer(target.uid!);
        const chunks = (completion.match(/[\s\S]{1,40}/gu) ?? []).map((text, i) => ({
          text,
          atMs: 100 + 20 * i,
        }));
        return {
          target,
          statusCode: completion === "" ? 204 : 200,
          statusMessage: "Success",
          completion,
          chunks,
          ttftMs: chunks[0]?.atMs ?? null,
          totalMs: chunks[chunks.length - 1]?.atMs ?? 0,
        };
      })),
    close: () => Promise.resolve(),
  };
}
