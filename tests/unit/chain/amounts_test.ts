import assert from "node:assert/strict";
import { limitPrice, taoText } from "../../../src/chain/mod.ts";

Deno.test("amounts are shown exactly", () => {
  assert.equal(taoText(0n), "0 TAO");
  assert.equal(taoText(1_500_000_000n), "1.5 TAO");
  assert.equal(taoText(1n), "0.000000001 TAO");
  assert.equal(taoText(21_000_000n * 1_000_000_000n), "21000000 TAO");
});

Deno.test("the price limit is the quote with its tolerance, never above the user's own", () => {
  assert.equal(limitPrice(1000n, {}), 1050n);
  assert.equal(limitPrice(1000n, { tolerance: 0 }), 1000n);
  assert.equal(limitPrice(1000n, { tolerance: 0.5, maxPrice: 1200n }), 1200n);
  assert.equal(limitPrice(1000n, { tolerance: 0.1, maxPrice: 5000n }), 1100n);
});
