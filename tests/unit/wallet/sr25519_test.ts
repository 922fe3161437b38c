import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes, utf8 } from "../../../src/base/mod.ts";
import { devKey, ready, signText, verify, verifyText, WalletError } from "../../../src/wallet/mod.ts";
import { full } from "../../kit/mod.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

full("a signature verifies with its message and key, and with nothing else", async () => {
  const alice = await devKey("//Alice");
  const bob = await devKey("//Bob");
  const message = utf8("1.5Grw.5FHn.uuid.hash");
  const signature = await alice.sign(message);
  assert.equal(signature.length, 64);
  assert.equal(verify(message, signature, alice.publicKey), true);
  assert.equal(verify(message, signature, bob.publicKey), false);
  assert.equal(verify(utf8("2.5Grw.5FHn.uuid.hash"), signature, alice.publicKey), false);
  for (let at = 0; at < 64; at++) {
    const changed = signature.slice();
    changed[at]! ^= 1;
    assert.equal(verify(message, changed, alice.publicKey), false, `byte ${at}`);
  }
});

full("signatures are randomised", async () => {
  const alice = await devKey("//Alice");
  const message = utf8("same");
  assert.notDeepEqual(await alice.sign(message), await alice.sign(message));
});

full("a message wrapped in <Bytes> by a browser wallet is accepted, and only whole", async () => {
  const alice = await devKey("//Alice");
  const message = utf8("hello");
  const wrapped = await alice.sign(concatBytes(utf8("<Bytes>"), message, utf8("</Bytes>")));
  assert.equal(verify(message, wrapped, alice.publicKey), true);
  const open = await alice.sign(concatBytes(utf8("<Bytes>"), message));
  assert.equal(verify(message, open, alice.publicKey), false);
});

full("signing does not wrap the message", async () => {
  const { wasmCrypto } = await import("../../../src/wallet/sr25519.ts");
  const alice = await devKey("//Alice");
  const message = utf8("hello");
  assert.equal(wasmCrypto().sr25519Verify(await alice.sign(message), message, alice.publicKey), true);
});

full("signatures verify in polkadot-js and the other way round", async () => {
  const { sr25519Sign, sr25519Verify, sr25519PairFromSeed } = await import("@polkadot/util-crypto");
  const seed = crypto.getRandomValues(new Uint8Array(32));
  const { materialFrom } = await import("../../../src/wallet/key_source.ts");
  const { KeySigner } = await import("../../../src/wallet/signer.ts");
  const signer = new KeySigner((await materialFrom({ seed: seed.toHex() })).pair);
  const other = sr25519PairFromSeed(seed);
  const message = utf8("both ways");
  assert.deepEqual(signer.publicKey, other.publicKey);
  assert.equal(sr25519Verify(message, await signer.sign(message), other.publicKey), true);
  assert.equal(verify(message, sr25519Sign(message, other), signer.publicKey), true);
});

full("verify() answers false to whatever strangers send and keeps working", async () => {
  await ready();
  const alice = await devKey("//Alice");
  const message = utf8("still here");
  const signature = await alice.sign(message);
  const anything = fc.uint8Array({ maxLength: 100 });
  fc.assert(
    fc.property(fc.oneof(bytes(64), anything), fc.oneof(bytes(32), anything), anything, (sig, key, text) => {
      assert.equal(verify(text, sig, key), false);
    }),
    { numRuns: 300 },
  );
  const marked = new Uint8Array(64).fill(255);
  assert.equal(verify(message, marked, new Uint8Array(32).fill(255)), false);
  assert.equal(verify(message, signature, alice.publicKey), true);
});

full("text signatures accept hex with and without 0x, addresses and hex keys", async () => {
  const alice = await devKey("//Alice");
  const signature = await signText(alice, "Grüße 🔑");
  assert.match(signature, /^0x[0-9a-f]{128}$/);
  const key = "0x" + alice.publicKey.toHex();
  assert.equal(await verifyText("Grüße 🔑", signature, alice.ss58), true);
  assert.equal(await verifyText("Grüße 🔑", signature.slice(2).toUpperCase(), key), true);
  assert.equal(await verifyText("Grüße", signature, alice.ss58), false);
  assert.equal(await verifyText("Grüße 🔑", "0xnothex", alice.ss58), false);
  assert.equal(await verifyText("Grüße 🔑", "", alice.ss58), false);
  await assert.rejects(verifyText("Grüße 🔑", signature, "5Grw"), WalletError);
});
