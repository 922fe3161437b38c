import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes, fromHex, utf8 } from "../../../src/base/mod.ts";
import { openHotkey, regenHotkey, WalletError } from "../../../src/wallet/mod.ts";
import { pairFromPolkadotJson } from "../../../src/wallet/polkadot_json.ts";
import { full, withTempDir } from "../../kit/mod.ts";

async function exported(uri: string, password?: string) {
  const { Keyring } = await import("@polkadot/keyring");
  const { cryptoWaitReady } = await import("@polkadot/util-crypto");
  await cryptoWaitReady();
  const pair = new Keyring({ type: "sr25519", ss58Format: 42 }).createFromUri(uri);
  return { address: pair.address, json: pair.toJson(password) };
}

full("an account exported by polkadot-js becomes a hotkey at the same address", async () => {
  await withTempDir(async (path) => {
    const { address, json } = await exported("//Alice/soft", "Pässwörd");
    const location = { path, name: "w", hotkey: "h" };
    const source = { json: JSON.stringify(json), password: "Pässwörd" };
    assert.equal((await regenHotkey(location, source, { password: null })).ss58, address);
    assert.equal((await openHotkey(location)).ss58, address);
    const file = JSON.parse(await Deno.readTextFile(`${path}/w/hotkeys/h`));
    assert.deepEqual([file.secretSeed, file.secretPhrase], [null, null]);
    await assert.rejects(pairFromPolkadotJson(source.json, "Passwort"), { code: "password" });
  });
});

/** An export without scrypt, as very old versions wrote it: the password itself, padded, is the key. */
async function oldExport(password: string, secret: Uint8Array, publicKey: Uint8Array): Promise<string> {
  const { xsalsa20poly1305 } = await import("@noble/ciphers/salsa.js");
  const key = new Uint8Array(32);
  key.set(utf8(password));
  const nonce = new Uint8Array(24).fill(7);
  const plain = concatBytes(
    fromHex("3053020101300506032b657004220420"),
    secret,
    fromHex("a123032100"),
    publicKey,
  );
  return JSON.stringify({
    encoded: concatBytes(nonce, xsalsa20poly1305(key, nonce).encrypt(plain)).toBase64(),
    encoding: { content: ["pkcs8", "sr25519"], type: ["xsalsa20-poly1305"], version: "3" },
  });
}

full("exports without scrypt are read, and one whose halves disagree is refused", async () => {
  const { pairFromUri } = await import("../../../src/wallet/uri.ts");
  const [alice, bob] = [await pairFromUri("//Alice"), await pairFromUri("//Bob")];
  const good = await oldExport("secret", alice.secret, alice.publicKey);
  assert.deepEqual(await pairFromPolkadotJson(good, "secret"), alice);
  await assert.rejects(pairFromPolkadotJson(good, "Secret"), { code: "password" });
  const mixed = await oldExport("secret", alice.secret, bob.publicKey);
  await assert.rejects(pairFromPolkadotJson(mixed, "secret"), { code: "inconsistent" });
  const short = await oldExport("secret", alice.secret.subarray(1), alice.publicKey);
  await assert.rejects(pairFromPolkadotJson(short, "secret"), { code: "unreadable" });
});

const ENCODING = { content: ["pkcs8", "sr25519"], type: ["scrypt", "xsalsa20-poly1305"], version: "3" };

function withScrypt(N: number, p: number, r: number): string {
  const encoded = new Uint8Array(200);
  const view = new DataView(encoded.buffer);
  [N, p, r].forEach((value, i) => view.setUint32(32 + 4 * i, value, true));
  return JSON.stringify({ encoded: encoded.toBase64(), encoding: ENCODING });
}

Deno.test("scrypt demands that would exhaust the machine are refused", async () => {
  for (
    const [N, p, r] of [
      [2 ** 31, 1, 8],
      [2 ** 20, 1, 8],
      [2, 1, 2 ** 31],
      [4, 1000, 1],
      [3, 1, 1],
      [0, 0, 0],
      [1, 1, 1],
    ]
  ) {
    await assert.rejects(pairFromPolkadotJson(withScrypt(N!, p!, r!), "x"), {
      code: "unreadable",
      message: /scrypt/,
    });
  }
  await assert.rejects(pairFromPolkadotJson(withScrypt(2, 1, 1), "x"), { code: "password" });
});

Deno.test("other key types, versions and unencrypted exports are named as unsupported", async () => {
  const encoded = "AAAA";
  const others = [
    { ...ENCODING, content: ["pkcs8", "ed25519"] },
    { ...ENCODING, version: "2" },
    { ...ENCODING, type: ["none"] },
    { ...ENCODING, type: "none" },
  ];
  for (const encoding of others) {
    await assert.rejects(pairFromPolkadotJson(JSON.stringify({ encoded, encoding }), "x"), {
      code: "unsupported",
    });
  }
});

Deno.test("no text makes the reader of exports throw anything but WalletError", async () => {
  const encoding = fc.record({
    content: fc.oneof(fc.constant(ENCODING.content), fc.jsonValue()),
    type: fc.oneof(fc.constantFrom(ENCODING.type, ["xsalsa20-poly1305"]), fc.jsonValue()),
    version: fc.oneof(fc.constant("3"), fc.jsonValue()),
  });
  const encoded = fc.oneof(
    fc.uint8Array({ maxLength: 120 }).map((b) => new Uint8Array(b).toBase64()),
    fc.string(),
  );
  const file = fc.oneof(
    fc.record({ encoded, encoding }).map((o) => JSON.stringify(o)),
    fc.json(),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(file, async (text) => {
      await assert.rejects(pairFromPolkadotJson(text, "password"), WalletError);
    }),
    { numRuns: 300 },
  );
});
