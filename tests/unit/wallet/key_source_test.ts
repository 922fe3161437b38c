import assert from "node:assert/strict";
import fc from "fast-check";
import { toHex } from "../../../src/base/mod.ts";
import { ss58Encode, WalletError } from "../../../src/wallet/mod.ts";
import type { KeySource } from "../../../src/wallet/mod.ts";
import { full } from "../../kit/mod.ts";

const PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const ADDRESS = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";

async function addressOf(source: KeySource): Promise<string> {
  const { materialFrom } = await import("../../../src/wallet/key_source.ts");
  return ss58Encode((await materialFrom(source)).pair.publicKey);
}

full("a phrase is read whatever its case and spacing, and stored tidy", async () => {
  const { materialFrom } = await import("../../../src/wallet/key_source.ts");
  const material = await materialFrom({ mnemonic: `\n ${PHRASE.toUpperCase().replaceAll(" ", "  \t")} ` });
  assert.equal(ss58Encode(material.pair.publicKey), ADDRESS);
  assert.equal(material.phrase, PHRASE);
});

full("a phrase with an unknown word, a wrong checksum or a wrong length is refused unrepeated", async () => {
  const wrong = [
    PHRASE.replace("walk", "wallk"),
    PHRASE.replace("fit walk", "walk fit"),
    PHRASE.replace(" walk", ""),
    "",
  ];
  for (const mnemonic of wrong) {
    await assert.rejects(addressOf({ mnemonic }), (error: WalletError) => {
      assert.equal(error.code, "invalid");
      return !/bottom|walk/.test(error.message + error.hint + JSON.stringify(error.data));
    });
  }
});

full("new phrases have the length asked for, are valid and differ", async () => {
  const { generateMnemonic, MNEMONIC_LENGTHS } = await import("../../../src/wallet/mnemonic.ts");
  for (const words of MNEMONIC_LENGTHS) {
    const [one, two] = [await generateMnemonic(words), await generateMnemonic(words)];
    assert.equal(one.split(" ").length, words);
    assert.notEqual(one, two);
    assert.match(await addressOf({ mnemonic: one }), /^5/);
  }
  await assert.rejects(generateMnemonic(13 as 12), { code: "invalid" });
});

full("a seed is taken with and without 0x, and nothing shorter", async () => {
  const seed = "fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";
  assert.equal(await addressOf({ seed }), ADDRESS);
  assert.equal(await addressOf({ seed: ` 0x${seed.toUpperCase()}\n` }), ADDRESS);
  for (const bad of [seed.slice(2), seed + "00", "0x", seed.replace("f", "g")]) {
    await assert.rejects(addressOf({ seed: bad }), (error: WalletError) => !error.message.includes("959dbf"));
  }
});

full("URIs agree with polkadot-js over phrases, junctions and passwords", async () => {
  const { Keyring } = await import("@polkadot/keyring");
  const { cryptoWaitReady } = await import("@polkadot/util-crypto");
  await cryptoWaitReady();
  const keyring = new Keyring({ type: "sr25519", ss58Format: 42 });
  const uris = [
    PHRASE,
    `${PHRASE}//hard/soft`,
    `${PHRASE}//hard///secret pass/word`,
    `${PHRASE}///`,
    "//0",
    "/soft",
    "//18446744073709551615",
    "//Grüße",
    "//thirty-one-bytes-long-junction-x",
    `//${"j".repeat(64)}`,
    "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e//a/b//c",
  ];
  for (const uri of uris) {
    // polkadot-js puts the development phrase only before `//`; the Python library before every `/`.
    const full = uri.startsWith("/") ? PHRASE + uri : uri;
    assert.equal(await addressOf({ uri }), keyring.createFromUri(full).address, uri);
  }
});

full("a decimal junction that does not fit 64 bits is a text", async () => {
  assert.notEqual(await addressOf({ uri: "//18446744073709551616" }), await addressOf({ uri: "//0" }));
});

full("broken URIs are refused unrepeated", async () => {
  const bad = [
    "//",
    "//a//",
    "/a/",
    "seed//Alice",
    `0x${"ab".repeat(32)}///password`,
    "//" + "x".repeat(2000),
  ];
  for (const uri of bad) {
    await assert.rejects(addressOf({ uri }), (error: WalletError) => {
      assert.equal(error.code, "invalid", uri);
      return !error.message.includes("abab") && error.message.length < 200;
    });
  }
});

full("no text as phrase, seed or URI throws anything but WalletError", async () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^\/{0,3}[a-z0-9/]{0,20}$/));
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom("mnemonic", "seed", "uri"), async (value, kind) => {
      try {
        await addressOf({ [kind]: value } as KeySource);
      } catch (error) {
        assert.ok(error instanceof WalletError, String(error));
      }
    }),
    { numRuns: 200 },
  );
});

full("the two forms of a secret convert into each other, also after soft derivation", async () => {
  const { pairFromUri } = await import("../../../src/wallet/uri.ts");
  const { pairFromCanonicalSecret, toCanonicalSecret, toEd25519Secret } = await import(
    "../../../src/wallet/secret_form.ts"
  );
  for (const uri of ["//Alice", "/soft", "//a/b/c", "/1/2/3/4"]) {
    const pair = await pairFromUri(uri);
    const canonical = toCanonicalSecret(pair.secret);
    assert.deepEqual(toEd25519Secret(canonical), pair.secret);
    assert.equal(toHex((await pairFromCanonicalSecret(canonical)).publicKey), toHex(pair.publicKey));
  }
});

full("a secret in the wrong form is refused instead of giving a wrong key", async () => {
  const { pairFromUri } = await import("../../../src/wallet/uri.ts");
  const { pairFromCanonicalSecret, toCanonicalSecret } = await import("../../../src/wallet/secret_form.ts");
  const { secret } = await pairFromUri("//Alice");
  await assert.rejects(pairFromCanonicalSecret(secret), { code: "invalid" });
  const odd = secret.slice();
  odd[0]! |= 1;
  assert.throws(() => toCanonicalSecret(odd), { code: "invalid" });
  await assert.rejects(pairFromCanonicalSecret(new Uint8Array(64)), { code: "invalid" });
  await assert.rejects(pairFromCanonicalSecret(secret.subarray(1)), { code: "invalid" });
});
