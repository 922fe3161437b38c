import { type Clock } from "../src/base/mod.ts";
import { pySplit } from "../src/text/mod.ts";
import { Slices } from "./slices.ts";

/** Words of a shingle. */
const SHINGLE_WORDS = 5;
/** Share of common shingles from which two answers are near-duplicates. */
const SAME_FROM = 0.9;
/** Short exact answers are equal by nature. */
const EXEMPT_BELOW_WORDS = 20;
/** Words of an answer that are compared. */
const MAX_WORDS = 2000;

/**
 * How many near-duplicates share each answer's reward, itself included (docs/spec/domain.md#exploit-5). Two
 * answers belong to one group when the Jaccard similarity of their 5-word shingles is at least 0.9, directly
 * or through others; letter case does not matter; answers under 20 words are exempt.
 * @param clock lets other work run in between; absent = it runs through
 * @returns per answer the size of its group, 1 = alone
 * @throws the reason of `signal`
 */
export async function countSharers(
  completions: readonly string[],
  clock?: Clock,
  signal?: AbortSignal,
): Promise<number[]> {
  const slices = new Slices(clock, signal);
  const parent = completions.map((_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const ids = new Map<string, number>();
  const sets: number[][] = [];
  for (const text of completions) {
    if (slices.due()) await slices.pause();
    sets.push(shingleIds(text, ids));
  }
  const byContent = new Map<string, number>();
  // Two sets this similar must share one of their first few ids in a common order, so only those are indexed.
  const index = new Map<number, number[]>();
  for (let i = 0; i < sets.length; i++) {
    if (slices.due()) await slices.pause();
    const set = sets[i]!;
    if (set.length === 0) continue;
    const content = set.join();
    const twin = byContent.get(content);
    if (twin !== undefined) {
      parent[i] = find(twin);
      continue;
    }
    byContent.set(content, i);
    const prefix = set.slice(0, set.length - Math.ceil(SAME_FROM * set.length) + 1);
    const checked = new Set<number>();
    for (const id of prefix) {
      const others = index.get(id) ?? [];
      for (const j of others) {
        if (checked.has(j) || find(j) === find(i)) continue;
        checked.add(j);
        if (similar(sets[j]!, set)) parent[find(i)] = find(j);
      }
      others.push(i);
      index.set(id, others);
    }
  }
  const sizes = new Map<number, number>();
  for (let i = 0; i < parent.length; i++) sizes.set(find(i), (sizes.get(find(i)) ?? 0) + 1);
  return parent.map((_, i) => sizes.get(find(i))!);
}

/** Distinct shingles as rising numbers; empty for an exempt answer. */
function shingleIds(text: string, ids: Map<string, number>): number[] {
  const words = pySplit(text.toLowerCase()).slice(0, MAX_WORDS);
  if (words.length < EXEMPT_BELOW_WORDS) return [];
  const found = new Set<number>();
  for (let i = 0; i + SHINGLE_WORDS <= words.length; i++) {
    const shingle = words.slice(i, i + SHINGLE_WORDS).join(" ");
    let id = ids.get(shingle);
    if (id === undefined) ids.set(shingle, id = ids.size);
    found.add(id);
  }
  return [...found].sort((a, b) => a - b);
}

/** True when the Jaccard similarity of two rising lists reaches the limit; gives up as soon as it cannot. */
function similar(a: readonly number[], b: readonly number[]): boolean {
  const needed = Math.ceil((SAME_FROM / (1 + SAME_FROM)) * (a.length + b.length) - 1e-9);
  let [i, j, common] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (common + Math.min(a.length - i, b.length - j) < needed) return false;
    if (a[i] === b[j]) {
      common++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return common >= needed;
}
