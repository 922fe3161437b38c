/**
 * Whole neurons on a local chain: how soon a started miner answers, and how much memory neurons hold, against a process
 * of the Python SDK that does the same (connects, reads the metagraph, serves or asks) without any neuron's code.
 *
 *     deno run -P tests/bench/neurons_bench.ts [NAME-PREFIX …]
 */
import { nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import { createDendrite, type Dendrite } from "../../src/dendrite/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";
import { freePort } from "../interop/free_port.ts";
import type { Peer } from "../interop/peer.ts";
import type { RunningCli } from "../kit/cli.ts";
import { type TestSubnet, withSubnet } from "../kit/subnet.ts";
import { asked, type Pair, pairs, report } from "./kit.ts";
import { pythonOf, startPeer } from "./python_peer.ts";

const PAIRS = 5;
const START_MS = 120_000;
/** Requests a miner has answered before its memory is read. */
const REQUESTS = 200;
/** Steps a validator has done before its memory is read. */
const STEPS = 6;
const PROMPT = { roles: ["user"], messages: ["What is the tallest mountain of the world?"] };

const alice = await devKey("//Alice");
const dendrite: Dendrite = createDendrite({ allowPrivate: true }, {
  signer: alice,
  clock: systemClock,
  logger: nullLogger,
  metrics: nullMetrics,
});

/** Asks until there is an answer. */
async function firstAnswer(port: number, hotkey: string): Promise<void> {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    const [response] = await dendrite.query([{ ip: "127.0.0.1", port, hotkey }], PROMPT, {
      timeoutMs: 5_000,
    });
    if (response!.statusCode === 200) return;
    await systemClock.sleep(20);
  }
  throw new Error(`no answer on port ${port} within ${START_MS} ms`);
}

/** Resident memory of a process, bytes. Asked of `ps`, because Deno opens /proc only to programs with every right. */
async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] }).output();
  const kilobytes = Number(new TextDecoder().decode(stdout));
  if (!(kilobytes > 0)) throw new Error(`process ${pid} is gone`);
  return kilobytes * 1024;
}

function startMiner(subnet: TestSubnet, port: number): RunningCli {
  return subnet.start([
    "miner",
    "--wallet.name=min",
    "--neuron.engine=echo",
    "--blacklist.allow_non_registered",
    `--axon.port=${port}`,
  ]);
}

async function end(process: RunningCli): Promise<void> {
  process.kill("SIGKILL");
  await process.finished(5_000).catch(() => {});
}

/** A started process of either kind that has answered once. */
interface Serving {
  ms: number;
  port: number;
  hotkey: string;
  rss(): Promise<number>;
  stop(): Promise<void>;
}

async function ourMiner(subnet: TestSubnet): Promise<Serving> {
  const port = await freePort();
  const hotkey = subnet.hotkeys.min!;
  const since = performance.now();
  const miner = startMiner(subnet, port);
  await firstAnswer(port, hotkey);
  return {
    ms: performance.now() - since,
    port,
    hotkey,
    rss: () => residentBytes(miner.pid),
    stop: () => end(miner),
  };
}

async function theirNeuron(python: string, subnet: TestSubnet): Promise<Serving & { peer: Peer }> {
  const port = await freePort();
  const since = performance.now();
  const peer = await startPeer(python, subnet.home);
  await peer.call({ do: "chain_connect", endpoint: subnet.endpoint }, START_MS);
  await peer.call({ do: "chain_metagraph", netuid: 1 }, START_MS);
  const { hotkey } = await peer.call<{ hotkey: string }>(
    { do: "start_axon", port, known: [alice.ss58] },
    START_MS,
  );
  await firstAnswer(port, hotkey);
  return {
    ms: performance.now() - since,
    port,
    hotkey,
    peer,
    rss: () => residentBytes(peer.pid),
    stop: () => peer.stop(),
  };
}

/** How long it takes to the first answer, and what is held after many. */
async function miners(subnet: TestSubnet, python: string | null): Promise<void> {
  const life = async (start: () => Promise<Serving>) => {
    const serving = await start();
    try {
      for (let i = 0; i < REQUESTS; i++) await firstAnswer(serving.port, serving.hotkey);
      return { ms: serving.ms, rss: await serving.rss() };
    } finally {
      await serving.stop();
    }
  };
  const runs = await pairs(
    PAIRS,
    () => life(() => ourMiner(subnet)),
    python ? () => life(() => theirNeuron(python, subnet)) : null,
  );
  if (asked("startup.first_answer")) {
    report("startup.first_answer", "ms", PAIRS, runs, (run) => run.ms, false);
  }
  if (asked("rss.miner")) reportMemory("rss.miner", runs);
}

function reportMemory(name: string, runs: Pair<{ rss: number }>[]): void {
  report(name, "MB", runs.length, runs, (run) => run.rss / 1e6, false);
}

/** A validator after some steps, against a process that connected, read the metagraph and asked as often. */
async function validators(subnet: TestSubnet, python: string | null): Promise<void> {
  const miner = await ourMiner(subnet);
  const ours = async () => {
    const validator = subnet.start([
      "validator",
      "--wallet.name=val",
      "--neuron.engine=retrieval",
      "--neuron.tasks=math,date_qa",
      "--json",
    ]);
    // It goes on from the step where the run before was ended.
    await validator.waitFor(new RegExp(`(step \\d+ ·[^]*){${STEPS}}`), "stderr", START_MS);
    const rss = await residentBytes(validator.pid);
    await end(validator);
    return { rss };
  };
  const theirs = async () => {
    const neuron = await theirNeuron(python!, subnet);
    for (let i = 0; i < STEPS; i++) {
      await neuron.peer.call({ do: "fan_out", port: miner.port, hotkey: miner.hotkey, count: 1 });
    }
    const rss = await neuron.rss();
    await neuron.stop();
    return { rss };
  };
  try {
    reportMemory("rss.validator", await pairs(PAIRS, ours, python ? theirs : null));
  } finally {
    await miner.stop();
  }
}

const python = await pythonOf("10");
await withSubnet({ wallets: ["val", "min"], blockMs: 1_000 }, async (subnet) => {
  const registered = await subnet.run(["register", "--wallet.name=min", "--yes", "--json"], {
    timeoutMs: START_MS,
  });
  if (registered.code !== 0) throw new Error(registered.stderr);
  if (asked("startup.first_answer") || asked("rss.miner")) await miners(subnet, python);
  if (asked("rss.validator")) await validators(subnet, python);
});
await dendrite.close();
Deno.exit(0);
