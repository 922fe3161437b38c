import assert from "node:assert/strict";
import { PoolError } from "../../../src/localnet/node/pool_error.ts";
import { address, dest, Harness, id, TAO } from "./kit.ts";

const ALICE = 1;
const BOB = 2;
const chain = (verify?: () => boolean) =>
  new Harness({
    accounts: [{ ss58: address(ALICE), balanceRao: 100n * TAO }, {
      ss58: address(BOB),
      balanceRao: 200_000n,
    }],
  }, verify);
const PAY = "Balances.transfer_keep_alive";
const pay = { dest: dest(3), value: TAO };
const refusal = (run: () => unknown): PoolError => {
  try {
    run();
  } catch (error) {
    if (error instanceof PoolError) return error;
    throw error;
  }
  throw new Error("the pool took it");
};

Deno.test("a transaction is ready, in a block, and final", async () => {
  const h = chain();
  const told = h.submit(ALICE, PAY, pay);
  assert.deepEqual(told, ["ready"]);
  const { hash } = h.chain.produceBlock();
  assert.deepEqual(told, ["ready", { inBlock: hash }]);
  await h.clock.advance(1);
  assert.deepEqual(told.at(-1), { finalized: hash });
  assert.equal(h.chain.head.extrinsics.length, 2);
});

Deno.test("nonces: used ones are stale, later ones wait, order is kept", () => {
  const h = chain();
  const later = h.submit(ALICE, PAY, pay, { nonce: 1 });
  assert.deepEqual(later, ["future"]);
  h.chain.produceBlock();
  assert.equal(h.chain.head.extrinsics.length, 1, "a gap is not jumped");
  const first = h.submit(ALICE, PAY, pay, { nonce: 0 });
  assert.deepEqual(first, ["ready"]);
  assert.deepEqual(later, ["future", "ready"]);
  assert.equal(h.chain.pool.nextNonce(id(ALICE)), 2);
  const { hash } = h.chain.produceBlock();
  assert.equal(h.chain.head.extrinsics.length, 3);
  assert.deepEqual(later.at(-1), { inBlock: hash });
  const stale = h.poolAnswer(ALICE, PAY, { ...pay, value: 5n * TAO }, { nonce: 0 });
  assert.equal(stale, "1010 Transaction is outdated");
});

Deno.test("the same transaction twice is imported already, after its block it is banned", () => {
  const h = chain();
  const bytes = h.extrinsic(ALICE, { type: "Balances", value: { type: "transfer_keep_alive", value: pay } });
  h.chain.pool.submit(bytes);
  assert.equal(refusal(() => h.chain.pool.submit(bytes)).code, 1013);
  h.chain.produceBlock();
  assert.equal(refusal(() => h.chain.pool.submit(bytes)).code, 1012);
});

Deno.test("a nonce is taken over only for a higher tip", () => {
  const h = chain();
  const first = h.submit(ALICE, PAY, pay, { nonce: 0 });
  const other = { ...pay, value: 2n * TAO };
  assert.equal(refusal(() => h.submit(ALICE, PAY, other, { nonce: 0 })).code, 1014);
  h.submit(ALICE, PAY, other, { nonce: 0, tip: 5n });
  assert.ok(typeof first.at(-1) === "object" && "usurped" in (first.at(-1) as object));
  assert.equal(h.chain.pool.size, 1);
});

Deno.test("who cannot pay the fee is refused; hotkeys need no balance for their calls", () => {
  const h = chain();
  const payment = "1010 Inability to pay some fees (e.g. account balance too low)";
  assert.equal(h.poolAnswer(77, PAY, pay), payment, "an account the chain does not know");
  assert.equal(h.poolAnswer(BOB, PAY, pay, { tip: 200_000n }), payment);
  assert.equal(h.poolAnswer(BOB, PAY, pay), null);
});

Deno.test("a wrong signature, strange bytes and unsigned transactions have their own numbers", () => {
  const h = chain(() => false);
  assert.equal(h.poolAnswer(ALICE, PAY, pay), "1010 Transaction has a bad signature");
  assert.equal(refusal(() => h.chain.pool.submit("0x1234")).code, 1001);
  const stamp = h.chain.produceBlock().extrinsics[0]!;
  assert.equal(refusal(() => h.chain.pool.submit(stamp)).code, 1011);
});

Deno.test("a transaction leaves the pool when its era ends", () => {
  const h = chain();
  // Period 4, phase 0: blocks 0 to 3.
  const told = h.submit(ALICE, PAY, pay, { nonce: 1, era: [0x01, 0x00] });
  h.blocks(2);
  assert.equal(h.chain.pool.size, 1);
  h.blocks(1);
  assert.equal(h.chain.pool.size, 0);
  assert.deepEqual(told, ["future", "invalid"]);
});

Deno.test("what became invalid while it waited is dropped and told", () => {
  const h = chain();
  const second = h.submit(ALICE, PAY, pay, { nonce: 1 });
  h.set("System.Account", [id(ALICE)], {
    nonce: 0,
    consumers: 0,
    providers: 1,
    sufficients: 0,
    data: { free: 1000n, reserved: 0n, frozen: 0n, flags: 0n },
  });
  h.blocks(1);
  assert.deepEqual(second, ["future", "invalid"]);
});

Deno.test("the pool is bounded per account", () => {
  const h = chain();
  for (let nonce = 1; nonce <= 256; nonce++) h.submit(ALICE, PAY, pay, { nonce });
  assert.equal(refusal(() => h.submit(ALICE, PAY, pay, { nonce: 300 })).code, 1016);
});
