/**
 * A store on a disk that is full now and then: `disk_process.ts FOLDER SEED ROUNDS fs|limit`. Prints how many writes failed; a
 * failed assertion ends it with code 1.
 */
import assert from "node:assert/strict";
import { errorText, randomInt, seededRandom } from "../../src/base/mod.ts";
import { openStore, type ScoreRow, type Store } from "../../src/store/mod.ts";

const [folder, seed, rounds, mode] = Deno.args;
const random = seededRandom(seed!);
const filler = `${folder}/filler`;
const path = `${folder}/sn1.db`;
const kinds = new Set<string>();
let failures = 0;

/** Takes room until less than so many bytes are left. */
function fill(left: number): void {
  if (mode !== "fs") return;
  const file = Deno.openSync(filler, { write: true, create: true, append: true });
  const block = new Uint8Array(4096);
  try {
    for (;;) file.writeSync(block);
  } catch (error) {
    assert.match(errorText(error), /space|ENOSPC|large/i);
  }
  const size = file.statSync().size;
  file.truncateSync(Math.max(0, size - left));
  file.close();
}

function free(): void {
  if (mode === "fs") Deno.removeSync(filler);
}

const rowsOf = (step: number): ScoreRow[] =>
  [0, 1, 2].map((uid) => ({ hotkey: `h${uid}`, uid, score: step + uid }));
const stateOf = (store: Store) =>
  JSON.stringify([
    store.lastStep(),
    store.scores(),
    store.journal(3),
    [...store.nonces.load()].map(String),
    store.setting("x"),
  ]);

let step = 0;
for (let round = 0; round < Number(rounds); round++) {
  const store = openStore(path);
  assert.equal(store.lastStep(), step);
  fill(randomInt(random, 300_000));
  const apply = (size: number) => {
    store.applyStep({
      step: { step: step + 1, at: 1, task: "qa", record: "x".repeat(size) },
      scores: rowsOf(step + 1),
    });
    step++;
  };
  const writes: Record<string, () => void> = {
    step: () => apply(5_000 + randomInt(random, 60_000)),
    scores: () =>
      store.replaceScores(rowsOf(step).map((row) => ({ ...row, hotkey: row.hotkey.padEnd(9000, "x") }))),
    setting: () => store.setSetting("x", "y".repeat(randomInt(random, 40_000))),
    nonce: () => store.nonces.save("h", "u".repeat(randomInt(random, 20_000)), 7n),
  };
  let failed = 0;
  for (let i = 0; i < 400 && failed < 6; i++) {
    const name = ["step", "step", "step", "scores", "setting", "nonce"][randomInt(random, 6)]!;
    const before = stateOf(store);
    const stepBefore = step;
    try {
      writes[name]!();
      if (name === "scores") store.replaceScores(rowsOf(step));
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      failed++;
      kinds.add(name);
      step = stepBefore;
      if (name !== "scores") assert.equal(stateOf(store), before, `a ${name} that failed changed something`);
    }
  }
  failures += failed;
  free();
  store.retain(200_000);
  for (let i = 0; i < 3; i++) apply(1000);
  assert.equal(store.damage(), null);
  store.close();
  const again = openStore(path);
  assert.equal(again.lastStep(), step, "the last step after opening again");
  assert.deepEqual(again.scores().map(({ score }) => score), rowsOf(step).map(({ score }) => score));
  again.retain(0);
  again.close();
}
assert.ok(failures > 0, "the disk was never full");
console.log(JSON.stringify({ failures, kinds: [...kinds].sort() }));
