import assert from "node:assert/strict";
import fc from "fast-check";
import { CUSTOM_POOL_ERRORS, DISPATCH_ERRORS, POOL_NUMBERS } from "../../../../src/chain/send/errors.data.ts";
import {
  asRpcFailure,
  explainDispatch,
  explainPool,
  isRetryable,
} from "../../../../src/chain/send/explain_error.ts";
import { ChainError } from "../../../../src/chain/mod.ts";

const pool = (data: string, code = 1010) =>
  explainPool("serve_axon", { code, message: `${code}: Invalid Transaction`, data });

Deno.test("dispatch errors become sentences with the next step", () => {
  const error = explainDispatch("set_weights", {
    pallet: "SubtensorModule",
    name: "NeuronNoValidatorPermit",
  });
  assert.equal(error.code, "not_permitted");
  assert.match(error.message, /^set_weights failed: the hotkey has no validator permit/);
  assert.ok(error.hint);
  assert.equal(error.data.name, "NeuronNoValidatorPermit");
});

Deno.test("an unknown dispatch error keeps the chain's own name", () => {
  const error = explainDispatch("set_weights", { pallet: "Proxy", name: "Unproxyable" });
  assert.equal(error.code, "refused");
  assert.match(error.message, /Proxy\.Unproxyable/);
});

Deno.test("custom pool errors are told by their number", () => {
  assert.equal(pool("Custom error: 12").code, "rate_limited");
  assert.equal(pool("Custom error: 10").code, "not_registered");
  assert.equal(pool("Custom error: 1").code, "not_permitted");
  assert.equal(pool("Custom error: 2").code, "balance");
  assert.equal(pool("Custom error: 11").data.name, "InvalidIpAddress");
  assert.match(pool("Custom error: 200").message, /error 200/);
});

Deno.test("pool errors by text and by number say whether another try may help", () => {
  const cases: [string, number, boolean, string][] = [
    ["Inability to pay some fees (e.g. account balance too low)", 1010, false, "balance"],
    ["Transaction is outdated", 1010, true, "stale"],
    ["Transaction will be valid in the future", 1010, true, "stale"],
    ["Transaction has a bad signature", 1010, true, "stale"],
    ["Transaction has an ancient birth block", 1010, true, "stale"],
    ["", 1012, true, "stale"],
    ["", 1013, true, "stale"],
    ["", 1014, true, "stale"],
    ["Custom error: 12", 1010, false, "rate_limited"],
    ["something new", 1010, false, "refused"],
  ];
  for (const [data, code, retry, expected] of cases) {
    const error = pool(data, code);
    assert.equal(isRetryable(error), retry, data);
    assert.equal(error.code, expected, data);
  }
  assert.equal(pool("Transaction has a bad signature").data.reconnect, true);
});

Deno.test("every entry of the tables points somewhere and speaks in one short sentence", () => {
  for (const entry of Object.values(CUSTOM_POOL_ERRORS)) {
    if (typeof entry === "string") assert.ok(DISPATCH_ERRORS[entry], entry);
  }
  for (const advice of [...Object.values(DISPATCH_ERRORS), ...Object.values(POOL_NUMBERS)]) {
    assert.ok(advice.message.length > 10 && advice.message.length < 110, advice.message);
    assert.doesNotMatch(advice.message, /\.$/);
    assert.match(advice.message, /^[a-zI]/);
  }
});

Deno.test("only errors with a number are answers of the node", () => {
  assert.equal(asRpcFailure(new Error("disconnected")), null);
  assert.equal(asRpcFailure("text"), null);
  const error = Object.assign(new Error("1010: Invalid"), { code: 1010, data: "x" });
  assert.deepEqual(asRpcFailure(error), { code: 1010, message: "1010: Invalid", data: "x" });
  assert.equal(isRetryable(new Error("x")), false);
});

Deno.test("whatever a node answers, an error comes out", () => {
  fc.assert(fc.property(fc.integer(), fc.string(), fc.anything(), (code, message, data) => {
    assert.ok(explainPool("x", { code, message, data }) instanceof ChainError);
  }));
});
