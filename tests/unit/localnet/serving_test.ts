import assert from "node:assert/strict";
import { address, Harness, id } from "./kit.ts";

const HOT = 100;
const STRANGER = 5;
const LOOPBACK = 2130706433n;
const axon = (change: Record<string, unknown> = {}) => ({
  netuid: 1,
  version: 7004000,
  ip: 134744072n,
  port: 8091,
  ip_type: 4,
  protocol: 4,
  placeholder1: 0,
  placeholder2: 0,
  ...change,
});
const chain = (enforceServingRules: boolean, servingRateLimit = 0) =>
  new Harness({
    enforceServingRules,
    subnets: [{
      netuid: 1,
      neurons: [{ hotkey: address(HOT), coldkey: address(1) }],
      hyperparameters: { servingRateLimit },
    }],
  });

Deno.test("serve_axon stores the endpoint with its block, without balance and without fee", () => {
  const h = chain(true);
  const outcome = h.send(HOT, "SubtensorModule.serve_axon", axon());
  assert.deepEqual(outcome.events, ["SubtensorModule.AxonServed", "System.ExtrinsicSuccess"]);
  const { netuid: _, ...stored } = axon();
  assert.deepEqual(h.get("Axons", 1, id(HOT)), { ...stored, block: 1n });
  assert.equal(h.get<{ nonce: number }>("System.Account", id(HOT)).nonce, 1);
  const other = { netuid: 1, version: 1, ip: 8n, port: 9, ip_type: 4 };
  assert.equal(h.send(HOT, "SubtensorModule.serve_prometheus", other).error, null);
  assert.equal(h.get<{ port: number }>("Prometheus", 1, id(HOT)).port, 9);
});

Deno.test("serve_axon_tls keeps the certificate: first byte the algorithm, the rest the key", () => {
  const h = chain(true);
  const args = axon({ certificate: "0x01aabb" });
  assert.equal(h.send(HOT, "SubtensorModule.serve_axon_tls", args).error, null);
  assert.deepEqual(h.get("NeuronCertificates", 1, id(HOT)), { algorithm: 1, public_key: "0xaabb" });
  assert.equal(h.get<{ port: number }>("Axons", 1, id(HOT)).port, 8091);
});

Deno.test("the pool refuses wrong endpoints with the chain's numbers", () => {
  const h = chain(true);
  const answer = (change: Record<string, unknown>, signer = HOT) =>
    h.poolAnswer(signer, "SubtensorModule.serve_axon", axon(change));
  assert.equal(answer({}), null);
  assert.equal(answer({}, STRANGER), "1010 Custom error: 10");
  assert.equal(answer({ netuid: 2 }), "1010 Custom error: 10");
  assert.equal(answer({ ip_type: 5 }), "1010 Custom error: 255");
  assert.equal(answer({ ip: LOOPBACK }), "1010 Custom error: 11");
  assert.equal(answer({ ip: LOOPBACK + 1n }), null, "127.0.0.2 is accepted");
  assert.equal(answer({ ip: 0xffffffffn }), "1010 Custom error: 11");
  assert.equal(answer({ ip: 1n, ip_type: 6 }), "1010 Custom error: 11");
  assert.equal(answer({ ip: (1n << 128n) - 1n, ip_type: 6 }), "1010 Custom error: 11");
  assert.equal(answer({ ip: 0n }), null, "0 means: not serving");
  assert.equal(answer({ port: 0 }), "1010 Custom error: 13");
  const prometheus = { netuid: 1, version: 1, ip: 0n, port: 9, ip_type: 4 };
  assert.equal(h.poolAnswer(HOT, "SubtensorModule.serve_prometheus", prometheus), "1010 Custom error: 11");
});

Deno.test("loopback may be served unless the rules are enforced", () => {
  const h = chain(false);
  assert.equal(h.poolAnswer(HOT, "SubtensorModule.serve_axon", axon({ ip: LOOPBACK })), null);
  assert.equal(h.poolAnswer(HOT, "SubtensorModule.serve_axon", axon({ ip: 1n, ip_type: 6 })), null);
});

Deno.test("serving again waits for the rate limit", () => {
  const h = chain(true, 10);
  assert.equal(h.send(HOT, "SubtensorModule.serve_axon", axon()).error, null);
  h.blocks(8);
  assert.equal(h.poolAnswer(HOT, "SubtensorModule.serve_axon", axon()), "1010 Custom error: 12");
  h.blocks(1);
  assert.equal(h.send(HOT, "SubtensorModule.serve_axon", axon({ port: 9 })).error, null);
});

Deno.test("inside a batch the same rules refuse at dispatch, by name", () => {
  const h = new Harness({
    enforceServingRules: true,
    accounts: [{ ss58: address(HOT), balanceRao: 10n ** 9n }],
    subnets: [{ netuid: 1, neurons: [{ hotkey: address(HOT), coldkey: address(1) }] }],
  });
  const call = (change: Record<string, unknown>) => ({
    type: "SubtensorModule",
    value: { type: "serve_axon", value: axon(change) },
  });
  const refused = (change: Record<string, unknown>) =>
    h.send(HOT, "Utility.batch_all", { calls: [call(change)] }).error;
  assert.equal(refused({ netuid: 2 }), "SubtensorModule.HotKeyNotRegisteredInNetwork");
  assert.equal(refused({ ip_type: 3 }), "SubtensorModule.InvalidIpType");
  assert.equal(refused({ ip: LOOPBACK }), "SubtensorModule.InvalidIpAddress");
  assert.equal(refused({ port: 0 }), "SubtensorModule.InvalidPort");
  assert.equal(refused({}), null);
});
