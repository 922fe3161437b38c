/**
 * Who gets a validator permit: the `limit` largest non-zero stakes; among equal stakes the higher uid wins
 * (docs/spec/chain.md#13-yuma-epoch, step 3).
 */
export function topStakes(stake: readonly number[], limit: number): boolean[] {
  const ascending = stake.map((_, uid) => uid).sort((a, b) => stake[a]! - stake[b]! || a - b);
  const top = new Set(ascending.slice(Math.max(0, stake.length - limit)));
  return stake.map((share, uid) => share > 0 && top.has(uid));
}
