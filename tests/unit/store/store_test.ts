import assert from "node:assert/strict";
import { full, withTempDir } from "../../kit/mod.ts";
import { openStore, readStore, StoreError, takeLock } from "../../../src/store/mod.ts";

const stepOf = (step: number, record = `{"n":${step}}`) => ({ step, at: 1000 + step, task: "qa", record });

full(
  "a step, its scores and its number are there after the file is opened again",
  () =>
    withTempDir(async (dir) => {
      const store = openStore(`${dir}/a/sn1.db`);
      store.applyStep({ step: stepOf(1), scores: [{ hotkey: "h1", uid: 3, score: 0.5 }] });
      store.applyStep({
        step: stepOf(2),
        scores: [{ hotkey: "h1", uid: 3, score: 0.25 }, { hotkey: "h2", uid: 1, score: 1 }],
      });
      store.close();
      const again = openStore(`${dir}/a/sn1.db`);
      assert.equal(again.lastStep(), 2);
      assert.deepEqual(again.scores().map((r) => ({ ...r })), [
        { hotkey: "h2", uid: 1, score: 1 },
        { hotkey: "h1", uid: 3, score: 0.25 },
      ]);
      assert.equal(again.step(1)?.record, '{"n":1}');
      assert.deepEqual(again.latestSteps(5).map((s) => s.step), [2, 1]);
      assert.deepEqual(again.stepsAfter(1, 5).map((s) => s.step), [2]);
      again.close();
      await Promise.resolve();
    }),
);

full("a step that fails to write changes neither scores nor step number", () => {
  const store = openStore(":memory:");
  store.applyStep({ step: stepOf(1), scores: [{ hotkey: "h1", uid: 0, score: 0.5 }] });
  assert.throws(() => store.applyStep({ step: stepOf(1), scores: [{ hotkey: "h1", uid: 0, score: 0.9 }] }));
  assert.equal(store.scores()[0]!.score, 0.5);
  assert.equal(store.lastStep(), 1);
  store.close();
});

full("a failure in the middle of a step takes back what was written of it", () => {
  const store = openStore(":memory:");
  store.applyStep({ step: stepOf(1), scores: [{ hotkey: "h1", uid: 0, score: 0.5 }] });
  // No score is NaN; the column refuses it after the record was written and the old scores deleted.
  assert.throws(() => store.applyStep({ step: stepOf(2), scores: [{ hotkey: "h1", uid: 0, score: NaN }] }));
  assert.equal(store.step(2), null);
  assert.deepEqual(store.scores().map((r) => ({ ...r })), [{ hotkey: "h1", uid: 0, score: 0.5 }]);
  assert.equal(store.lastStep(), 1);
  store.applyStep({ step: stepOf(2), scores: [] });
  assert.equal(store.lastStep(), 2);
  store.close();
});

full("a second process-wide handle on the same file is refused as locked", () =>
  withTempDir(async (dir) => {
    const store = openStore(`${dir}/sn1.db`);
    assert.throws(() => openStore(`${dir}/sn1.db`), (e: unknown) =>
      e instanceof StoreError && e.code === "locked");
    store.close();
    openStore(`${dir}/sn1.db`).close();
    await Promise.resolve();
  }));

full(
  "another process may read while one writes, and sees each step once it is written",
  () =>
    withTempDir(async (dir) => {
      const path = `${dir}/sn1.db`;
      const store = openStore(path);
      store.applyStep({ step: stepOf(1), scores: [{ hotkey: "h1", uid: 3, score: 0.5 }] });
      const store_ts = new URL("../../../src/store/mod.ts", import.meta.url).href;
      const script = `
      const { openStore, readStore } = await import(${JSON.stringify(store_ts)});
      const reader = readStore(${JSON.stringify(path)});
      let refused = "";
      try { openStore(${JSON.stringify(path)}); } catch (error) { refused = error.code; }
      console.log(JSON.stringify([reader.lastStep(), reader.scores(), reader.damage(), refused]));`;
      const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", script], stdout: "piped" })
        .output();
      assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), [
        1,
        [{ hotkey: "h1", uid: 3, score: 0.5 }],
        null,
        "locked",
      ]);
      const reader = readStore(path);
      store.applyStep({ step: stepOf(2), scores: [] });
      assert.deepEqual(reader.stepsAfter(1, 9).map((s) => s.step), [2]);
      assert.throws(() =>
        (reader as unknown as { db: { exec(sql: string): void } }).db.exec("DELETE FROM steps")
      );
      reader.close();
      store.close();
    }),
);

full(
  "what is missing, foreign or damaged is said when a database is opened for reading",
  () =>
    withTempDir(async (dir) => {
      const codeOf = (path: string) => {
        try {
          readStore(path).close();
          return "opened";
        } catch (error) {
          return (error as StoreError).code;
        }
      };
      assert.equal(codeOf(`${dir}/none.db`), "missing");
      await Deno.writeTextFile(`${dir}/text.db`, "no database at all, but long enough to look at".repeat(40));
      assert.equal(codeOf(`${dir}/text.db`), "io");
      const { DatabaseSync } = await import("node:sqlite");
      for (const [name, version] of [["empty", 0], ["newer", 999]] as const) {
        const db = new DatabaseSync(`${dir}/${name}.db`);
        db.exec(`CREATE TABLE x (a); PRAGMA user_version = ${version}`);
        db.close();
        assert.equal(codeOf(`${dir}/${name}.db`), "schema");
      }
    }),
);

full("a file of a newer schema is refused with advice, not damaged", () =>
  withTempDir(async (dir) => {
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(`${dir}/sn1.db`);
    db.exec("PRAGMA user_version = 999");
    db.close();
    assert.throws(() => openStore(`${dir}/sn1.db`), (e: unknown) =>
      e instanceof StoreError && e.code === "schema");
  }));

full("retention deletes the oldest records first and stops at the limit", () => {
  const store = openStore(":memory:");
  for (let i = 1; i <= 250; i++) store.applyStep({ step: stepOf(i, "x".repeat(100)), scores: [] });
  assert.equal(store.retain(10_000), 150);
  assert.equal(store.step(150), null);
  assert.equal(store.step(151)?.step, 151);
  assert.equal(store.retain(10_000), 0);
  assert.equal(store.lastStep(), 250);
  store.close();
});

full("the journal keeps one open entry per window and remembers its fate", () => {
  const store = openStore(":memory:");
  const planned = store.planWeights({
    at: 1,
    netuid: 1,
    window: 40,
    uids: [1, 2],
    values: [65535, 3],
    versionKey: 20501,
  });
  assert.equal(store.journalOf(1, 40)?.id, planned.id);
  assert.equal(store.journalOf(1, 41), null);
  store.markWeights(planned.id, "failed", "Custom error: 6");
  assert.equal(store.journalOf(1, 40), null);
  const again = store.planWeights({
    at: 2,
    netuid: 1,
    window: 40,
    uids: [1, 2],
    values: [65535, 3],
    versionKey: 20501,
  });
  store.markWeights(again.id, "sent", "0xabc");
  store.markWeights(again.id, "confirmed", "read back", 77);
  assert.deepEqual(store.journal(5).map((e) => [e.state, e.block]), [["confirmed", 77], ["failed", null]]);
  assert.deepEqual(store.journalOf(1, 40)?.values, [65535, 3]);
  store.close();
});

full("nonces and floors survive, and a floor clears the rows below it", () =>
  withTempDir(async (dir) => {
    const big = 12345678901234567890n;
    const store = openStore(`${dir}/sn1.db`);
    store.nonces.save("h", "u1", 5n);
    store.nonces.save("h", "u2", big);
    store.nonces.saveFloor("h", 7n);
    store.close();
    const again = openStore(`${dir}/sn1.db`);
    assert.deepEqual([...again.nonces.load()], [{ hotkey: "h", uuid: "u2", nonce: big }]);
    assert.deepEqual([...again.nonces.loadFloors()], [{ hotkey: "h", nonce: 7n }]);
    again.close();
    await Promise.resolve();
  }));

full(
  "a lock is exclusive, names its holder, and is free again after release",
  () =>
    withTempDir(async (dir) => {
      const lock = takeLock([`${dir}/locks`], "5Grw-2f0555cc-1");
      const script = `
      const f = await Deno.open(${
        JSON.stringify(`${dir}/locks/5Grw-2f0555cc-1`)
      }, { read: true, write: true });
      console.log(await f.tryLock(true));`;
      const probe = async () =>
        new TextDecoder().decode(
          (await new Deno.Command(Deno.execPath(), { args: ["eval", script], stdout: "piped" }).output())
            .stdout,
        ).trim();
      assert.equal(await probe(), "false");
      lock.release();
      assert.equal(await probe(), "true");
    }),
);
