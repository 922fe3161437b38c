import { type ScoreRules, updateScores } from "./scores.ts";

/** The hotkeys of a subnet in the order of their uids; a metagraph is one. */
export interface Hotkeys {
  /** One entry for each uid, index = uid. */
  neurons: readonly { hotkey: string }[];
}

/** The score of one hotkey, as it is stored. */
export interface HotkeyScore {
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** Uid on the subnet. */
  uid: number;
  /** Score in [0, 1]. */
  score: number;
}

/** One reward for the hotkey that earned it. */
export interface EarnedReward {
  /** Uid on the subnet. */
  uid: number;
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** In [0, 1]. */
  reward: number;
}

/**
 * A decaying moving average of the rewards of each **hotkey**. Immutable: every change is a new object, so that a
 * caller can make it durable before it takes effect. A replaced hotkey starts at zero, and a reward earned by a hotkey that has
 * left its uid is dropped, not given to the newcomer.
 */
export class MovingAverageScores {
  private constructor(readonly hotkeys: readonly string[], readonly scores: Float32Array) {}

  /**
   * @param rows what is remembered; used for hotkeys that are still there
   * @param metagraph decides which uid belongs to whom
   */
  /** Scores from what is stored. */
  static from(rows: readonly HotkeyScore[], metagraph: Hotkeys): MovingAverageScores {
    const known = new Map(rows.map((row) => [row.hotkey, row.score]));
    const hotkeys = metagraph.neurons.map((n) => n.hotkey);
    return new MovingAverageScores(hotkeys, Float32Array.from(hotkeys, (hotkey) => known.get(hotkey) ?? 0));
  }

  /** The scores for a newer metagraph: grown, shrunk, replaced hotkeys at zero. */
  resize(metagraph: Hotkeys): MovingAverageScores {
    return MovingAverageScores.from(this.rows(), metagraph);
  }

  /** The scores after the rewards of one step: average, then decay for all (docs/spec/domain.md#75-scores). */
  update(earned: readonly EarnedReward[], rules: ScoreRules): MovingAverageScores {
    const valid = earned.filter((e) => this.hotkeys[e.uid] === e.hotkey);
    const scores = updateScores(this.scores, valid.map((e) => e.uid), valid.map((e) => e.reward), rules);
    return new MovingAverageScores(this.hotkeys, scores);
  }

  /** What the store keeps: everything that is not zero. */
  rows(): HotkeyScore[] {
    return this.hotkeys.flatMap((hotkey, uid) => {
      const score = this.scores[uid]!;
      return score > 0 ? [{ hotkey, uid, score }] : [];
    });
  }
}
