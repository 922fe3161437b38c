/** Real kills of real validator processes between journal and chain. Import dynamically: it starts a chain. */
import { type Random, randomInt, systemClock, toHex } from "../../src/base/mod.ts";
import { type Localnet, startLocalnet } from "../../src/localnet/mod.ts";
import { devKey, ss58Decode } from "../../src/wallet/mod.ts";
import { readStore } from "../../src/store/mod.ts";
import type { JournalEntry } from "../../src/store/mod.ts";
import { until } from "../kit/mod.ts";

const script = new URL("./crash_process.ts", import.meta.url).pathname;
const BLOCK_MS = 120;
const NEURONS = 5;
const START_MS = 90_000;

/** A process is killed at most this long after it is ready: a few windows of weights. */
const LIFE_MS = 2500;

/** What the kills led to. */
export interface KillOutcome {
  kills: number;
  /** Weights of ours in blocks. */
  landed: number;
  /** Journal entries whose commit was opened, or row read back. */
  confirmed: number;
  late: number;
  /** Commits shown once more by the next process, because the last one died before it knew; the chain refuses those. */
  shownAgain: number;
  failures: string[];
}

/** Kills validators so many times, those of subnet 1 with weights in the open, those of subnet 2 by hash. */
export async function killRuns(kills: number, folder: string, random: Random): Promise<KillOutcome> {
  const keys = [1, 2].map((netuid) => `//Killed${netuid}`);
  const owner = (await devKey("//Owner")).ss58;
  const subnets = await Promise.all(keys.map(async (key, i) => ({
    netuid: i + 1,
    hyperparameters: { weightsRateLimit: 5, tempo: 30, commitRevealEnabled: i === 1 },
    neurons: await Promise.all(Array.from({ length: NEURONS }, async (_, uid) => ({
      hotkey: (await devKey(uid === 0 ? key : `${key}${uid}`)).ss58,
      coldkey: owner,
      stakeRao: uid === 0 ? 10n ** 13n : 0n,
    }))),
  })));
  const localnet = await startLocalnet({ blockMs: BLOCK_MS, subnets }, { clock: systemClock });
  localnet.setStorage("CommitRevealWeightsVersion", [], 5);
  const outcome: KillOutcome = { kills: 0, landed: 0, confirmed: 0, late: 0, shownAgain: 0, failures: [] };
  const blocks = collectBlocks(localnet);
  try {
    await Promise.all(keys.map(async (key, i) => {
      const database = `${folder}/killed${i + 1}.db`;
      const dice = random.fork(key);
      const args = [localnet.endpoint, database, `${i + 1}`, "0", key];
      for (let kill = 0; kill < kills / keys.length; kill++) {
        await oneLife(args, randomInt(dice, LIFE_MS));
        outcome.kills++;
      }
      // The last life runs long enough to bring everything to its end.
      await oneLife(args, LIFE_MS * 4);
      await blocks.settled();
      await judge(database, (await devKey(key)).ss58, blocks.extrinsics, outcome);
    }));
  } finally {
    blocks.stop();
    await localnet.close();
  }
  return outcome;
}

/** Starts a validator, lets it live for a while, and kills it like a power cut. */
async function oneLife(args: string[], lifeMs: number): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=sn1", "--quiet", script, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  const reading = (async () => {
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) text += piece;
  })();
  try {
    await until(() => text.includes("ready"), START_MS, "a validator that is ready");
    await systemClock.sleep(lifeMs);
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await reading;
  }
}

/** Transactions as they got into blocks. */
export interface CollectedBlocks {
  /** Hex of each, with the number of its block. */
  extrinsics: ReadonlyMap<string, number>;
  /** Waits for the blocks that are being read. */
  settled(): Promise<void>;
  stop(): void;
}

/** Keeps every transaction of every block, hex, with the number of its block. */
export function collectBlocks(localnet: Localnet): CollectedBlocks {
  const extrinsics = new Map<string, number>();
  const reads = new Set<Promise<void>>();
  const url = localnet.endpoint.replace("ws:", "http:");
  const stop = localnet.onBlock(({ hash, number }) => {
    const read = (async () => {
      const body = JSON.stringify({ id: 1, jsonrpc: "2.0", method: "chain_getBlock", params: [hash] });
      const { result } = await (await fetch(url, { method: "POST", body })).json();
      for (const hex of result.block.extrinsics.slice(1)) extrinsics.set(hex, number);
    })().finally(() => reads.delete(read));
    reads.add(read);
  });
  return { extrinsics, stop, settled: async () => void await Promise.all(reads) };
}

/** Compares journal and blocks. */
async function judge(
  database: string,
  hotkey: string,
  extrinsics: ReadonlyMap<string, number>,
  outcome: KillOutcome,
): Promise<void> {
  const store = readStore(database);
  const journal = store.journal(10_000);
  store.close();
  const signed = (entry: JournalEntry) => entry.signed === null ? null : JSON.parse(entry.signed).extrinsic;
  const written = new Set(journal.map(signed));
  const windows = new Map<number, Set<string>>();
  // The last life ends by a kill too, which may fall between a block and the note of it.
  const newest = Math.max(...journal.map(({ id }) => id));
  for (const entry of journal) {
    const landed = extrinsics.get(signed(entry));
    if (landed !== undefined) outcome.landed++;
    if (entry.state === "confirmed" || entry.state === "replaced") outcome.confirmed++;
    if (entry.detail.startsWith("not opened")) outcome.late++;
    else if (entry.state === "failed" && landed !== undefined) {
      outcome.failures.push(`entry ${entry.id} failed (${entry.detail}) and stands in block ${landed}`);
    }
    const open = entry.state === "planned" || entry.state === "sent";
    if (landed !== undefined && open && entry.id !== newest) {
      outcome.failures.push(`entry ${entry.id} is ${entry.state} and stands in block ${landed}`);
    }
    if (entry.state === "failed") continue;
    const rows = windows.get(entry.window) ?? new Set();
    windows.set(entry.window, rows.add(JSON.stringify([entry.uids, entry.values])));
  }
  for (const [window, rows] of windows) {
    if (rows.size > 1) outcome.failures.push(`window ${window}: ${rows.size} vectors`);
  }
  // Everything of this hotkey in blocks is written down, or shows something that is: a salt stands in the journal alone.
  const own = toHex(ss58Decode(hotkey));
  const saltOf = ({ salt }: JournalEntry) => toHex(new Uint8Array(Uint16Array.from(salt).buffer));
  const shown = new Set<number>();
  for (const [hex, block] of extrinsics) {
    if (!hex.includes(own) || written.has(hex)) continue;
    const entry = journal.find((one) => one.salt.length > 0 && hex.includes(saltOf(one)));
    if (!entry) outcome.failures.push(`a transaction in block ${block} is not in the journal`);
    else if (shown.has(entry.id)) outcome.shownAgain++;
    else shown.add(entry.id);
  }
}
