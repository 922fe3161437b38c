import {
  convertForEmit,
  type EpochResult,
  processWeights,
  runEpoch,
  type SparseMatrix,
} from "../../src/consensus/mod.ts";
import type { Metagraph } from "../../src/chain/mod.ts";
import { paperMetagraph } from "../shared/paper_metagraph.ts";
import { l1Weights } from "../../rewards/mod.ts";
import { type EarnedReward, MovingAverageScores } from "../../rewards/mod.ts";

/** Stakes of the validators that score, in one proportion. */
export const STAKES = [50, 30, 20] as const;
const TEMPO = 360;
const KAPPA = 32_767;

/**
 * The subnet of a simulation: validators with a book each, and the consensus that pays. Uids of validators come
 * first.
 */
export class Market {
  readonly n: number;
  readonly metagraph: Metagraph;
  readonly #books: MovingAverageScores[];
  #bonds: SparseMatrix;
  #permits: boolean[];
  #block = TEMPO;

  /** @param miners how many */
  constructor(miners: number) {
    this.n = STAKES.length + miners;
    this.metagraph = paperMetagraph(this.n, (uid) => ({
      validatorPermit: uid < STAKES.length,
      stake: STAKES[uid] ?? 0,
    }));
    this.#books = STAKES.map(() => MovingAverageScores.from([], this.metagraph));
    this.#bonds = Array.from({ length: this.n }, () => []);
    this.#permits = Array.from({ length: this.n }, (_, uid) => uid < STAKES.length);
  }

  /** Takes the rewards of one step into a validator's book, as the validator does. */
  score(validator: number, earned: readonly EarnedReward[]): void {
    this.#books[validator] = this.#books[validator]!.update(earned, {});
  }

  /**
   * One epoch over the present scores, through the weights as they would go on chain.
   * @returns incentive per miner, adding up to 1; all alike before anybody scored
   */
  epoch(): number[] {
    const weights: SparseMatrix = this.#books.map((book) => {
      const processed = processWeights({
        uids: Array.from(book.scores, (_, uid) => uid),
        weights: Array.from(l1Weights(book.scores)),
        n: this.n,
        minAllowedWeights: 0,
        maxWeightLimit: 1,
      });
      const { uids, values } = convertForEmit(processed.uids, processed.weights);
      return uids.map((uid, i): [number, number] => [uid, values[i]!]);
    });
    const result: EpochResult = runEpoch({
      block: this.#block += TEMPO,
      tempo: TEMPO,
      activityCutoff: 10 * TEMPO,
      stake: Array.from({ length: this.n }, (_, uid) => STAKES[uid] ?? 0),
      lastUpdate: Array.from({ length: this.n }, (_, uid) => uid < STAKES.length ? this.#block : 1),
      blockAtRegistration: Array.from({ length: this.n }, () => 0),
      validatorPermit: this.#permits,
      weights: [...weights, ...Array.from({ length: this.n - STAKES.length }, () => [])],
      bonds: this.#bonds,
      kappa: KAPPA,
      lastMechanismStepBlock: this.#block - TEMPO,
      emission: 1e9,
    });
    this.#bonds = result.bonds;
    this.#permits = result.validatorPermit.map((_, uid) => uid < STAKES.length);
    const paid = result.incentive.slice(STAKES.length);
    const sum = paid.reduce((total, share) => total + share, 0);
    return paid.map((share) => sum > 0 ? share / sum : 0);
  }
}
