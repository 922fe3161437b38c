import assert from "node:assert/strict";
import { openStore, readStore, SCHEMA_VERSION } from "../../src/store/mod.ts";
import { until, withTempDir } from "../kit/mod.ts";
import { say, withAxon } from "../unit/axon/helpers.ts";
import { type Chaos, pause } from "./kit.ts";
import { OLD_SCHEMAS } from "./old_schemas.data.ts";

/**
 * The moving average over the records of all steps, in 32 bits as the original counts
 * (docs/spec/domain.md#75-scores).
 */
function scoresOf(records: readonly string[]): Map<string, number> {
  const f = Math.fround;
  const scores = new Map<string, number>();
  for (const text of records) {
    const { miners } = JSON.parse(text) as { miners: { hotkey: string; reward: number }[] };
    const earned = new Map(miners.map(({ hotkey, reward }) => [hotkey, reward]));
    for (const hotkey of new Set([...scores.keys(), ...earned.keys()])) {
      const before = scores.get(hotkey) ?? 0;
      const step = f(earned.get(hotkey) ?? before);
      const next = Math.max(0, f(f(f(f(0.1) * step) + f(f(0.9) * before)) - f(0.001)));
      if (next > 0) scores.set(hotkey, next);
      else scores.delete(hotkey);
    }
  }
  return scores;
}

/** What a killed validator left must be whole, and at most one step ahead of what it had told. */
export function checkLeft(database: string, told: number): number {
  const store = readStore(database);
  try {
    assert.equal(store.damage(), null);
    const last = store.lastStep();
    assert.ok(last === told || last === told + 1, `step ${told} was told, the database has ${last}`);
    const steps = store.stepsAfter(0, 1e9);
    assert.deepEqual(steps.map(({ step }) => step), Array.from({ length: last }, (_, i) => i + 1));
    const kept = new Map(store.scores().map(({ hotkey, score }) => [hotkey, score]));
    const wanted = scoresOf(steps.map(({ record }) => record));
    assert.deepEqual([...kept].sort(), [...wanted].sort(), "the scores are not those of the steps");
    return last;
  } finally {
    store.close();
  }
}

/**
 * A validator killed at random points, from its start on, again and again on one database: whole steps only, scores
 * exactly those of the steps, at most the step being written is lost.
 */
export async function validatorKill(chaos: Chaos): Promise<void> {
  const kills = chaos.amount(200, 2);
  await withTempDir(async (dir) => {
    await using cleanup = new AsyncDisposableStack();
    const ports: number[] = [];
    const answers = ["It is 42, positive", "neutral 7", "negative, -3", "nothing"];
    for (const [i, answer] of answers.entries()) {
      const { key } = await import("../unit/axon/helpers.ts");
      const signer = await key(`//Miner${i}`);
      const ready = Promise.withResolvers<number>();
      const over = Promise.withResolvers<void>();
      const running = withAxon(
        { signer, handler: () => say(answer), limits: { requestsPerMinute: 1e9 } },
        (axon) => {
          ready.resolve(axon.port);
          return over.promise;
        },
      );
      cleanup.defer(async () => {
        over.resolve();
        await running;
      });
      ports.push(await ready.promise);
    }
    const lanes = await Promise.all(
      [0, 1].map((lane) => runLane(chaos, `${dir}/${lane}.db`, kills / 2, ports)),
    );
    const steps = lanes.reduce((sum, lane) => sum + lane.steps, 0);
    const ahead = lanes.reduce((sum, lane) => sum + lane.ahead, 0);
    chaos.note(`${steps} steps survived; ${ahead} kills fell between a step's commit and its telling`);
    assert.ok(steps > 0);
  });
}

async function runLane(chaos: Chaos, database: string, kills: number, ports: readonly number[]) {
  const entry = new URL("./validator_process.ts", import.meta.url).pathname;
  let last = 0;
  let ahead = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-P=sn1", "--quiet", "--no-check", entry, database, `${chaos.int(1e9)}`, ports.join()],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let told = last;
    let over = false;
    const reading = (async () => {
      for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
        told = Math.max(told, ...piece.trim().split("\n").map(Number));
      }
      over = true;
    })();
    const errors = new Response(child.stderr).text();
    if (chaos.int(5) === 0 && kill > 0) await pause(chaos.int(1500));
    else {
      await until(() => told > last || over, 60_000, "a first step");
      assert.ok(!over, `the validator ended by itself: ${over ? (await errors).slice(-300) : ""}`);
      await pause(chaos.int(250));
    }
    try {
      child.kill("SIGKILL");
    } catch { /* it ended by itself, which the assertions below will tell */ }
    await Promise.all([child.status, reading, errors]);
    await child.stdin.close().catch(() => {});
    chaos.inject();
    if (told === 0) continue;
    last = checkLeft(database, told);
    if (last > told) ahead++;
  }
  return { steps: last, ahead };
}

/** Databases of every older schema, with random contents: all of it is there after the program opened them. */
export async function oldSchemas(chaos: Chaos): Promise<void> {
  const { DatabaseSync } = await import("node:sqlite");
  await withTempDir((dir) => {
    for (let i = 0; i < chaos.amount(300, 6); i++) {
      for (const version of OLD_SCHEMAS.keys()) {
        const path = `${dir}/${i}-${version}.db`;
        const db = new DatabaseSync(path);
        db.exec(`PRAGMA journal_mode = WAL; ${OLD_SCHEMAS.slice(0, version + 1).join("")}`);
        db.exec(`PRAGMA user_version = ${version + 1}`);
        const scores = new Map<string, number>();
        for (let uid = 0; uid < chaos.int(20); uid++) scores.set(`h${uid}`, Math.fround(chaos.random.next()));
        for (const [uid, [hotkey, score]] of [...scores].entries()) {
          db.prepare("INSERT INTO scores VALUES (?, ?, ?)").run(hotkey, uid, score);
        }
        const steps = chaos.int(9);
        for (let step = 1; step <= steps; step++) {
          db.prepare("INSERT INTO steps VALUES (?, ?, 'qa', 7, ?)").run(step, 1000 + step, `{"n":${step}}`);
        }
        if (steps > 0) db.exec(`INSERT INTO settings VALUES ('last_step', '${steps}')`);
        const state = ["planned", "sent", "confirmed", "failed"][chaos.int(4)]!;
        db.exec(
          `INSERT INTO weights (at, netuid, window, uids, "values", version_key, state, block, detail)
           VALUES (5, 1, 40, '[1,2]', '[65535,7]', 20501, '${state}', NULL, 'x')`,
        );
        const nonce = BigInt(chaos.int(1e9)) * 1_000_000n;
        db.exec(`INSERT INTO nonces VALUES ('h1', 'u', '${nonce}')`);
        db.exec(`INSERT INTO nonce_floors VALUES ('h1', '17')`);
        db.close();
        const store = openStore(path);
        try {
          assert.equal(store.schemaVersion(), SCHEMA_VERSION);
          assert.equal(store.damage(), null);
          assert.equal(store.lastStep(), steps);
          assert.deepEqual(new Map(store.scores().map(({ hotkey, score }) => [hotkey, score])), scores);
          assert.deepEqual(
            store.stepsAfter(0, 99).map(({ record }) => record),
            Array.from({ length: steps }, (_, n) => `{"n":${n + 1}}`),
          );
          const [entry] = store.journal(9);
          assert.deepEqual([entry?.uids, entry?.values, entry?.state], [[1, 2], [65535, 7], state]);
          assert.deepEqual([...store.nonces.load()], [{ hotkey: "h1", uuid: "u", nonce }]);
          assert.deepEqual([...store.nonces.loadFloors()], [{ hotkey: "h1", nonce: 17n }]);
          store.applyStep({ step: { step: steps + 1, at: 1, task: "qa", record: "{}" }, scores: [] });
        } finally {
          store.close();
        }
        chaos.inject();
      }
    }
    chaos.note(`versions 1 to ${OLD_SCHEMAS.length} to ${SCHEMA_VERSION}`);
    return Promise.resolve();
  });
}

/** A disk that fills up under a store: what fails changes nothing, what is freed is used, nothing is damaged. */
export async function diskFull(chaos: Chaos): Promise<void> {
  await withTempDir(async (dir) => {
    const entry = new URL("./disk_process.ts", import.meta.url).pathname;
    const own = [
      Deno.execPath(),
      "run",
      "-P=sn1",
      "--quiet",
      "--no-check",
      entry,
      dir,
      `${chaos.int(1e9)}`,
      `${chaos.amount(60, 4)}`,
    ];
    const quoted = own.map((word) => `'${word}'`).join(" ");
    // A small file system of our own where that is allowed; else a limit on the size of files.
    const ways = [
      ["a file system of 4 MB", [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        `mount -t tmpfs -o size=4m none '${dir}' && exec ${quoted} fs`,
      ]],
      ["a file system of 4 MB", [
        "unshare",
        "--mount",
        "sh",
        "-c",
        `mount -t tmpfs -o size=4m none '${dir}' && exec ${quoted} fs`,
      ]],
      ["files of 2 MB at most", ["sh", "-c", `trap '' XFSZ; ulimit -f 4096; exec ${quoted} limit`]],
    ] as const;
    for (const [what, [program, ...args]] of ways) {
      const { stdout, stderr, code } = await new Deno.Command(program!, {
        args,
        stdout: "piped",
        stderr: "piped",
      }).output();
      const text = new TextDecoder().decode(stdout).trim();
      if (!text.startsWith("{") && what !== ways[2][0]) continue;
      assert.equal(code, 0, `${what}: ${text} ${new TextDecoder().decode(stderr).trim().slice(-300)}`);
      const { failures, kinds } = JSON.parse(text) as { failures: number; kinds: string[] };
      chaos.inject(failures);
      chaos.note(`${what}; what failed: ${kinds.join(", ")}`);
      return;
    }
  });
}
