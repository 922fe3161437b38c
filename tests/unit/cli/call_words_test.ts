import assert from "node:assert/strict";
import { type UnsignedCall } from "../../../src/chain/mod.ts";
import { callLines, isLegacy, networkWords } from "../../../src/cli/call_words.ts";

const FINNEY = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";
const call = (more: Partial<UnsignedCall["chain"]> = {}, netuid = 1): UnsignedCall => ({
  format: "sn1 unsigned call",
  version: 1,
  signer: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  call: {
    pallet: "SubtensorModule",
    name: "register_limit",
    args: { netuid, hotkey: "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty", limit_price: "100000000" },
    words: "register hotkey 5F… on subnet 1, burning at most 0.1 TAO",
    hex: "0x0786",
  },
  chain: { network: "test", genesis: FINNEY, specVersion: 424, transactionVersion: 1, ...more },
  nonce: 3,
  era: { period: 64, birth: 100, birthHash: `0x${"00".repeat(32)}`, lastBlock: 163 },
  metadataHash: null,
  fee: null,
  price: { then: "90000000", limit: "100000000" },
});

Deno.test("a network is named by its genesis hash, whatever the file calls it", () => {
  assert.match(networkWords(call().chain), /^finney \(genesis 0x2f0555cc…\)$/);
  const other = networkWords(call({ genesis: `0x${"11".repeat(32)}`, network: "finney" }).chain);
  assert.match(other, /^the network with genesis 0x1{64}, which the file calls finney$/);
});

Deno.test("a burn on finney's subnet 1 is told from all others by the genesis hash", () => {
  assert.equal(isLegacy(call()), true);
  assert.equal(isLegacy(call({}, 61)), false);
  assert.equal(isLegacy(call({ genesis: `0x${"11".repeat(32)}`, network: "finney" })), false);
});

Deno.test("the signer reads the call, the network, how long it holds and what it costs", () => {
  const lines = callLines(call());
  assert.match(lines[0]!, /^register hotkey/);
  assert.match(lines.join("\n"), /signer +5Grw\w+, nonce 3/);
  assert.match(lines.join("\n"), /valid +to block 163 \(from 100\)/);
  assert.match(lines.join("\n"), /price +0\.09 TAO when it was built, at most 0\.1 TAO/);
  assert.ok(!lines.join("\n").includes("fee"), "nobody told the fee");
  assert.match(callLines({ ...call(), fee: "123456" }).at(-1)!, /fee +about 0\.000123456 TAO/);
});
