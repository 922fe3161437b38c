import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { full, withTempDir } from "../../kit/mod.ts";
import { openStore, StoreError, takeLock } from "../../../src/store/mod.ts";
import { lockPrivateFile } from "../../../src/store/private_files.ts";

const mode = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

/** Runs with a umask that takes nothing away. */
async function openUmask(work: () => void | Promise<void>): Promise<void> {
  const before = Deno.umask(0);
  try {
    await work();
  } finally {
    Deno.umask(before);
  }
}

/** Paths of everything below a folder. */
function* below(folder: string): Generator<Deno.DirEntry & { path: string }> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    yield { ...entry, path };
    if (entry.isDirectory) yield* below(path);
  }
}

full(
  "every file of database, log and lock is 0600 in folders of 0700 under umask 000",
  () =>
    withTempDir((dir) =>
      openUmask(async () => {
        const { RotatingFile } = await import("../../../src/telemetry/rotating_file.ts");
        const { systemClock } = await import("../../../src/base/mod.ts");
        const store = openStore(`${dir}/m/w/h/netuid1/validator/sn1.db`);
        store.setSetting("a", "b");
        const log = new RotatingFile(
          { path: `${dir}/l/w/sn1.log`, maxBytes: 10, backups: 2 },
          systemClock,
          assert.fail,
        );
        for (let i = 0; i < 4; i++) log.write("more than ten bytes");
        const lock = takeLock([`${dir}/home/sn1/locks`], "5G-1-1");
        let files = 0;
        for (const { path, isDirectory } of below(dir)) {
          assert.equal(mode(path), isDirectory ? 0o700 : 0o600, path);
          if (!isDirectory) files++;
        }
        assert.ok(files >= 8, `${files} files`);
        store.close();
        log.close();
        lock.release();
      })
    ),
);

full(
  "files and folders that others could open are closed when they are opened again",
  () =>
    withTempDir(async (dir) => {
      const folder = `${dir}/validator`;
      Deno.mkdirSync(`${dir}/locks`, { mode: 0o777 });
      Deno.mkdirSync(folder);
      const old = new DatabaseSync(`${folder}/sn1.db`);
      old.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1);");
      Deno.writeTextFileSync(`${folder}/sn1.db.lock`, "1\n");
      Deno.writeTextFileSync(`${dir}/locks/k`, "1\n");
      const paths = [...below(dir)].map(({ path }) => path).filter((path) => !path.endsWith("shm"));
      for (const path of paths) Deno.chmodSync(path, 0o777);
      old.exec("DROP TABLE t");
      const lock = takeLock([`${dir}/locks`], "k");
      old.close();
      openStore(`${folder}/sn1.db`).close();
      for (const { path, isDirectory } of below(dir)) {
        assert.equal(mode(path) & 0o077, 0, `${path} ${isDirectory}`);
      }
      lock.release();
      await Promise.resolve();
    }),
);

full(
  "the rights of a lock folder that the user names stay, the file is private",
  () =>
    withTempDir(async (dir) => {
      Deno.mkdirSync(`${dir}/shared`);
      Deno.chmodSync(`${dir}/shared`, 0o755);
      const lock = takeLock([`${dir}/shared`], "k");
      assert.equal(mode(`${dir}/shared`), 0o755);
      assert.equal(mode(`${dir}/shared/k`), 0o600);
      lock.release();
      await Promise.resolve();
    }),
);

full(
  "a lock that a stranger holds on a file others could open is replaced, a neuron's is not",
  () =>
    withTempDir(async (dir) => {
      const path = `${dir}/k`;
      const ended = new Deno.Command("true").spawn();
      await ended.status;
      // A process that ended once held it; somebody else has it now.
      Deno.writeTextFileSync(path, `${ended.pid}\n`);
      Deno.chmodSync(path, 0o644);
      const stranger = Deno.openSync(path);
      assert.ok(stranger.tryLockSync(true));
      const ours = lockPrivateFile(path);
      assert.ok(ours.file);
      assert.equal(mode(path), 0o600);
      assert.equal(Deno.readTextFileSync(path), `${Deno.pid}\n`);
      assert.equal(lockPrivateFile(path).holder, String(Deno.pid));
      ours.file.close();
      stranger.close();
      // The same with a process that runs: an older version of this program.
      Deno.chmodSync(path, 0o644);
      const running = Deno.openSync(path, { read: true, write: true });
      assert.ok(running.tryLockSync(true));
      assert.equal(lockPrivateFile(path).holder, String(Deno.pid));
      // Closed to others now, so whoever holds it is ours.
      Deno.writeTextFileSync(path, `${ended.pid}\n`);
      assert.equal(lockPrivateFile(path).holder, String(ended.pid));
      running.close();
    }),
);

full(
  "a folder that cannot be written passes on to the next, and the last one names the flag",
  () =>
    withTempDir(async (dir) => {
      Deno.writeTextFileSync(`${dir}/file`, "");
      // A file in the way is no missing right: it does not lead to another folder, where a second neuron would not look.
      assert.throws(() => takeLock([`${dir}/file/locks`, `${dir}/b/locks`], "k"), (error: unknown) =>
        error instanceof StoreError && error.code === "unwritable" &&
        /--logging\.lock_dir/.test(error.hint ?? ""));
      // /proc and /sys refuse everybody, root too.
      for (const folder of ["/proc/sn1/locks", "/sys/sn1/locks"]) {
        try {
          Deno.mkdirSync(folder, { recursive: true });
        } catch (error) {
          if (!(error instanceof Deno.errors.PermissionDenied)) {
            continue;
          }
          const lock = takeLock([folder, `${dir}/c/locks`], "k");
          assert.ok(Deno.statSync(`${dir}/c/locks/k`).isFile);
          lock.release();
        }
      }
      await Promise.resolve();
    }),
);

full("a full disk is told as such, not as a failed rollback", async () => {
  const store = openStore(":memory:");
  const { db } = store as unknown as { db: DatabaseSync };
  db.exec("PRAGMA max_page_count = 30");
  const step = (record: string) => ({ step: { step: 1, at: 1, task: "qa", record }, scores: [] });
  assert.throws(() => store.applyStep(step("x".repeat(1 << 20))), /full/);
  assert.equal(store.lastStep(), 0);
  db.exec("PRAGMA max_page_count = 100000");
  store.applyStep(step("x"));
  assert.equal(store.lastStep(), 1);
  store.close();
  await Promise.resolve();
});
