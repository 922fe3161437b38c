import assert from "node:assert/strict";
import fc from "fast-check";
import type { CacheLayout } from "../../../src/llm/local/model/cache_layout.ts";
import { type KvBlock, KvCache } from "../../../src/llm/local/scheduler/kv_cache.ts";
import { BLOCK_TOKENS, PrefixCache, readPast } from "../../../src/llm/local/scheduler/prefix_cache.ts";

const LAYOUT: CacheLayout = {
  type: "float32",
  parts: [{ name: "0.key", heads: 2, size: 3 }, { name: "0.value", heads: 1, size: 2 }],
  bytesPerToken: 32,
};

/** A block whose numbers tell token, head and place. */
function block(ids: readonly number[]): KvBlock {
  const data = LAYOUT.parts.map(({ heads, size }) =>
    Float32Array.from({ length: heads * ids.length * size }, (_, i) => {
      const [head, token, place] = [
        Math.floor(i / (ids.length * size)),
        Math.floor(i / size) % ids.length,
        i % size,
      ];
      return ids[token]! * 100 + head * 10 + place;
    })
  );
  return { length: ids.length, data };
}

Deno.test("rows keep their numbers while others come, go and grow", () => {
  const actions = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant("add" as const), length: fc.integer({ min: 1, max: 150 }) }),
      fc.record({ do: fc.constant("remove" as const), which: fc.nat(100) }),
      fc.record({ do: fc.constant("step" as const), times: fc.integer({ min: 1, max: 80 }) }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(actions, (list) => {
      const slots = new KvCache(LAYOUT);
      const rows: number[][] = [];
      let next = 1;
      const used = () => rows.map((row) => row.length);
      for (const action of list) {
        if (action.do === "add") {
          const ids = Array.from({ length: action.length }, () => next++ % 5000);
          assert.equal(slots.add(block(ids), used()), rows.length);
          rows.push(ids);
        } else if (action.do === "remove" && rows.length) {
          const row = action.which % rows.length;
          slots.remove(row, used());
          const last = rows.pop()!;
          if (row < rows.length) rows[row] = last;
        } else if (action.do === "step" && rows.length) {
          for (let i = 0; i < action.times; i++) {
            slots.widen(Math.max(...used()) + 1, used());
            const fresh = rows.map(() => next++ % 5000);
            const data = LAYOUT.parts.map((_, part) =>
              Float32Array.from(fresh.flatMap((id) => [...block([id]).data[part]!]))
            );
            slots.append(data, 1, () => 0, used());
            rows.forEach((row, r) => row.push(fresh[r]!));
          }
        }
        assert.equal(slots.rows, rows.length);
        rows.forEach((ids, row) => assert.deepEqual(slots.read(row, 0, ids.length), block(ids)));
      }
      if (!rows.length) assert.equal(slots.bytes, 0);
    }),
    { numRuns: 60 },
  );
});

const numbers = (length: number, seed: number) => Array.from({ length }, (_, i) => (i * seed) % 97);
const keep = (cache: PrefixCache, ids: number[]) =>
  cache.keep(ids, (from, to) => readPast(LAYOUT, block(ids), from, to));

Deno.test("the longest known beginning is found, with its numbers, and one token is left to compute", () => {
  const cache = new PrefixCache(LAYOUT, 1 << 20);
  const ids = numbers(4 * BLOCK_TOKENS, 3);
  assert.equal(cache.find(ids), undefined);
  keep(cache, ids);
  assert.deepEqual(cache.find([...ids, 1]), block(ids));
  assert.equal(cache.find(ids)?.length, 3 * BLOCK_TOKENS);
  const other = [...ids.slice(0, 2 * BLOCK_TOKENS + 5), 96, ...ids.slice(2 * BLOCK_TOKENS + 6)];
  assert.deepEqual(cache.find(other), block(ids.slice(0, 2 * BLOCK_TOKENS)));
  assert.equal(cache.find(numbers(100, 5)), undefined);
});

Deno.test("the limit holds, the oldest go first, and what is left is right", () => {
  const blockBytes = BLOCK_TOKENS * LAYOUT.bytesPerToken;
  fc.assert(fc.property(
    fc.array(fc.record({ seed: fc.integer({ min: 1, max: 6 }), blocks: fc.integer({ min: 1, max: 6 }) })),
    (list) => {
      const cache = new PrefixCache(LAYOUT, 5 * blockBytes);
      for (const { seed, blocks } of list) {
        const ids = numbers(blocks * BLOCK_TOKENS, seed);
        keep(cache, ids);
        assert.ok(cache.bytes <= 5 * blockBytes);
        assert.equal(cache.find([...ids, 0])?.length ?? 0, Math.min(blocks, 5) * BLOCK_TOKENS);
        for (let other = 1; other <= 6; other++) {
          const wanted = numbers(6 * BLOCK_TOKENS + 1, other);
          const found = cache.find(wanted);
          if (found) assert.deepEqual(found, block(wanted.slice(0, found.length)));
        }
      }
    },
  ));
});

Deno.test("a cache of nothing keeps nothing", () => {
  const cache = new PrefixCache(LAYOUT, 0);
  keep(cache, numbers(100, 3));
  assert.equal(cache.bytes, 0);
});
