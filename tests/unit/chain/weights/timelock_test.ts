import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex, toHex } from "../../../../src/base/mod.ts";
import { encodeTimelockPayload } from "../../../../src/chain/weights/timelock_payload.ts";
import { full } from "../../../kit/mod.ts";
import { readVectors, reportCases } from "../../../kit/vectors.ts";

/** Signature of drand quicknet over round 1000, public for ever. */
const ROUND_1000 = fromHex(
  "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
);

full("the payload of a commit has the bytes of chain-hash.json", async () => {
  const vectors = await readVectors("chain-hash.json");
  if (!vectors) return;
  for (const { hotkey, uids, values, version_key, scale } of vectors.tlock_payload) {
    const bytes = encodeTimelockPayload({ hotkey: fromHex(hotkey), uids, values, versionKey: version_key });
    assert.equal(`0x${toHex(bytes)}`, scale);
  }
  reportCases("chain-hash.json", vectors.tlock_payload.length);
});

Deno.test("rows of any length get the compact length SCALE gives them", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (length) => {
      const row = new Array<number>(length).fill(7);
      const bytes = encodeTimelockPayload({
        hotkey: new Uint8Array(32),
        uids: row,
        values: row,
        versionKey: 1,
      });
      const prefix = length < 64 ? 1 : length < 16_384 ? 2 : 4;
      assert.equal(bytes.length, 1 + 32 + 2 * (prefix + 2 * length) + 8);
      const view = new DataView(bytes.buffer);
      const read = prefix === 1
        ? bytes[33]! >> 2
        : prefix === 2
        ? view.getUint16(33, true) >> 2
        : view.getUint32(33, true) >>> 2;
      assert.equal(read, length);
    }),
    { numRuns: 60 },
  );
});

full("a commit opens with the signature of its round and with no other", async () => {
  const { timelockEncrypt } = await import("../../../../src/chain/weights/timelock.ts");
  const { tld } = await import("@ideallabs/timelock_wasm_wrapper");
  const message = encodeTimelockPayload({
    hotkey: new Uint8Array(32).fill(3),
    uids: [1, 2],
    values: [65_535, 1],
    versionKey: 7,
  });
  const sealed = await timelockEncrypt(message, 1000);
  assert.equal(sealed.length, message.length + 244);
  assert.deepEqual(Uint8Array.from(tld(sealed, ROUND_1000, "bls12_381")), message);
  assert.notDeepEqual(await timelockEncrypt(message, 1000), sealed);
  const other = await timelockEncrypt(message, 1001);
  let opened: unknown = null;
  try {
    opened = tld(other, ROUND_1000, "bls12_381");
  } catch (error) {
    assert.ok(error);
  }
  assert.notDeepEqual(opened && Uint8Array.from(opened as number[]), message);
});

full("a commit above the chain's limit is refused before it is sent", async () => {
  const { timelockEncrypt } = await import("../../../../src/chain/weights/timelock.ts");
  await assert.rejects(timelockEncrypt(new Uint8Array(4800), 1000), /5044 bytes/);
});
