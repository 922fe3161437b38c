import assert from "node:assert/strict";
import fc from "fast-check";
import { handleMessage, METHODS } from "../../../src/localnet/rpc/handler.ts";
import { Session } from "../../../src/localnet/rpc/rpc_session.ts";
import { address, dest, Harness, id, TAO } from "./kit.ts";

interface Answer {
  id: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** A connection without a socket. */
function connect(h: Harness) {
  const sent: string[] = [];
  const session = new Session((text) => sent.push(text), "t-");
  const context = { chain: h.chain, node: h.node, session };
  const raw = (text: string): string | null => handleMessage(context, text);
  const ask = (method: string, ...params: unknown[]): Answer =>
    JSON.parse(raw(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }))!);
  return {
    session,
    sent,
    raw,
    ask,
    result: (method: string, ...params: unknown[]) => ask(method, ...params).result,
  };
}

const chain = () => new Harness({ accounts: [{ ss58: address(1), balanceRao: 100n * TAO }] });

Deno.test("rpc_methods lists every method, and all that clients ask for", () => {
  const c = connect(chain());
  const { methods } = c.result("rpc_methods") as { methods: string[] };
  assert.deepEqual(methods, Object.keys(METHODS).sort());
  const wanted = `chain_getBlockHash chain_getHead chain_getHeader chain_getBlock chain_getFinalizedHead
    chain_subscribeNewHeads chain_unsubscribeNewHeads chain_subscribeFinalizedHeads state_getRuntimeVersion
    state_subscribeRuntimeVersion state_getMetadata state_call state_getStorage state_getStorageAt
    state_queryStorageAt state_getKeysPaged state_subscribeStorage state_unsubscribeStorage
    author_submitExtrinsic author_submitAndWatchExtrinsic author_unwatchExtrinsic author_pendingExtrinsics
    system_accountNextIndex system_chain system_name system_properties system_version system_health
    payment_queryInfo rpc_methods sim_newBlock sim_setStorage sim_time dev_newBlock dev_setStorage`;
  for (const method of wanted.split(/\s+/)) assert.ok(methods.includes(method), method);
});

Deno.test("blocks, headers and hashes agree with each other", () => {
  const h = chain();
  const c = connect(h);
  h.blocks(3);
  const hash = c.result("chain_getBlockHash", 2) as string;
  const header = c.result("chain_getHeader", hash) as { number: string; parentHash: string };
  assert.equal(header.number, "0x2");
  assert.equal(header.parentHash, c.result("chain_getBlockHash", 1));
  assert.deepEqual(c.result("chain_getBlockHash", [0, 99]), [h.chain.genesis.hash, null]);
  assert.equal(c.result("chain_getFinalizedHead"), c.result("chain_getBlockHash"));
  assert.equal(
    (c.result("chain_getBlock", hash) as { block: { extrinsics: string[] } }).block.extrinsics.length,
    1,
  );
  assert.equal(c.result("chain_getHeader", `0x${"77".repeat(32)}`), null);
});

Deno.test("state reads at the head, at a block, by page, and not where it is forgotten", () => {
  const h = chain();
  const c = connect(h);
  const number = h.schema.storage("System.Number").key();
  h.blocks(5);
  assert.equal(c.result("state_getStorage", number), "0x05000000");
  const second = h.chain.block(2)!.hash;
  assert.equal(c.result("state_getStorageAt", number, second), "0x02000000");
  assert.deepEqual(c.result("state_queryStorageAt", [number], second), [
    { block: second, changes: [[number, "0x02000000"]] },
  ]);
  const prefix = `0x${h.schema.storage("System.BlockHash").prefix}`;
  const all = c.result("state_getKeysPaged", prefix, 100) as string[];
  assert.equal(all.length, 5);
  const first = c.result("state_getKeysPaged", prefix, 2) as string[];
  const rest = c.result("state_getKeysPaged", prefix, 100, first.at(-1)) as string[];
  assert.deepEqual([...first, ...rest], all);
  assert.equal((c.result("state_getKeysPaged", prefix, 100, null, second) as string[]).length, 2);
  h.blocks(300);
  assert.equal(c.ask("state_getStorage", number, second).error?.code, 4003);
  assert.equal(c.ask("state_getStorage", number, `0x${"12".repeat(32)}`).error?.code, 4003);
});

Deno.test("subscriptions tell at once, then what changed, until they end", () => {
  const h = chain();
  const c = connect(h);
  const key = h.schema.storage("System.Account").key(id(1));
  c.session.answer(() => c.raw(JSON.stringify({ id: 7, method: "state_subscribeStorage", params: [[key]] })));
  assert.equal(JSON.parse(c.sent[0]!).id, 7, "the answer comes before the first notification");
  const first = JSON.parse(c.sent[1]!);
  assert.equal(first.method, "state_storage");
  assert.equal(first.params.subscription, JSON.parse(c.sent[0]!).result);
  h.blocks(2);
  assert.equal(c.sent.length, 2, "nothing changed");
  h.send(1, "Balances.transfer_keep_alive", { dest: dest(2), value: TAO });
  assert.equal(JSON.parse(c.sent[2]!).params.result.changes[0][0], key);
  assert.equal(c.result("state_unsubscribeStorage", first.params.subscription), true);
  assert.equal(c.result("state_unsubscribeStorage", first.params.subscription), false);
  h.send(1, "Balances.transfer_keep_alive", { dest: dest(2), value: TAO });
  assert.equal(c.sent.length, 3);
});

Deno.test("a closed session leaves nothing running", () => {
  const h = chain();
  const c = connect(h);
  c.result("chain_subscribeNewHeads");
  c.result("state_subscribeStorage", [h.schema.storage("System.Number").key()]);
  assert.equal(c.session.subscriptions, 2);
  const before = c.sent.length;
  c.session.close();
  h.blocks(1);
  assert.equal(c.sent.length, before);
  assert.equal(c.session.subscriptions, 0);
});

Deno.test("subscriptions of one connection are bounded", () => {
  const c = connect(chain());
  for (let i = 0; i < 1024; i++) assert.ok(c.result("chain_subscribeNewHeads"));
  assert.equal(c.ask("chain_subscribeNewHeads").error?.code, -32006);
});

Deno.test("sim_ methods make blocks, write state and set the time", () => {
  const h = chain();
  const c = connect(h);
  c.result("sim_newBlock", { count: 3 });
  assert.equal(h.block, 3);
  const tempo = h.schema.storage("Tempo");
  c.result("dev_setStorage", [[tempo.key(1), tempo.encode(77)]]);
  assert.equal(h.get("Tempo", 1), 77);
  c.result("sim_time", 1_900_000_000_000);
  c.result("dev_newBlock");
  assert.equal(h.get("Timestamp.Now"), 1_900_000_000_000n);
  assert.equal(c.ask("sim_newBlock", { count: 0 }).error?.code, -32602);
  assert.equal(c.ask("sim_setStorage", [["0x", "0x"]]).error?.code, -32602);
  assert.equal(c.ask("sim_setStorage", [[tempo.key(1), "0x01"]]).error?.code, 4003, "no value of the item");
  assert.equal(h.get("Tempo", 1), 77);
});

Deno.test("batches answer each request; notifications get none", () => {
  const c = connect(chain());
  const batch = [
    { jsonrpc: "2.0", id: 1, method: "system_chain" },
    { jsonrpc: "2.0", method: "system_chain" },
    { jsonrpc: "2.0", id: "b", method: "no_such" },
    5,
  ];
  const answers = JSON.parse(c.raw(JSON.stringify(batch))!) as Answer[];
  assert.deepEqual(answers.map((one) => [one.id, one.error?.code]), [[1, undefined], ["b", -32601], [
    null,
    -32600,
  ]]);
  assert.equal(c.raw(JSON.stringify({ method: "system_chain" })), null);
  const long = JSON.stringify(Array.from({ length: 300 }, () => batch[0]));
  assert.equal(JSON.parse(c.raw(long)!).error.code, -32600);
  assert.equal(JSON.parse(c.raw("[]")!).error.code, -32600);
});

Deno.test("whatever a stranger sends, an error or a result comes back", () => {
  const h = chain();
  const c = connect(h);
  const hex = fc.uint8Array({ maxLength: 80 }).map((bytes) => `0x${bytes.toHex()}`);
  const param = fc.oneof(
    hex,
    fc.string(),
    fc.bigInt().map(String),
    fc.double(),
    fc.constantFrom(null, true, [], {}, "0x", 2 ** 53, -1),
    fc.array(fc.oneof(hex, fc.integer(), fc.constant(null)), { maxLength: 4 }),
  );
  // Making thousands of blocks is what sim_newBlock is for; it is bounded, but not worth the time here.
  const method = fc.constantFrom(
    ...Object.keys(METHODS).filter((name) => !name.endsWith("newBlock")),
    "__proto__",
    "constructor",
  );
  const request = fc.record({
    id: fc.oneof(fc.integer(), fc.string()),
    method,
    params: fc.array(param, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(request, (one) => {
      const answer = JSON.parse(c.raw(JSON.stringify(one))!) as Answer;
      assert.deepEqual(answer.id, one.id);
      assert.ok("result" in answer !== "error" in answer);
      assert.notEqual(answer.error?.code, -32603, answer.error?.message ?? "");
      c.session.close();
    }),
    { numRuns: 600 },
  );
});

Deno.test("whatever text a stranger sends, the answer is JSON or nothing", () => {
  const c = connect(chain());
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    const answer = c.raw(text);
    if (answer !== null) assert.doesNotThrow(() => JSON.parse(answer));
    c.session.close();
  }));
  assert.equal(JSON.parse(c.raw("{bad")!).error.code, -32700);
  const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
  assert.ok(JSON.parse(c.raw(deep)!));
});

Deno.test("runtime APIs take any bytes and answer or refuse", () => {
  const h = chain();
  const c = connect(h);
  const names = h.schema.table.apis.flatMap((api) => api.methods.map(([name]) => `${api.name}_${name}`));
  const hex = fc.uint8Array({ maxLength: 120 }).map((bytes) => `0x${bytes.toHex()}`);
  fc.assert(
    fc.property(fc.constantFrom(...names, "No_such"), hex, (name, input) => {
      const answer = c.ask("state_call", name, input);
      assert.ok(
        answer.error ? [4003, -32602].includes(answer.error.code) : typeof answer.result === "string",
        `${name} ${answer.error?.message}`,
      );
    }),
    { numRuns: 400 },
  );
});
