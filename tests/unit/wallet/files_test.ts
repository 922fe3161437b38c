import assert from "node:assert/strict";
import { utf8 } from "../../../src/base/mod.ts";
import { readMnemonicFile, Secret, writeMnemonicFile } from "../../../src/wallet/mod.ts";
import { assertAbsent, readSmallFile, writeFiles } from "../../../src/wallet/files.ts";
import { full, withTempDir } from "../../kit/mod.ts";

const A = utf8("a");
const B = utf8("b");

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

full("new files have mode 0600 whatever the umask, in folders made for them", async () => {
  await withTempDir(async (dir) => {
    const before = Deno.umask(0);
    try {
      await writeFiles([{ path: `${dir}/x/y/one`, content: A }, { path: `${dir}/x/two`, content: B }], false);
    } finally {
      Deno.umask(before);
    }
    for (const path of [`${dir}/x/y/one`, `${dir}/x/two`]) {
      const info = await Deno.stat(path);
      assert.equal(info.mode! & 0o777, 0o600);
      assert.equal(info.nlink, 1);
    }
    assert.deepEqual(await names(`${dir}/x`), ["two", "y"]);
    assert.deepEqual(await names(`${dir}/x/y`), ["one"]);
  });
});

full("a file in the way stops everything before anything is written", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeFile(`${dir}/two`, A);
    const files = [{ path: `${dir}/one`, content: B }, { path: `${dir}/two`, content: B }];
    await assert.rejects(writeFiles(files, false), { code: "exists" });
    assert.deepEqual(await names(dir), ["two"]);
    const elsewhere = [{ path: `${dir}/new/one`, content: B }, { path: `${dir}/two`, content: B }];
    await assert.rejects(writeFiles(elsewhere, false), { code: "exists" });
    assert.deepEqual(await names(dir), ["two"]);
    assert.deepEqual(await Deno.readFile(`${dir}/two`), A);
    await writeFiles(files, true);
    assert.deepEqual(await Deno.readFile(`${dir}/one`), B);
    assert.deepEqual(await Deno.readFile(`${dir}/two`), B);
    assert.deepEqual(await names(dir), ["one", "two"]);
  });
});

full("a dangling link is in the way too", async () => {
  await withTempDir(async (dir) => {
    await Deno.symlink(`${dir}/nowhere`, `${dir}/key`);
    await assert.rejects(assertAbsent([`${dir}/key`]), { code: "exists" });
    await assert.rejects(writeFiles([{ path: `${dir}/key`, content: A }], false), { code: "exists" });
  });
});

full("of many writers of one name exactly one wins, and the loser leaves nothing", async () => {
  await withTempDir(async (dir) => {
    const write = (i: number) =>
      writeFiles([
        { path: `${dir}/key`, content: utf8(`private ${i}`) },
        { path: `${dir}/key.pub`, content: utf8(`public ${i}`) },
      ], false);
    const results = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => write(i)));
    const won = results.flatMap((result, i) => result.status === "fulfilled" ? [i] : []);
    assert.equal(won.length, 1);
    for (const result of results) {
      if (result.status === "rejected") assert.equal(result.reason.code, "exists");
    }
    assert.deepEqual(await names(dir), ["key", "key.pub"]);
    assert.equal(await Deno.readTextFile(`${dir}/key`), `private ${won[0]}`);
    assert.equal(await Deno.readTextFile(`${dir}/key.pub`), `public ${won[0]}`);
  });
});

full("a name taken at the last moment takes the sibling already placed back", async () => {
  await withTempDir(async (dir) => {
    // The same name twice: free when looked at, taken when the second comes to its place.
    const files = [{ path: `${dir}/key`, content: A }, { path: `${dir}/pub`, content: A }, {
      path: `${dir}/pub`,
      content: B,
    }];
    await assert.rejects(writeFiles(files, false), { code: "exists" });
    assert.deepEqual(await names(dir), []);
  });
});

full("when a later file cannot be stored, the earlier place stays as it was", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeFile(`${dir}/key`, A);
    await Deno.writeFile(`${dir}/not-a-folder`, A);
    const files = [{ path: `${dir}/key`, content: B }, { path: `${dir}/not-a-folder/pub`, content: B }];
    await assert.rejects(writeFiles(files, true), { code: "unwritable" });
    assert.deepEqual(await Deno.readFile(`${dir}/key`), A);
    assert.deepEqual(await names(dir), ["key", "not-a-folder"]);
  });
});

full("what is no small regular file is not read", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeFile(`${dir}/large`, new Uint8Array(70_000));
    await assert.rejects(readSmallFile(`${dir}/large`, "it"), { code: "unreadable" });
    await assert.rejects(readSmallFile(dir, "it"), { code: "unreadable" });
    await assert.rejects(readSmallFile("/dev/zero", "it"), { code: "unreadable" });
    await assert.rejects(readSmallFile(`${dir}/large/inside`, "it"), { code: "missing" });
    await assert.rejects(readSmallFile(`${dir}/none`, "it", "do that"), { code: "missing", hint: "do that" });
  });
});

full("a phrase file is private, is read back, and never replaces anything", async () => {
  await withTempDir(async (dir) => {
    const path = `${dir}/phrase.txt`;
    await writeMnemonicFile(path, new Secret("one two three"));
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.equal(await Deno.readTextFile(path), "one two three\n");
    assert.equal((await readMnemonicFile(path)).reveal(), "one two three");
    await assert.rejects(writeMnemonicFile(path, new Secret("other")), { code: "exists" });
    assert.equal(await Deno.readTextFile(path), "one two three\n");
  });
});
