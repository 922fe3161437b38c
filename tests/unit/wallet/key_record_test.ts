import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8 } from "../../../src/base/mod.ts";
import { WalletError } from "../../../src/wallet/mod.ts";
import { full } from "../../kit/mod.ts";

const PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const PUBLIC = "0x46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a";
const ALICE_PUBLIC = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const CONSISTENT = {
  accountId: PUBLIC,
  publicKey: PUBLIC,
  privateKey:
    "0x05d65584630d16cd4af6d0bec10f34bb504a5dcb62dba2122d49f5a663763d0afd190cce74df356432b410bd64682309d6dedb27c76845daf388557cbac3ca34",
  secretPhrase: PHRASE,
  secretSeed: "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e",
  ss58Address: "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV",
};
const ALICE = {
  ss58Address: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  privateKey:
    "0x33a6f3093f158a7109f679410bef1a0c54168145e0cecb4df006c1c2fffb1f09925a225d97aa00682d6a59b95b18780c10d7032336e88f3442b42361f4a66011",
  ed25519Form:
    "0x98319d4ff8a9508c4bb0cf0b5a78d760a0b2082c02775e6e82370816fedfff48925a225d97aa00682d6a59b95b18780c10d7032336e88f3442b42361f4a66011",
};

async function addressOf(content: unknown): Promise<string> {
  const { keyMaterialOf, parseKeyRecord } = await import("../../../src/wallet/key_record.ts");
  const { ss58Encode } = await import("../../../src/wallet/mod.ts");
  const bytes = utf8(typeof content === "string" ? content : JSON.stringify(content));
  return ss58Encode((await keyMaterialOf(parseKeyRecord(bytes, "file"), "file")).pair.publicKey);
}

full("any order, white space, missing keys, nulls and unknown keys are read", async () => {
  const reversed = Object.fromEntries(Object.entries(CONSISTENT).reverse());
  assert.equal(await addressOf(JSON.stringify(reversed, null, "\t") + "\r\n"), CONSISTENT.ss58Address);
  assert.equal(await addressOf({ ...CONSISTENT, future: { a: 1 } }), CONSISTENT.ss58Address);
  for (const source of ["privateKey", "secretPhrase", "secretSeed"] as const) {
    assert.equal(await addressOf({ [source]: CONSISTENT[source] }), CONSISTENT.ss58Address, source);
    assert.equal(
      await addressOf({
        ...CONSISTENT,
        secretSeed: null,
        secretPhrase: null,
        privateKey: null,
        [source]: CONSISTENT[source],
      }),
      CONSISTENT.ss58Address,
    );
  }
});

full("a key of another curve is refused by name, its public half is read", async () => {
  assert.equal(await addressOf({ ...CONSISTENT, cryptoType: 1 }), CONSISTENT.ss58Address);
  const { parseKeyRecord, publicKeyOf } = await import("../../../src/wallet/key_record.ts");
  for (
    const [cryptoType, name] of [[0, /ed25519/], [2, /cryptoType 2/], ["sr25519", /cryptoType "sr25519"/]]
  ) {
    const file = { ...CONSISTENT, cryptoType, privateKey: CONSISTENT.secretSeed };
    await assert.rejects(addressOf(file), { code: "unsupported", message: name });
    const read = publicKeyOf(parseKeyRecord(utf8(JSON.stringify(file)), "file"), "file");
    assert.equal(read.ss58, CONSISTENT.ss58Address);
  }
});

full("the raw seed characters btwallet writes are passed over for phrase or private key", async () => {
  const raw = { ...CONSISTENT, secretSeed: "0xabcdefghijklmnopqrstuvwxyz012345" };
  assert.equal(await addressOf(raw), CONSISTENT.ss58Address);
  assert.equal(await addressOf({ ...raw, secretPhrase: null }), CONSISTENT.ss58Address);
  await assert.rejects(addressOf({ ...raw, secretPhrase: null, privateKey: null }), { code: "invalid" });
});

full("a file whose parts belong to different keys is refused, whichever part differs", async () => {
  const other = {
    accountId: ALICE_PUBLIC,
    publicKey: ALICE_PUBLIC,
    privateKey: ALICE.privateKey,
    secretPhrase: "legal winner thank year wave sausage worth useful legal winner thank yellow",
    secretSeed: "0x" + "01".repeat(32),
    ss58Address: ALICE.ss58Address,
  };
  for (const [field, value] of Object.entries(other)) {
    await assert.rejects(addressOf({ ...CONSISTENT, [field]: value }), { code: "inconsistent" }, field);
  }
  for (const field of ["accountId", "publicKey", "ss58Address"] as const) {
    await assert.rejects(
      addressOf({ [field]: CONSISTENT[field], privateKey: ALICE.privateKey }),
      { code: "inconsistent" },
      field,
    );
  }
});

full("a private key in the form of polkadot-js is refused with the way to import it", async () => {
  const file = { ss58Address: ALICE.ss58Address, privateKey: ALICE.ed25519Form };
  await assert.rejects(addressOf(file), (error: WalletError) => {
    assert.equal(error.code, "unreadable");
    assert.match(error.hint!, /--json-path/);
    return true;
  });
  assert.equal(await addressOf({ ...file, privateKey: ALICE.privateKey }), ALICE.ss58Address);
});

full("a file with only public parts cannot sign, and says what to do", async () => {
  const { publicKeyOf, parseKeyRecord } = await import("../../../src/wallet/key_record.ts");
  for (const content of [PUBLIC, PUBLIC + "\n", JSON.stringify({ publicKey: PUBLIC })]) {
    assert.equal(publicKeyOf(parseKeyRecord(utf8(content), "file"), "file").ss58, CONSISTENT.ss58Address);
    await assert.rejects(addressOf(content), { code: "invalid", hint: /regen-hotkey/ });
  }
});

full("damaged fields are named and never quoted", async () => {
  const secret = CONSISTENT.privateKey.slice(2, 20);
  const broken = [
    { ...CONSISTENT, privateKey: CONSISTENT.privateKey.slice(0, -1) },
    { ...CONSISTENT, privateKey: CONSISTENT.privateKey + "zz" },
    { ...CONSISTENT, secretPhrase: PHRASE.replace("walk", "talk") },
    { ...CONSISTENT, secretPhrase: PHRASE.replace(" walk", "") },
    { ...CONSISTENT, secretSeed: { hex: CONSISTENT.secretSeed } },
    { ...CONSISTENT, ss58Address: "5Grw" },
    { ...CONSISTENT, publicKey: "0x12" },
    `${JSON.stringify(CONSISTENT).slice(0, -1)},}`,
    `${PHRASE}`,
    `"${PHRASE}"`,
    `[${JSON.stringify(CONSISTENT)}]`,
    CONSISTENT.secretSeed + "00",
    "",
    "null",
  ];
  for (const content of broken) {
    await assert.rejects(addressOf(content), (error: WalletError) => {
      assert.ok(error instanceof WalletError, String(error));
      assert.equal(error.code, "unreadable", error.message);
      const said = Deno.inspect(error, { depth: 9 }) + JSON.stringify(error.data) + Deno.inspect(error.cause);
      for (const trace of ["bottom", "curtain", secret, "fac7959d"]) assert.ok(!said.includes(trace), said);
      return true;
    });
  }
});

full("no bytes and no JSON make the reader throw anything but WalletError", async () => {
  const { keyMaterialOf, parseKeyRecord, publicKeyOf } = await import("../../../src/wallet/key_record.ts");
  const field = fc.constantFrom(...Object.keys(CONSISTENT));
  const value = fc.oneof(
    fc.constantFrom(...Object.values(CONSISTENT)),
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }).map((b) => "0x" + b.toHex()),
  );
  const content = fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(field, value).map((o) => utf8(JSON.stringify(o))) },
    { weight: 1, arbitrary: fc.json().map(utf8) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      for (const read of [publicKeyOf, keyMaterialOf]) {
        try {
          await read(parseKeyRecord(new Uint8Array(bytes), "file"), "file");
        } catch (error) {
          assert.ok(error instanceof WalletError, String(error));
          const said = error.message + JSON.stringify(error.data) + error.hint + Deno.inspect(error.cause);
          for (const trace of ["curtain", "05d65584", "fac7959d"]) assert.ok(!said.includes(trace), said);
        }
      }
    }),
    { numRuns: 300 },
  );
});
