import assert from "node:assert/strict";
import { fromHex, toHex, utf8 } from "../../../src/base/mod.ts";
import {
  environmentPasswords,
  pathVariable,
  ss58Decode,
  ss58Encode,
  WalletError,
} from "../../../src/wallet/mod.ts";
import { full, withTempDir } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";

// deno-lint-ignore no-explicit-any -- the vectors are JSON of many shapes
type Vectors = any;
const text = new TextDecoder();
const hex = (bytes: Uint8Array) => "0x" + toHex(bytes);

async function phrasesAndSeeds(vectors: Vectors): Promise<number> {
  const { materialFrom } = await import("../../../src/wallet/key_source.ts");
  const { formatKeyRecord, keyMaterialOf, parseKeyRecord } = await import(
    "../../../src/wallet/key_record.ts"
  );
  const { toCanonicalSecret, toEd25519Secret } = await import("../../../src/wallet/secret_form.ts");
  const { wasmCrypto } = await import("../../../src/wallet/sr25519.ts");
  const items = [...vectors.mnemonics, ...vectors.seeds];
  for (const item of items) {
    const material = await materialFrom(item.mnemonic ? { mnemonic: item.mnemonic } : { seed: item.seed });
    if (item.entropy) assert.equal(hex(wasmCrypto().bip39ToEntropy(item.mnemonic)), item.entropy);
    assert.equal(hex(material.seed!), item.miniSecret ?? item.seed);
    assert.equal(hex(material.pair.publicKey), item.publicKey);
    assert.equal(hex(material.pair.secret), item.secretKey_ed25519_form);
    assert.equal(hex(toCanonicalSecret(material.pair.secret)), item.privateKey);
    assert.equal(hex(toEd25519Secret(fromHex(item.privateKey))), item.secretKey_ed25519_form);
    assert.equal(ss58Encode(material.pair.publicKey), item.ss58Address);
    assert.equal(text.decode(formatKeyRecord(material)), item.hotkey_file_python_sdk);
    const read = await keyMaterialOf(parseKeyRecord(utf8(item.hotkey_file_python_sdk), "vector"), "vector");
    assert.equal(hex(read.pair.publicKey), item.publicKey);
  }
  return items.length;
}

async function uris(vectors: Vectors): Promise<number> {
  const { materialFrom } = await import("../../../src/wallet/key_source.ts");
  const { toCanonicalSecret } = await import("../../../src/wallet/secret_form.ts");
  for (const item of vectors.uris) {
    const { pair, seed, phrase } = await materialFrom({ uri: item.uri });
    assert.equal(hex(pair.publicKey), item.publicKey, item.uri);
    assert.equal(ss58Encode(pair.publicKey), item.ss58Address);
    if (item.privateKey) assert.equal(hex(toCanonicalSecret(pair.secret)), item.privateKey);
    if (item.secretKey_ed25519_form) assert.equal(hex(pair.secret), item.secretKey_ed25519_form);
    assert.deepEqual([seed, phrase], [undefined, undefined]);
  }
  return vectors.uris.length;
}

function addresses(vectors: Vectors): number {
  for (const item of vectors.ss58) {
    assert.equal(ss58Encode(fromHex(item.publicKey), item.prefix), item.address);
    if (item.prefix === 42) assert.equal(hex(ss58Decode(item.address)), item.publicKey);
    else assert.throws(() => ss58Decode(item.address), WalletError);
  }
  for (const address of vectors.ss58_invalid) assert.throws(() => ss58Decode(address), { code: "invalid" });
  return vectors.ss58.length + vectors.ss58_invalid.length;
}

async function plainFiles(vectors: Vectors): Promise<number> {
  const { formatPublicRecord, keyMaterialOf, parseKeyRecord, publicKeyOf } = await import(
    "../../../src/wallet/key_record.ts"
  );
  const files = Object.entries<string>(vectors.plain_files);
  for (const [name, content] of files) {
    const record = parseKeyRecord(utf8(content), name);
    const stated = publicKeyOf(record, name);
    if (name.startsWith("hotkey")) {
      const { pair } = await keyMaterialOf(record, name);
      assert.equal(ss58Encode(pair.publicKey), stated.ss58, name);
      assert.equal(stated.ss58, JSON.parse(content).ss58Address);
    } else {
      await assert.rejects(keyMaterialOf(record, name), { code: "invalid" }, name);
      assert.equal(stated.ss58, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    }
    if (name === "coldkeypub_python_sdk") {
      assert.equal(text.decode(formatPublicRecord(stated.publicKey)), content);
    }
  }
  return files.length;
}

async function environment(vectors: Vectors): Promise<number> {
  for (const { path, env, password, value } of vectors.env_password_btwallet) {
    assert.equal(pathVariable(path), env);
    const source = environmentPasswords({ OTHER: "x", [env]: value });
    assert.equal((await Array.fromAsync(source({ path, folder: "unused" })))[0], password);
  }
  return vectors.env_password_btwallet.length;
}

async function legacyFiles(vectors: Vectors): Promise<number> {
  const { codecOf } = await import("../../../src/wallet/codecs/codec_table.ts");
  for (const [kind, item] of [["ansible", vectors.ansible_file], ["fernet", vectors.fernet_file]] as const) {
    const file = utf8(item.file);
    const codec = codecOf(file);
    assert.equal(codec.kind, kind);
    assert.equal(codec.encode, undefined);
    assert.equal(text.decode(await codec.decode(file, item.password)), item.plaintext);
    await assert.rejects(codec.decode(file, item.password + "x"), { code: "password" });
  }
  return 2;
}

async function naclFiles(vectors: Vectors): Promise<number> {
  const { openColdkey } = await import("../../../src/wallet/coldkey.ts");
  await withTempDir(async (path) => {
    await Deno.mkdir(`${path}/alice`);
    for (const [index, item] of vectors.nacl_files.entries()) {
      await Deno.writeFile(`${path}/alice/coldkey`, Uint8Array.fromBase64(item.file_base64));
      let asked = 0;
      const signer = await openColdkey({ path, name: "alice" }, async function* (request) {
        assert.deepEqual(request, { path: `${path}/alice/coldkey`, folder: "alice" });
        // One wrong try is enough to prove the refusal; each costs seconds.
        if (index === 0) yield (asked++, "not the password");
        yield (asked++, item.password);
        throw new Error("asked again although the password was right");
      });
      assert.equal(asked, index === 0 ? 2 : 1);
      assert.equal(signer.ss58, JSON.parse(item.plaintext).ss58Address);
    }
  });
  return vectors.nacl_files.length;
}

async function newNaclFile(vectors: Vectors): Promise<number> {
  const { createColdkey } = await import("../../../src/wallet/coldkey.ts");
  const { xsalsa20poly1305 } = await import("@noble/ciphers/salsa.js");
  const [{ password, argon2i_key }] = vectors.nacl_files;
  await withTempDir(async (path) => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    const created = await createColdkey({ path, name: "bob" }, { password });
    clearInterval(ticking);
    assert.ok(ticks > 20, "the event loop stood still during the derivation");
    const file = await Deno.readFile(`${path}/bob/coldkey`);
    assert.equal(text.decode(file.subarray(0, 5)), "$NACL");
    const plain = xsalsa20poly1305(fromHex(argon2i_key), file.subarray(5, 29)).decrypt(file.subarray(29));
    const record = JSON.parse(text.decode(plain));
    assert.equal(record.ss58Address, created.ss58);
    assert.equal(record.secretPhrase, created.mnemonic.reveal());
    assert.equal(file.length, 45 + plain.length);
  });
  return 1;
}

const PARTS: Record<string, (vectors: Vectors) => number | Promise<number>> = {
  "phrases and seeds give the keys and the exact files of the Python SDK": phrasesAndSeeds,
  "URIs give the known keys": uris,
  "addresses encode, and only those of format 42 decode": addresses,
  "files of Python and Rust writers are read": plainFiles,
  "passwords hidden in the environment are found": environment,
  "legacy encrypted files open, and refuse a wrong password": legacyFiles,
  "$NACL files open as a coldkey, the right password found after a wrong one": naclFiles,
  "a new $NACL coldkey decrypts with the key another library derived from its password": newNaclFile,
};

full("every case of wallet.json holds", async (t) => {
  const vectors = await readVectors("wallet.json");
  if (!vectors) return;
  let cases = 0;
  for (const [name, part] of Object.entries(PARTS)) {
    await t.step(name, async () => {
      cases += await part(vectors);
    });
  }
  reportCases("wallet.json", cases);
});
