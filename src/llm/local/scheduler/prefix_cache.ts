import { cacheArray, type CacheLayout } from "../model/cache_layout.ts";
import type { KvBlock } from "./kv_cache.ts";

/** Tokens per block: small enough that most of a shared beginning is found, large enough to keep few pieces. */
export const BLOCK_TOKENS = 32;

interface Node {
  readonly key: string;
  readonly parent: Node | undefined;
  readonly children: Map<string, Node>;
  readonly block: KvBlock | undefined;
}

/**
 * Keeps keys and values of prompts' beginnings, block by block, so that a system prompt, a shared context or the
 * earlier turns of a conversation are computed once. Tokens are compared, not hashes: what is found is what was asked.
 */
export class PrefixCache {
  readonly #layout: CacheLayout;
  readonly #limitBytes: number;
  readonly #blockBytes: number;
  readonly #root: Node = { key: "", parent: undefined, children: new Map(), block: undefined };
  /** Least recently used first; a block always stands before its parent, so the first one has no children. */
  readonly #order = new Set<Node>();
  #hitTokens = 0;

  /** @param limitBytes 0 = keep nothing */
  constructor(layout: CacheLayout, limitBytes: number) {
    this.#layout = layout;
    this.#limitBytes = limitBytes;
    this.#blockBytes = layout.bytesPerToken * BLOCK_TOKENS;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#order.size * this.#blockBytes;
  }

  /** Prompt tokens that were found so far. */
  get hitTokens(): number {
    return this.#hitTokens;
  }

  /**
   * The longest known beginning of `ids`; at least one token is left to compute, since its logits are needed.
   * @returns undefined when not even one block is known
   */
  find(ids: readonly number[]): KvBlock | undefined {
    const nodes: Node[] = [];
    let node: Node | undefined = this.#root;
    for (let at = 0; at + BLOCK_TOKENS < ids.length; at += BLOCK_TOKENS) {
      node = node.children.get(ids.slice(at, at + BLOCK_TOKENS).join());
      if (!node) break;
      nodes.push(node);
    }
    if (!nodes.length) return undefined;
    this.#touch(nodes[nodes.length - 1]!);
    this.#hitTokens += nodes.length * BLOCK_TOKENS;
    return this.#join(nodes.map((found) => found.block!));
  }

  /**
   * Keeps the full blocks of `ids` that are not known yet.
   * @param read copies out tokens [from, to)
   */
  keep(ids: readonly number[], read: (from: number, to: number) => KvBlock): void {
    if (this.#limitBytes < this.#blockBytes) return;
    let node = this.#root;
    for (let at = 0; at + BLOCK_TOKENS <= ids.length; at += BLOCK_TOKENS) {
      const key = ids.slice(at, at + BLOCK_TOKENS).join();
      let child = node.children.get(key);
      if (!child) {
        // The path kept so far is the newest, so making room never takes from it unless it fills the cache alone.
        this.#touch(node);
        while (this.bytes + this.#blockBytes > this.#limitBytes) if (!this.#evict(node)) return;
        child = { key, parent: node, children: new Map(), block: read(at, at + BLOCK_TOKENS) };
        node.children.set(key, child);
        this.#order.add(child);
      }
      node = child;
    }
    this.#touch(node);
  }

  #touch(node: Node): void {
    for (let at: Node | undefined = node; at?.parent; at = at.parent) {
      this.#order.delete(at);
      this.#order.add(at);
    }
  }

  #evict(keep: Node): boolean {
    const [oldest] = this.#order;
    if (!oldest || oldest === keep || oldest.children.size) return false;
    this.#order.delete(oldest);
    oldest.parent!.children.delete(oldest.key);
    return true;
  }

  #join(blocks: KvBlock[]): KvBlock {
    const length = blocks.length * BLOCK_TOKENS;
    const data = this.#layout.parts.map((part, i) => {
      const out = cacheArray(this.#layout, part.heads * length * part.size);
      const piece = BLOCK_TOKENS * part.size;
      blocks.forEach((block, b) => {
        for (let head = 0; head < part.heads; head++) {
          out.set(
            block.data[i]!.subarray(head * piece, (head + 1) * piece),
            head * length * part.size + b * piece,
          );
        }
      });
      return out;
    });
    return { length, data };
  }
}

/** Copies tokens [from, to) out of a block. */
export function readPast(layout: CacheLayout, past: KvBlock, from: number, to: number): KvBlock {
  const length = to - from;
  const data = layout.parts.map((part, i) => {
    const out = cacheArray(layout, part.heads * length * part.size);
    for (let head = 0; head < part.heads; head++) {
      const at = (head * past.length + from) * part.size;
      out.set(past.data[i]!.subarray(at, at + length * part.size), head * length * part.size);
    }
    return out;
  });
  return { length, data };
}
