import assert from "node:assert/strict";
import { openKeys, openStore, type StoredKey, StoreError } from "../../../src/store/mod.ts";
import { full, withTempDir } from "../../kit/mod.ts";

const hash = (digit: string) => digit.repeat(64);
const newKey = (digit: string, name: string) => ({
  hash: hash(digit),
  name,
  hint: "sn1_abcd…",
  createdAt: 1000 + Number(digit),
  expiresAt: null,
  perMinute: 60,
  concurrent: 4,
});
const codeOf = (work: () => unknown) => {
  try {
    work();
    return "done";
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error));
    return error.code;
  }
};

full("a key is found by its hash only, with everything that was said of it", () => {
  const { keys } = openStore(":memory:");
  const made = keys.add({ ...newKey("1", "chat"), expiresAt: 5000 });
  const stored: StoredKey = {
    id: "11111111",
    name: "chat",
    hint: "sn1_abcd…",
    createdAt: 1001,
    lastUsedAt: null,
    expiresAt: 5000,
    revokedAt: null,
    perMinute: 60,
    concurrent: 4,
  };
  assert.deepEqual(made, stored);
  assert.deepEqual({ ...keys.find(hash("1")) }, stored);
  assert.equal(keys.find("11111111"), null);
  assert.equal(keys.find(hash("2")), null);
  keys.touch("11111111", 2000);
  assert.equal(keys.find(hash("1"))?.lastUsedAt, 2000);
});

full("names are unique among the keys that are still good, and a revoked key stays revoked", () => {
  const { keys } = openStore(":memory:");
  keys.add(newKey("1", "chat"));
  assert.equal(codeOf(() => keys.add(newKey("2", "chat"))), "exists");
  assert.equal(keys.revoke("chat", 3000).id, "11111111");
  assert.equal(keys.find(hash("1"))?.revokedAt, 3000);
  assert.equal(codeOf(() => keys.revoke("chat", 4000)), "missing");
  assert.equal(codeOf(() => keys.revoke("11111111", 4000)), "missing");
  keys.add(newKey("2", "chat"));
  assert.equal(keys.revoke("22222222", 4000).name, "chat");
  assert.deepEqual(keys.list().map((key) => [key.id, key.revokedAt]), [["11111111", 3000], [
    "22222222",
    4000,
  ]]);
});

full("the number of keys is bounded", () => {
  const { keys } = openStore(":memory:");
  for (let i = 0; i < 1000; i++) {
    keys.add({ ...newKey("1", `key ${i}`), hash: i.toString(16).padStart(8, "0").padEnd(64, "0") });
  }
  assert.equal(codeOf(() => keys.add(newKey("9", "one more"))), "full");
});

full(
  "keys are made and revoked beside the running neuron, which sees it at once and goes on writing",
  () =>
    withTempDir(async (dir) => {
      const path = `${dir}/sn1.db`;
      const store = openStore(path);
      const module = new URL("../../../src/store/mod.ts", import.meta.url).href;
      const outside = async (work: string) => {
        const script = `const { openKeys } = await import(${JSON.stringify(module)});
        const keys = openKeys(${JSON.stringify(path)}); ${work}; keys.close();`;
        const { success, stderr } = await new Deno.Command(Deno.execPath(), { args: ["eval", script] })
          .output();
        assert.ok(success, new TextDecoder().decode(stderr));
      };
      // Both write for as long as the other process lives.
      let step = 0;
      const write = setInterval(() => {
        const at = ++step;
        store.applyStep({ step: { step: at, at, task: "qa", record: "{}" }, scores: [] });
      }, 1);
      try {
        await outside(
          `for (let i = 0; i < 200; i++) keys.add({ hash: String(i).padStart(8, "0").padEnd(64, "0"), name: "k" + i,
           hint: "", createdAt: i, expiresAt: null, perMinute: 1, concurrent: 1 })`,
        );
        assert.equal(store.keys.list().length, 200);
        assert.equal(store.keys.find("00000007".padEnd(64, "0"))?.revokedAt, null);
        await outside(`keys.revoke("k7", 77)`);
        assert.equal(store.keys.find("00000007".padEnd(64, "0"))?.revokedAt, 77);
      } finally {
        clearInterval(write);
      }
      assert.ok(step > 10 && store.lastStep() === step, `${step} steps`);
      assert.equal(store.damage(), null);
      store.close();
    }),
);

full(
  "keys are looked for in databases of this version only, and none is made by looking",
  () =>
    withTempDir(async (dir) => {
      assert.equal(codeOf(() => openKeys(`${dir}/none.db`)), "missing");
      await assert.rejects(Deno.stat(`${dir}/none.db`));
      await Deno.writeTextFile(`${dir}/text.db`, "no database at all, but long enough to look at".repeat(40));
      assert.equal(codeOf(() => openKeys(`${dir}/text.db`)), "io");
      const { DatabaseSync } = await import("node:sqlite");
      for (const version of [1, 999]) {
        const db = new DatabaseSync(`${dir}/${version}.db`);
        db.exec(`PRAGMA user_version = ${version}`);
        db.close();
        assert.equal(codeOf(() => openKeys(`${dir}/${version}.db`)), "schema");
      }
    }),
);
