import { pickWeighted, type Random } from "../../base/mod.ts";
import type { RoutedMiner } from "../types.ts";

/** The miners of the highest scores, best first; on a tie the lower uid. */
export function topMiners(miners: readonly RoutedMiner[], count: number): RoutedMiner[] {
  return miners.toSorted((a, b) => b.score - a.score || a.uid - b.uid).slice(0, count);
}

/**
 * Draws one of the best by score, so that load spreads over them. While nobody has a score all are alike.
 * @returns null when there is nobody
 */
export function chooseMiner(
  miners: readonly RoutedMiner[],
  count: number,
  random: Random,
): RoutedMiner | null {
  const top = topMiners(miners, count);
  if (top.length === 0) return null;
  const scored = top.some(({ score }) => score > 0);
  return pickWeighted(random, top, top.map(({ score }) => scored ? Math.max(0, score) : 1));
}
