import assert from "node:assert/strict";
import fc from "fast-check";
import { ss58Decode, ss58Encode, trySs58Decode, WalletError } from "../../../src/wallet/mod.ts";

const ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

Deno.test("any public key survives the way to its address and back", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
    const address = ss58Encode(key);
    assert.equal(address.length, 48);
    assert.deepEqual(ss58Decode(address), new Uint8Array(key));
  }));
});

Deno.test("one changed character makes an address invalid", () => {
  for (let at = 0; at < ALICE.length; at++) {
    const other = ALICE[at] === "x" ? "y" : "x";
    assert.equal(
      trySs58Decode(ALICE.slice(0, at) + other + ALICE.slice(at + 1)),
      undefined,
      `position ${at}`,
    );
  }
});

Deno.test("addresses of other networks are refused", () => {
  const key = ss58Decode(ALICE);
  for (const format of [0, 2, 41, 43, 63]) {
    const address = ss58Encode(key, format);
    assert.throws(() => ss58Decode(address), { code: "invalid" });
  }
});

Deno.test("no text makes the decoder throw anything but WalletError", () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.base64String()), (text) => {
    assert.equal(trySs58Decode(text), undefined);
    assert.throws(() => ss58Decode(text), WalletError);
  }));
});

Deno.test("a very long text is refused without being decoded", () => {
  assert.equal(trySs58Decode("5".repeat(2_000_000)), undefined);
});

Deno.test("a phrase in the place of an address is not repeated in the error", () => {
  const phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
  assert.throws(
    () => ss58Decode(phrase),
    (error: WalletError) => !/bottom|walk/.test(error.message + error.hint),
  );
  assert.throws(() => ss58Decode("ab".repeat(32)), (error: WalletError) => !error.message.includes("abab"));
});

Deno.test("the encoder refuses keys of a wrong length and formats of two bytes", () => {
  assert.throws(() => ss58Encode(new Uint8Array(31)), { code: "invalid" });
  assert.throws(() => ss58Encode(new Uint8Array(32), 64), { code: "invalid" });
});
