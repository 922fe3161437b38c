import assert from "node:assert/strict";
import { openStore, readStore, SCHEMA_VERSION, StoreError } from "../../../src/store/mod.ts";
import { OLD_SCHEMAS } from "../../chaos/old_schemas.data.ts";
import { full, withTempDir } from "../../kit/mod.ts";

const hash = (byte: string) => `0x${byte.repeat(32)}`;
const HERE = { genesis: hash("aa"), netuid: 1, firstBlock: hash("01") };

full(
  "a database is bound once, and any other chain, subnet or start of a chain is refused",
  () =>
    withTempDir(async (dir) => {
      const path = `${dir}/sn1.db`;
      let store = openStore(path);
      assert.equal(store.chain(), null);
      assert.equal(store.bindChain({ ...HERE, firstBlock: null }), true);
      assert.equal(store.bindChain({ ...HERE, netuid: 1, firstBlock: null }), false);
      assert.equal(store.bindChain(HERE), false, "the first block is added once it is known");
      store.close();
      store = openStore(path);
      assert.deepEqual({ ...store.chain() }, HERE);
      assert.equal(
        store.bindChain({ ...HERE, firstBlock: null }),
        false,
        "a node that does not have block 1",
      );
      const others = [
        [{ ...HERE, genesis: hash("bb") }, /its genesis is 0xaaaaaaaa…, this chain's is 0xbbbbbbbb…/],
        [{ ...HERE, netuid: 2 }, /its netuid is 1, not 2/],
        [{ ...HERE, firstBlock: hash("02") }, /started anew/],
        [{ genesis: hash("bb"), netuid: 2, firstBlock: null }, /its genesis/],
      ] as const;
      for (const [other, words] of others) {
        assert.throws(() => store.bindChain(other), (error: unknown) => {
          assert.ok(error instanceof StoreError);
          assert.equal(error.code, "other_chain");
          assert.match(error.message, words);
          assert.ok(error.message.includes(path));
          assert.match(error.hint!, /--neuron\.name.*move this file away/);
          return true;
        });
        assert.deepEqual({ ...store.chain() }, HERE, "nothing changed");
      }
      store.close();
    }),
);

full(
  "databases of every older version are bound when they are opened, and readable before",
  () =>
    withTempDir(async (dir) => {
      const { DatabaseSync } = await import("node:sqlite");
      for (let version = 1; version <= OLD_SCHEMAS.length; version++) {
        const path = `${dir}/${version}.db`;
        const db = new DatabaseSync(path);
        for (const schema of OLD_SCHEMAS.slice(0, version)) db.exec(schema);
        db.exec(`PRAGMA user_version = ${version}; INSERT INTO scores VALUES ('x', 3, 0.5)`);
        db.close();
        const reader = readStore(path);
        assert.equal(reader.chain(), null);
        reader.close();
        const store = openStore(path);
        assert.equal(store.schemaVersion(), SCHEMA_VERSION);
        assert.equal(store.scores().length, 1);
        assert.equal(store.bindChain(HERE), true);
        assert.deepEqual({ ...store.chain() }, HERE);
        store.close();
      }
    }),
);
