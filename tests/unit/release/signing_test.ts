import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkStep,
  compareVersions,
  openEnvelope,
  parseManifest,
  parsePublicKey,
  pickFile,
  ReleaseError,
  sealManifest,
  signedBytes,
} from "../../../src/release/mod.ts";
import { checkFreshness } from "../../../src/release/manifest.ts";
import { releaseUrl } from "../../../src/release/fetch_bounded.ts";
import { generatePem, readPem } from "../../../tools/release/keys.ts";
import { manifestOf } from "./kit.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const is = (code: string, message = /./) => (error: unknown) =>
  error instanceof ReleaseError && error.code === code && message.test(error.message);

Deno.test("versions are ordered as semantic versioning says", () => {
  const rising = [
    "0.9.9",
    "0.10.0-alpha",
    "0.10.0-alpha.1",
    "0.10.0-beta.2",
    "0.10.0-beta.11",
    "0.10.0",
    "1.0.0",
  ];
  for (const [i, a] of rising.entries()) {
    for (const [j, b] of rising.entries()) {
      assert.equal(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} ${b}`);
    }
  }
  assert.throws(() => compareVersions("1.0", "1.0.0"), RangeError);
});

Deno.test("an envelope opens with a trusted key only, and gives the signed bytes", async () => {
  const [ours, other] = await Promise.all([generatePem().then(readPem), generatePem().then(readPem)]);
  const bytes = utf8('{"a":1}\n\n{"b":2}');
  const sign = async (key: typeof ours) => ({
    key: key.publicHex,
    signature: await key.sign(signedBytes(bytes)),
  });
  const both = sealManifest(bytes, [await sign(other), await sign(ours)]);
  const opened = await openEnvelope(both, [ours.publicHex]);
  assert.deepEqual([opened.manifest, opened.key], [bytes, ours.publicHex]);
  const foreign = sealManifest(bytes, [await sign(other)]);
  await assert.rejects(openEnvelope(foreign, [ours.publicHex]), is("untrusted", /signed by/));
  // A foreign signature under our name.
  const lie = sealManifest(bytes, [{ ...await sign(other), key: ours.publicHex }]);
  await assert.rejects(openEnvelope(lie, [ours.publicHex]), is("untrusted", /does not fit/));
  // A signature of the same key over the bare bytes, as made for another purpose.
  const bare = sealManifest(bytes, [{ key: ours.publicHex, signature: await ours.sign(bytes) }]);
  await assert.rejects(openEnvelope(bare, [ours.publicHex]), is("untrusted", /does not fit/));
});

Deno.test("no changed byte of an envelope opens to other content", async () => {
  const key = await readPem(await generatePem());
  const bytes = utf8('{"version":"1.0.0"}');
  const good = sealManifest(bytes, [{ key: key.publicHex, signature: await key.sign(signedBytes(bytes)) }]);
  for (let at = 0; at < good.length; at++) {
    const bad = good.slice();
    bad[at]! ^= 1;
    await assert.rejects(openEnvelope(bad, [key.publicHex]), is("untrusted"), `byte ${at}`);
  }
});

Deno.test("whatever a server sends, opening it ends in a refusal that is ours", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 2000 }),
        fc.string({ maxLength: 2000 }).map((tail) => utf8(`sn1-release 1\n${tail}`)),
        fc.integer({ min: 0, max: 30 }).map((n) =>
          utf8("sn1-release 1\n" + `ed25519 ${"a".repeat(64)} ${"b".repeat(128)}\n`.repeat(n) + "\n{}")
        ),
      ),
      async (bytes) => {
        await assert.rejects(openEnvelope(bytes, ["a".repeat(64)]), is("untrusted"));
      },
    ),
  );
});

Deno.test("a public key may stand in a file with a remark, and nothing else is one", () => {
  const hex = "0123456789abcdef".repeat(4);
  assert.equal(parsePublicKey(`# of the publisher\n  0x${hex.toUpperCase()}  \n`, "here"), hex);
  for (const bad of ["", "abc", hex + "0", `${hex}\n${hex}`]) {
    assert.throws(() => parsePublicKey(bad, "here"), is("config", /here/));
  }
});

Deno.test("a manifest is refused for every field that is not as it must be", () => {
  const read = (change: object) => parseManifest(utf8(JSON.stringify({ ...manifestOf(), ...change })));
  assert.equal(read({ later: "fields are fine" }).version, "2.0.0");
  const file = manifestOf().files[0]!;
  const bad: object[] = [
    { version: "two" },
    { version: undefined },
    { channel: "../x" },
    { minVersion: 1 },
    { issued: "yesterday" },
    { expires: null },
    { files: [] },
    { files: Array(65).fill(file) },
    ...["../sn1", "a/b", "/etc/passwd", "..", "http://x", ""].map((name) => ({ files: [{ ...file, name }] })),
    ...[0, -1, 1.5, 3e9].map((bytes) => ({ files: [{ ...file, bytes }] })),
    { files: [{ ...file, sha256: "00" }] },
    { files: [{ ...file, form: "script" }] },
  ];
  for (const change of bad) assert.throws(() => read(change), is("unsuitable"), JSON.stringify(change));
  assert.throws(() => parseManifest(utf8("{")), is("unsuitable"));
});

Deno.test("old news, news from the future and news of another channel are refused", () => {
  const manifest = manifestOf({ issued: "2030-01-01T00:00:00Z", expires: "2030-02-01T00:00:00Z" });
  const at = (iso: string, channel = "stable") => () => checkFreshness(manifest, channel, Date.parse(iso));
  at("2030-01-15T00:00:00Z")();
  at("2029-12-31T12:00:00Z")();
  assert.throws(at("2030-02-01T00:00:00Z"), is("expired", /expired on 2030-02-01/));
  assert.throws(at("2029-12-01T00:00:00Z"), is("expired", /future/));
  assert.throws(at("2030-01-15T00:00:00Z", "beta"), is("unsuitable", /channel "stable"/));
});

Deno.test("a downgrade needs the flag, and a leap past the least version is refused", () => {
  const manifest = manifestOf({ version: "2.0.0", minVersion: "1.5.0" });
  checkStep(manifest, "1.9.0", false);
  assert.throws(() => checkStep(manifest, "2.1.0", false), is("downgrade", /2\.0\.0, older than 2\.1\.0/));
  checkStep(manifest, "2.1.0", true);
  assert.throws(() => checkStep(manifest, "1.4.9", false), is("unsuitable", /at least 1\.5\.0/));
});

Deno.test("the form that runs now is preferred, and a missing platform is named", () => {
  const [file] = manifestOf().files;
  const files = [{ ...file!, form: "compiled" as const, name: "c" }, {
    ...file!,
    form: "portable" as const,
    name: "p",
  }];
  assert.equal(pickFile(manifestOf({ files }), file!.platform, "portable").name, "p");
  assert.equal(pickFile(manifestOf({ files: [files[0]!] }), file!.platform, "portable").name, "c");
  assert.throws(
    () => pickFile(manifestOf(), "aarch64-apple-darwin", "compiled"),
    is("unsuitable", /aarch64-apple/),
  );
});

Deno.test("releases come over https, or over http from this machine", () => {
  for (
    const good of ["https://example.org/a", "http://127.0.0.1:1/a", "http://localhost/a", "http://[::1]:1/a"]
  ) {
    releaseUrl(good);
  }
  for (
    const bad of ["http://example.org/a", "ftp://example.org", "file:///a", "a", "https://u:p@example.org/"]
  ) {
    assert.throws(() => releaseUrl(bad), is("config"), bad);
  }
});
