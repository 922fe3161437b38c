import type { Metagraph } from "../../../src/chain/mod.ts";
import type { ScoreRow } from "../../../src/store/mod.ts";
import { type ScoreRules, updateScores } from "../../../rewards/mod.ts";

/** One reward for the hotkey that earned it. */
export interface EarnedReward {
  uid: number;
  hotkey: string;
  /** In [0, 1]. */
  reward: number;
}

/**
 * The validator's opinion of each miner: a decaying moving average per **hotkey**. Immutable: every change is a new
 * book, taken into use once it is durable. A replaced hotkey starts at zero, and a reward earned by a hotkey that has
 * left its uid is dropped, not given to the newcomer.
 */
export class ScoreBook {
  private constructor(readonly hotkeys: readonly string[], readonly scores: Float32Array) {}

  /**
   * @param rows what is remembered; used for hotkeys that are still there
   * @param metagraph decides which uid belongs to whom
   */
  static from(rows: readonly ScoreRow[], metagraph: Metagraph): ScoreBook {
    const known = new Map(rows.map((row) => [row.hotkey, row.score]));
    const hotkeys = metagraph.neurons.map((n) => n.hotkey);
    return new ScoreBook(hotkeys, Float32Array.from(hotkeys, (hotkey) => known.get(hotkey) ?? 0));
  }

  /** The book for a newer metagraph: grown, shrunk, replaced hotkeys at zero. */
  follow(metagraph: Metagraph): ScoreBook {
    return ScoreBook.from(this.rows(), metagraph);
  }

  /** The book after the rewards of one step: average, then decay for all (docs/spec/domain.md#75-scores). */
  after(earned: readonly EarnedReward[], rules: ScoreRules): ScoreBook {
    const valid = earned.filter((e) => this.hotkeys[e.uid] === e.hotkey);
    const scores = updateScores(this.scores, valid.map((e) => e.uid), valid.map((e) => e.reward), rules);
    return new ScoreBook(this.hotkeys, scores);
  }

  /** What the store keeps: everything that is not zero. */
  rows(): ScoreRow[] {
    return this.hotkeys.flatMap((hotkey, uid) => {
      const score = this.scores[uid]!;
      return score > 0 ? [{ hotkey, uid, score }] : [];
    });
  }
}
