import type { Metagraph } from "../../../src/chain/mod.ts";
import type { ConversationView, MinerRow, ValidatorView } from "../../../src/telemetry/mod.ts";
import { explainResponse, type RewardResult } from "../../../rewards/mod.ts";
import { History } from "../../shared/metric_history.ts";
import { answerLength, type StepRecord } from "../score/step_record.ts";

/** Conversations kept for the pages. */
const CONVERSATIONS = 30;
/** Characters of each text on the pages; the database has the whole. */
const SHOWN_CHARACTERS = 4000;
/** Smoothing of times and rates. */
const SMOOTH = 0.3;

/** What is remembered of one hotkey. */
interface Track {
  lastStatus: number | null;
  ttftMs: number | null;
  tokensPerS: number | null;
  asked: number;
  answered: number;
  tasks: Map<string, { sum: number; count: number }>;
  scores: History;
  weights: History;
}

/** Facts of the moment that the view needs beside what was watched. */
export interface MomentFacts {
  metagraph: Metagraph;
  ownUid: number;
  scores: Float32Array;
  profile: string;
  shadow: boolean;
  block: number;
  /** Block of the own last weights; null = never set. */
  weightsBlock: number | null;
  /** Blocks that must pass between weights. */
  weightsWait: number;
  /** Kind of a miner that this program runs itself. */
  kind?: (hotkey: string) => string | undefined;
}

/** Watches a validator's steps and weights and tells what an operator wants to see. Bounded by the subnet's size. */
export class ValidatorWatch {
  readonly #tracks = new Map<string, Track>();
  readonly #tasks = new Map<string, { steps: number; sum: number; count: number }>();
  readonly #conversations: ConversationView[] = [];
  #step = 0;
  #weights = new Map<number, number>();

  /** A step that was scored. */
  step(record: StepRecord, scores: Float32Array, metagraph: Metagraph): void {
    this.#step = record.step;
    const task = this.#tasks.get(record.task.name) ?? { steps: 0, sum: 0, count: 0 };
    task.steps++;
    for (const miner of record.miners) {
      const track = this.#track(miner.hotkey);
      track.asked++;
      track.lastStatus = miner.statusCode;
      const length = answerLength(miner);
      if (length > 0) {
        track.answered++;
        track.ttftMs = smooth(track.ttftMs, miner.ttftMs);
        const tokens = length / 4;
        track.tokensPerS = smooth(
          track.tokensPerS,
          miner.totalMs > 0 ? tokens / (miner.totalMs / 1000) : null,
        );
      }
      const mean = track.tasks.get(record.task.name) ?? { sum: 0, count: 0 };
      track.tasks.set(record.task.name, { sum: mean.sum + miner.reward, count: mean.count + 1 });
      task.sum += miner.reward;
      task.count++;
    }
    this.#tasks.set(record.task.name, task);
    for (const { hotkey, uid } of metagraph.neurons) {
      const score = scores[uid] ?? 0;
      if (score > 0 || this.#tracks.has(hotkey)) this.#track(hotkey).scores.add(record.step, score);
    }
    this.#conversations.unshift(conversation(record));
    this.#conversations.length = Math.min(this.#conversations.length, CONVERSATIONS);
    this.#forgetLeft(metagraph);
  }

  /** Weights that stand on chain. */
  weights(
    row: { uids: readonly number[]; values: readonly number[] },
    block: number,
    metagraph: Metagraph,
  ): void {
    const sum = row.values.reduce((a, b) => a + b, 0);
    this.#weights = new Map(row.uids.map((uid, i) => [uid, sum > 0 ? row.values[i]! / sum : 0]));
    for (const { hotkey, uid } of metagraph.neurons) {
      if (this.#weights.has(uid) || this.#tracks.has(hotkey)) {
        this.#track(hotkey).weights.add(block, this.#weights.get(uid) ?? 0);
      }
    }
  }

  /** What the pages show. */
  view(facts: MomentFacts): ValidatorView {
    const age = facts.weightsBlock === null ? null : facts.block - facts.weightsBlock;
    const own = facts.metagraph.neurons[facts.ownUid];
    return {
      step: this.#step,
      profile: facts.profile,
      shadow: facts.shadow,
      vtrust: own?.vtrust ?? null,
      blocksSinceWeights: age,
      blocksToWeights: facts.shadow ? null : Math.max(0, facts.weightsWait - (age ?? 0) + 1),
      miners: this.#rows(facts),
      tasks: [...this.#tasks].map(([name, t]) => ({
        name,
        steps: t.steps,
        meanReward: t.sum / Math.max(1, t.count),
      })),
      conversations: this.#conversations,
    };
  }

  #rows({ metagraph, ownUid, scores, kind }: MomentFacts): MinerRow[] {
    return metagraph.neurons.filter((n) => n.uid !== ownUid).flatMap((neuron): MinerRow[] => {
      const track = this.#tracks.get(neuron.hotkey);
      if (!track && neuron.axon.ip === "0.0.0.0") return [];
      return [{
        uid: neuron.uid,
        hotkey: neuron.hotkey,
        kind: kind?.(neuron.hotkey),
        score: scores[neuron.uid] ?? 0,
        weight: this.#weights.get(neuron.uid) ?? (this.#weights.size > 0 ? 0 : null),
        incentive: neuron.incentive,
        lastStatus: track?.lastStatus ?? null,
        ttftMs: track?.ttftMs ?? null,
        tokensPerS: track?.tokensPerS ?? null,
        asked: track?.asked ?? 0,
        answered: track?.answered ?? 0,
        taskMeans: Object.fromEntries([...track?.tasks ?? []].map(([name, t]) => [name, t.sum / t.count])),
        scoreHistory: track?.scores.points ?? [],
        weightHistory: track?.weights.points ?? [],
      }];
    });
  }

  #track(hotkey: string): Track {
    let track = this.#tracks.get(hotkey);
    if (!track) {
      track = {
        lastStatus: null,
        ttftMs: null,
        tokensPerS: null,
        asked: 0,
        answered: 0,
        tasks: new Map(),
        scores: new History(),
        weights: new History(),
      };
      this.#tracks.set(hotkey, track);
    }
    return track;
  }

  /** Hotkeys that left the subnet are forgotten, so memory is bounded by its size. */
  #forgetLeft(metagraph: Metagraph): void {
    if (this.#tracks.size <= metagraph.n) return;
    const here = new Set(metagraph.neurons.map((n) => n.hotkey));
    for (const hotkey of this.#tracks.keys()) if (!here.has(hotkey)) this.#tracks.delete(hotkey);
  }
}

function smooth(before: number | null, now: number | null): number | null {
  if (now === null) return before;
  return before === null ? now : before + SMOOTH * (now - before);
}

/** Stands where a user's words, or an answer to them, were not kept. */
const NOT_KEPT = "(a user's conversation: its words are not kept)";

function conversation(record: StepRecord): ConversationView {
  const cut = (text: string) =>
    text.length > SHOWN_CHARACTERS ? text.slice(0, SHOWN_CHARACTERS).toWellFormed() + "…" : text;
  const result: RewardResult = {
    terms: record.terms,
    totals: record.miners.map((m) => m.reward),
    best: record.best,
  };
  return {
    step: record.step,
    task: record.task.name,
    topic: cut(record.task.topic),
    atMs: record.at,
    messages: record.prompt.messages.map((content, i) => ({
      role: record.prompt.roles[i] ?? "user",
      content: record.withheld ? NOT_KEPT : cut(content),
    })),
    reference: cut(record.task.reference),
    responses: record.miners.map((miner, i) => ({
      uid: miner.uid,
      hotkey: miner.hotkey,
      status: miner.statusCode,
      completion: record.withheld && answerLength(miner) > 0 ? NOT_KEPT : cut(miner.completion.text),
      ttftMs: miner.ttftMs,
      totalMs: miner.totalMs,
      total: miner.reward,
      terms: explainResponse(result, i).map(({ model, kind, weight, raw, value, missing }) => ({
        model,
        kind,
        weight,
        raw: missing ? null : raw,
        value,
      })),
    })).sort((a, b) => b.total - a.total),
  };
}
