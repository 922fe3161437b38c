import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes, utf8 } from "../../../src/base/mod.ts";
import { WalletError } from "../../../src/wallet/mod.ts";
import { ansibleCodec } from "../../../src/wallet/codecs/ansible.ts";
import { codecOf, KEY_FILE_CODECS } from "../../../src/wallet/codecs/codec_table.ts";
import { full } from "../../kit/mod.ts";
import { readVectors } from "../../kit/vectors.ts";

Deno.test("files are recognised by their first bytes only", () => {
  assert.equal(codecOf(utf8("$NACLxxxx")).kind, "nacl");
  assert.equal(codecOf(utf8("$ANSIBLE_VAULT;1.1;AES256\n")).kind, "ansible");
  assert.equal(codecOf(utf8("gAAAAABmZ")).kind, "fernet");
  for (const text of ["", "{", "$NAC", " $NACL", "$ANSIBLE_VAUL", "gAAAA"]) {
    assert.equal(codecOf(utf8(text)).kind, "plain", text);
  }
});

for (const codec of KEY_FILE_CODECS.filter(({ encrypted }) => encrypted)) {
  Deno.test(`a damaged ${codec.kind} file is refused before its key is derived`, async () => {
    const tails = [
      "",
      "A",
      "=",
      "\n",
      ";1.1;AES256",
      ";1.1;AES256\nzz\n",
      ";1.1;AES256\n3",
      ";2.0;AES256\n30",
      "\0".repeat(30),
    ];
    for (const tail of tails) {
      await assert.rejects(codec.decode(utf8(codec.prefix + tail), "password"), { code: "unreadable" });
    }
  });

  // $NACL has no structure beyond its length, so random bytes would each cost a derivation.
  const longest = codec.kind === "nacl" ? 40 : 400;
  Deno.test(`no ${codec.kind} file makes its reader throw anything but WalletError`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: longest }), async (tail) => {
        await assert.rejects(codec.decode(concatBytes(utf8(codec.prefix), tail), "password"), WalletError);
      }),
      { numRuns: 200 },
    );
  });
}

Deno.test("only the current encryption and the plain form are written", () => {
  assert.deepEqual(KEY_FILE_CODECS.filter(({ encode }) => encode).map(({ kind }) => kind), ["nacl", "plain"]);
});

full("an ansible vault of version 1.2 with an id and Windows line ends opens too", async () => {
  const item = (await readVectors("wallet.json"))?.ansible_file;
  if (!item) return;
  const file = item.file.replace(";1.1;AES256", ";1.2;AES256;my-id").replaceAll("\n", "\r\n");
  assert.equal(
    new TextDecoder().decode(await ansibleCodec.decode(utf8(file), item.password)),
    item.plaintext,
  );
});

full("one changed digit of an ansible vault is noticed", async () => {
  const item = (await readVectors("wallet.json"))?.ansible_file;
  if (!item) return;
  for (const at of [40, 300, 700, item.file.length - 3]) {
    const other = item.file[at] === "1" ? "2" : "1";
    const changed = item.file.slice(0, at) + other + item.file.slice(at + 1);
    await assert.rejects(ansibleCodec.decode(utf8(changed), item.password), WalletError);
  }
});
