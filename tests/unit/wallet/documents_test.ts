import assert from "node:assert/strict";
import { readDocument, WalletError, writeDocument } from "../../../src/wallet/mod.ts";
import { full, withTempDir } from "../../kit/mod.ts";

full(
  "a document is written whole, for its owner only, and replaced only when asked",
  () =>
    withTempDir(async (folder) => {
      const path = `${folder}/deep/call.json`;
      await writeDocument(path, "one\n", false);
      assert.equal(await readDocument(path, "the call file"), "one\n");
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
      await assert.rejects(writeDocument(path, "two\n", false), (error) => {
        assert.ok(error instanceof WalletError);
        assert.equal(error.code, "exists");
        assert.match(error.hint!, /--overwrite/);
        assert.doesNotMatch(error.hint!, /key/, "it is no key that would be lost");
        return true;
      });
      assert.equal(await readDocument(path, "the call file"), "one\n");
      await writeDocument(path, "two\n", true);
      assert.equal(await readDocument(path, "the call file"), "two\n");
      assert.deepEqual((await Array.fromAsync(Deno.readDir(`${folder}/deep`))).map(({ name }) => name), [
        "call.json",
      ]);
    }),
);

full(
  "what is no document is named: missing, a folder, too large, no text",
  () =>
    withTempDir(async (folder) => {
      const fails = (path: string, code: string) =>
        assert.rejects(readDocument(path, "the call file"), { code });
      await fails(`${folder}/nowhere`, "missing");
      await fails(folder, "unreadable");
      await Deno.writeTextFile(`${folder}/large`, "x".repeat(100_000));
      await fails(`${folder}/large`, "unreadable");
      await Deno.writeFile(`${folder}/binary`, Uint8Array.of(0xff, 0xfe, 0x00));
      await fails(`${folder}/binary`, "unreadable");
    }),
);
