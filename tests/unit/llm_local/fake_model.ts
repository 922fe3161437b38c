/**
 * A model made of arithmetic: its cache holds the tokens themselves, and the next token is computed from what lies in
 * the cache. A row whose cache is disturbed by another row, or moved wrongly, answers something else.
 */
import type { CacheLayout } from "../../../src/llm/local/model/cache_layout.ts";
import type { StepModel } from "../../../src/llm/local/model/decoder.ts";
import type { KvBlock, KvCache } from "../../../src/llm/local/scheduler/kv_cache.ts";

export const VOCABULARY = 64;
/** The token that ends an answer. */
export const END = 63;

const LAYOUT: CacheLayout = {
  type: "float32",
  parts: [{ name: "0.key", heads: 2, size: 3 }, { name: "0.value", heads: 1, size: 2 }],
  bytesPerToken: 8 * 4,
};

/** The next token after a sequence. */
export function nextToken(ids: ArrayLike<number>): number {
  let hash = 17;
  for (let i = 0; i < ids.length; i++) hash = (Math.imul(hash, 31) + ids[i]! + i) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % VOCABULARY;
}

/** What a lone greedy run answers. */
export function loneRun(prompt: readonly number[], maxTokens: number): number[] {
  const ids = [...prompt];
  while (ids.length - prompt.length < maxTokens) {
    const next = nextToken(ids);
    if (next === END) break;
    ids.push(next);
  }
  return ids.slice(prompt.length);
}

function logitsOf(token: number): Float32Array {
  const logits = new Float32Array(VOCABULARY).fill(-100);
  logits[token] = 0;
  return logits;
}

/** See the module's comment. */
export class FakeModel implements StepModel {
  readonly layout = LAYOUT;
  prefilled: number[] = [];
  steps = 0;
  /** Called before each step; may throw to play a failing session. */
  onStep: () => void | Promise<void> = () => {};

  async prefill(past: KvBlock | undefined, ids: readonly number[], wantLogits: boolean) {
    await Promise.resolve();
    this.prefilled.push(ids.length);
    const before = past ? Array.from({ length: past.length }, (_, t) => past.data[0]![t * 3]!) : [];
    const all = [...before, ...ids];
    const data = this.layout.parts.map(({ heads, size }) => {
      const out = new Float32Array(heads * all.length * size);
      for (let head = 0; head < heads; head++) {
        all.forEach((id, t) =>
          out.fill(id, (head * all.length + t) * size, (head * all.length + t + 1) * size)
        );
      }
      return out;
    });
    return { past: { length: all.length, data }, logits: wantLogits ? logitsOf(nextToken(all)) : undefined };
  }

  async step(slots: KvCache, tokens: readonly number[], used: readonly number[]) {
    await this.onStep();
    this.steps++;
    slots.widen(Math.max(...used) + 1, used);
    const fresh = this.layout.parts.map(({ heads, size }) =>
      Float32Array.from(
        { length: tokens.length * heads * size },
        (_, i) => tokens[Math.floor(i / (heads * size))]!,
      )
    );
    slots.append(fresh, 1, () => 0, used);
    return tokens.map((_, row) => {
      const seen = this.layout.parts.flatMap(({ heads, size }, part) =>
        Array.from({ length: heads * size }, (_, i) => {
          const [head, j] = [Math.floor(i / size), i % size];
          return Array.from(
            { length: used[row]! + 1 },
            (_, t) => slots.view(part)[((row * heads + head) * slots.width + t) * size + j]!,
          );
        })
      );
      for (const line of seen) if (line.join() !== seen[0]!.join()) return logitsOf(0);
      return logitsOf(nextToken(seen[0]!));
    });
  }
}
