import assert from "node:assert/strict";
import fc from "fast-check";
import { LocalnetError } from "../../../src/localnet/mod.ts";
import { StorageOverlay } from "../../../src/localnet/runtime/storage.ts";
import { Schema } from "../../../src/localnet/chain_schema.ts";
import { ChainState } from "../../../src/localnet/state.ts";

Deno.test("every kept state reads as a plain copy of it would", () => {
  const key = fc.constantFrom("0xaa01", "0xaa02", "0xab", "0xb0", "0xaa");
  const diff = fc.dictionary(key, fc.option(fc.constantFrom("0x01", "0x02")));
  fc.assert(fc.property(fc.array(diff, { maxLength: 12 }), (diffs) => {
    const state = new ChainState(5);
    const copies: Record<string, string>[] = [{ "0xaa": "0x00" }];
    state.init(Object.entries(copies[0]!));
    for (const changes of diffs) {
      state.commit(new Map(Object.entries(changes)));
      const next = { ...copies.at(-1)!, ...changes } as Record<string, string>;
      for (const [name, value] of Object.entries(changes)) if (value === null) delete next[name];
      copies.push(next);
    }
    for (let number = 0; number < copies.length; number++) {
      if (!state.has(number)) {
        assert.ok(number < copies.length - 6, "forgotten too early");
        assert.throws(() => state.get("0xaa", number), LocalnetError);
        continue;
      }
      const copy = copies[number]!;
      for (const name of ["0xaa01", "0xaa02", "0xab", "0xb0", "0xaa"]) {
        assert.equal(state.get(name, number), copy[name] ?? null);
      }
      const wanted = Object.keys(copy).filter((name) => name.startsWith("0xaa")).sort();
      assert.deepEqual(state.keys("0xaa", 100, "", number), wanted);
      assert.deepEqual(state.keys("0xaa", 1, "0xaa", number), wanted.filter((k) => k > "0xaa").slice(0, 1));
    }
  }));
});

Deno.test("a failed layer leaves nothing, a good one passes its writes down", () => {
  const overlay = new StorageOverlay(new Schema(), () => null);
  overlay.put("Tempo", [1], 20);
  assert.throws(() =>
    overlay.transaction(() => {
      overlay.put("Tempo", [1], 30);
      assert.equal(overlay.get("Tempo", 1), 30);
      throw new Error("no");
    }), /no/);
  assert.equal(overlay.get("Tempo", 1), 20);
  overlay.transaction(() => overlay.transaction(() => overlay.put("Tempo", [2], 40)));
  assert.equal(overlay.get("Tempo", 2), 40);
  assert.equal(overlay.get("Tempo", 3), 360, "the default of the chain");
  assert.equal(overlay.changes().size, 2);
});
