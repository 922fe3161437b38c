/**
 * Start-up, store and local chain, each against a peer in the same run.
 *
 *     deno run -P tests/bench/system_bench.ts [NAME-PREFIX …]
 */
import { nullLogger, systemClock } from "../../src/base/mod.ts";
import { startLocalnet } from "../../src/localnet/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";
import { asked, pairs, report } from "./kit.ts";

const PAIRS = 5;

/** Milliseconds of one run. */
async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Milliseconds of one process, output thrown away. */
function processTime(program: string, args: readonly string[]): Promise<number> {
  return timed(() => new Deno.Command(program, { args: [...args], stdout: "null", stderr: "null" }).output());
}

/** `./sn1 --help` (from source where nothing is built, which first reads the graph) against the runtime's one-liner. */
async function help(): Promise<void> {
  const root = new URL("../../", import.meta.url).pathname;
  const built = await Deno.stat(`${root}sn1`).then(() => true, () => false);
  const source = ["run", "-P", "--no-check", "--quiet", `${root}main.ts`];
  const ours = (arg: string) =>
    built ? processTime(`${root}sn1`, [arg]) : processTime(Deno.execPath(), [...source, arg]);
  await ours("--version"); // The first run of the portable form unpacks itself.
  const runs = await pairs(
    PAIRS,
    () => ours("--help"),
    () => processTime(Deno.execPath(), ["eval", "console.log('sn1')"]),
  );
  report("startup.help", "ms", PAIRS, runs, (ms) => ms, false);
}

/** A step record of 60 KB in one transaction with full sync, against a file written and synced by hand. */
async function storeStep(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sn1-bench-" });
  try {
    const store = openStore(`${folder}/sn1.db`);
    const record = JSON.stringify({ text: "x".repeat(60_000) });
    const scores = Array.from({ length: 256 }, (_, uid) => ({ hotkey: `h${uid}`, uid, score: uid / 256 }));
    let step = 0;
    const runs = await pairs(
      PAIRS * 4,
      () => timed(() => store.applyStep({ step: { step: ++step, at: step, task: "qa", record }, scores })),
      () =>
        timed(() => {
          const file = Deno.openSync(`${folder}/state.json`, { write: true, create: true, truncate: true });
          file.writeSync(new TextEncoder().encode(record));
          file.syncSync();
          file.close();
        }),
    );
    report("store.step", "ms", PAIRS * 4, runs, (ms) => ms, false);
    store.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** An empty block of a chain with 256 neurons, against one with a single neuron. */
async function localnetBlock(): Promise<void> {
  const chain = async (count: number) => {
    const coldkey = (await devKey("//Alice")).ss58;
    const neurons = await Promise.all(
      Array.from(
        { length: count },
        async (_, i) => ({ hotkey: (await devKey(`//bench//${i}`)).ss58, coldkey, stakeRao: 10n ** 12n }),
      ),
    );
    return await startLocalnet(
      {
        production: "manual",
        virtualTime: true,
        subnets: [{ netuid: 1, neurons, hyperparameters: { tempo: 10_000 } }],
      },
      { clock: systemClock, logger: nullLogger },
    );
  };
  const [large, small] = [await chain(256), await chain(1)];
  const blocks = (count: number, localnet: typeof large) =>
    timed(() => {
      for (let i = 0; i < count; i++) localnet.produceBlock();
    });
  const runs = await pairs(
    PAIRS,
    async () => await blocks(100, large) / 100,
    async () => await blocks(100, small) / 100,
  );
  report("localnet.block", "ms", PAIRS, runs, (ms) => ms, false);
  await large.close();
  await small.close();
}

if (import.meta.main) {
  if (asked("startup.help")) await help();
  if (asked("store.step")) await storeStep();
  if (asked("localnet.block")) await localnetBlock();
}
