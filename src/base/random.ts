/**
 * A seeded stream of random numbers. Streams are forked per purpose and never shared, so that a run replays
 * from its seed whatever the order in which concurrent work happens.
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An independent stream named by `label`; equal parents and labels give equal streams. */
  fork(label: string): Random;
}

/** 32-bit mixing of a text into a seed word (FNV-1a with a final avalanche). */
function hashText(text: string, seed: number): number {
  let h = (2166136261 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619) >>> 0;
  h ^= h >>> 16;
  h = Math.imul(h, 2246822507);
  h ^= h >>> 13;
  h = Math.imul(h, 3266489909);
  return (h ^ (h >>> 16)) >>> 0;
}

/** sfc32: small, fast, passes the usual batteries; not for secrets. */
class Sfc32 implements Random {
  readonly #key: string;
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(key: string) {
    this.#key = key;
    this.#a = hashText(key, 0x9e3779b9);
    this.#b = hashText(key, 0x243f6a88);
    this.#c = hashText(key, 0xb7e15162);
    for (let i = 0; i < 15; i++) this.next();
  }

  next(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  fork(label: string): Random {
    return new Sfc32(`${this.#key}/${label}`);
  }
}

/**
 * A random stream from a seed.
 * @param seed any text or number; equal seeds give equal streams
 */
export function seededRandom(seed: string | number): Random {
  return new Sfc32(String(seed));
}

/** A seed nobody can foresee, for runs without `--seed`. */
export function freshSeed(): string {
  return crypto.randomUUID();
}

/** An integer in [0, bound). */
export function randomInt(random: Random, bound: number): number {
  return Math.floor(random.next() * bound);
}

/**
 * One element, uniformly.
 * @throws RangeError when `items` is empty
 */
export function pick<T>(random: Random, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError("pick() from an empty list");
  return items[randomInt(random, items.length)]!;
}

/** A shuffled copy (Fisher–Yates). */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const out = items.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = randomInt(random, i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** `count` different elements (all, shuffled, when there are fewer). */
export function sample<T>(random: Random, items: readonly T[], count: number): T[] {
  return shuffle(random, items).slice(0, count);
}

/**
 * One element by weight.
 * @param weights non-negative, same length as `items`; normalized here
 * @throws RangeError when all weights are zero or lengths differ
 */
export function pickWeighted<T>(random: Random, items: readonly T[], weights: readonly number[]): T {
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (items.length !== weights.length || !(total > 0)) {
    throw new RangeError("pickWeighted() needs positive weights");
  }
  let left = random.next() * total;
  for (let i = 0; i < items.length; i++) {
    left -= weights[i]!;
    if (left < 0) return items[i]!;
  }
  return items[items.length - 1]!;
}
