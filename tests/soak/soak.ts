import { nullLogger, nullMetrics, type Random, systemClock } from "../../src/base/mod.ts";
import { connectChain } from "../../src/chain/mod.ts";
import { makeTinyModel } from "../../src/llm/mod.ts";
import { type Localnet, startLocalnet } from "../../src/localnet/mod.ts";
import { devKey, type Signer } from "../../src/wallet/mod.ts";
import { descriptors } from "../chaos/kit.ts";
import { startCli } from "../kit/cli.ts";
import { withTempDir } from "../kit/mod.ts";
import { makeWallet } from "../kit/subnet.ts";
import { makeFaults } from "./faults.ts";
import type { Breakable } from "./types.ts";
import { MinerHost } from "./miners.ts";
import { measure, type SoakReport, type SoakSample, windowsOf } from "./summary.ts";
import { openWire } from "./wire.ts";

const NETUID = 1;
/** Blocks of an epoch, and between two settings of weights: several windows a minute, each with room to spare. */
const TEMPO = 24;
const EPOCH_LENGTH = 12;
const BLOCK_MS = 1000;
const SAMPLE_MS = 5000;
/** Seconds between the end of one fault and the next. */
const FAULT_EVERY_S = 20;
const HOSTS = 2;
const BASE_PORT = 21_000;

/** Options of {@link soak}. */
export interface SoakOptions {
  minutes: number;
  miners: number;
  seed: string;
  random: Random;
  log: (text: string) => void;
}

/** Runs it all; everything that was started is ended. @throws when the validator does not come up, or ends */
export function soak(options: SoakOptions): Promise<SoakReport> {
  return withTempDir(async (home) => {
    const { miners, log } = options;
    await using cleanup = new AsyncDisposableStack();
    const [, hotkey] = await makeWallet(home, "val");
    const keys: Signer[] = [];
    for (let i = 0; i < miners; i++) keys.push(await devKey(`//Soak${i}`));
    const owner = (await devKey("//Owner")).ss58;
    const localnet = await startLocalnet({
      blockMs: BLOCK_MS,
      subnets: [{
        netuid: NETUID,
        hyperparameters: { tempo: TEMPO, weightsRateLimit: 4, maxAllowedUids: miners + 8 },
        neurons: [
          { hotkey, coldkey: owner, stakeRao: 10_000_000_000_000n },
          ...keys.map(({ ss58 }) => ({ hotkey: ss58, coldkey: owner })),
        ],
      }],
    }, { clock: systemClock });
    cleanup.defer(() => localnet.close());
    const each = Math.ceil(miners / HOSTS);
    const hosts = Array.from(
      { length: HOSTS },
      (_, i) => new MinerHost(i * each, Math.min(each, miners - i * each), BASE_PORT),
    );
    for (const host of hosts) cleanup.defer(() => host.kill());
    await Promise.all(hosts.map((host) => host.start()));
    log(`${miners} miners listen`);
    await announce(localnet, keys, options.random);
    log("and are announced");
    const target = Number(new URL(localnet.endpoint).port);
    const wires = [await openWire(target), await openWire(target)];
    for (const wire of wires) cleanup.defer(() => wire.close());
    const model = `${home}/tiny`;
    await makeTinyModel(model);
    const [main, spare] = wires.map(({ port }) => `ws://127.0.0.1:${port}`);
    const validator = startCli([
      "validator",
      "--wallet.name=val",
      `--subtensor.chain_endpoint=${main}`,
      `--chain.fallback_endpoints=${spare}`,
      "--neuron.engine=local",
      `--neuron.model_id=${model}`,
      "--neuron.device=cpu",
      "--neuron.max_tokens=48",
      "--neuron.tasks=math,sentiment",
      `--neuron.epoch_length=${EPOCH_LENGTH}`,
      "--neuron.timeout=5",
      "--metrics.port=0",
      "--api.port=0",
      `--seed=${options.seed}`,
      "--json",
    ], { home });
    cleanup.defer(async () => {
      validator.kill("SIGKILL");
      await validator.finished(10_000).catch(() => {});
    });
    const [, url] = await validator.waitFor(/operator pages: (\S+)/, "stderr", 120_000);
    await validator.waitFor(/weights for \d+ uids are on chain/, "stderr", 180_000);
    log("the validator has set its first weights");
    const [, api] = await validator.waitFor(/subnet API: (\S+?)["\s]/, "stderr", 60_000);
    const ports = [url!, api!].map((address) => Number(new URL(address).port));
    return await watch(options, {
      localnet,
      wires,
      hosts,
      validator: validator.pid,
      url: url!,
      ports,
      miners: keys.map(({ ss58 }, i) => ({ port: BASE_PORT + i, hotkey: ss58 })),
    });
  });
}

/** Announces every miner; the chain takes them in few blocks. */
async function announce(localnet: Localnet, keys: readonly Signer[], random: Random): Promise<void> {
  const modules = { clock: systemClock, logger: nullLogger, metrics: nullMetrics, random };
  const chain = await connectChain({ network: localnet.endpoint }, modules);
  try {
    await Promise.all(
      keys.map((signer, i) =>
        chain.serveAxon({ netuid: NETUID, ip: "127.0.0.1", port: BASE_PORT + i, version: 7_004_000, signer })
      ),
    );
  } finally {
    await chain.close();
  }
}

interface Watched extends Breakable {
  localnet: Localnet;
  url: string;
}

async function watch(options: SoakOptions, watched: Watched): Promise<SoakReport> {
  const { localnet, url, validator } = watched;
  const startLoad = Deno.loadavg()[0]!;
  const began = systemClock.monotonic();
  const updates: number[] = [];
  const firstBlock = localnet.head().number;
  let last = lastUpdate(localnet);
  const stopWatching = localnet.onBlock(() => {
    const now = lastUpdate(localnet);
    if (now !== last) updates.push(last = now);
  });
  const samples: SoakSample[] = [];
  const stop = new AbortController();
  const faults = makeFaults(watched, FAULT_EVERY_S, options.random, options.log, stop.signal);
  let broken: unknown = null;
  faults.catch((error) => broken = error);
  while (systemClock.monotonic() - began < options.minutes * 60_000) {
    await systemClock.sleep(SAMPLE_MS);
    if (broken !== null) throw broken;
    const metrics = await readMetrics(url);
    samples.push({
      atS: Math.round((systemClock.monotonic() - began) / 1000),
      rssMb: (metrics.get("sn1_process_resident_memory_bytes") ?? 0) / 1048576,
      heapMb: (metrics.get("sn1_process_heap_bytes") ?? 0) / 1048576,
      descriptors: descriptors(validator),
      lagMs: (metrics.get("sn1_event_loop_lag_seconds") ?? 0) * 1000,
      steps: metrics.get("sn1_validator_steps_total") ?? 0,
      block: localnet.head().number,
    });
    if (samples.length % 12 === 0) {
      const { rssMb, descriptors: open, steps } = samples.at(-1)!;
      options.log(
        `${rssMb.toFixed(0)} MB, ${open} descriptors, ${steps} steps, ${updates.length} settings of weights`,
      );
    }
  }
  stop.abort(new Error("over"));
  const done = await faults;
  stopWatching();
  return {
    date: new Date(systemClock.now()).toISOString().slice(0, 16),
    minutes: options.minutes,
    miners: options.miners,
    seed: options.seed,
    load: { start: startLoad, end: Deno.loadavg()[0]!, cores: navigator.hardwareConcurrency },
    steps: samples.at(-1)?.steps ?? 0,
    faults: done,
    windows: windowsOf(updates, firstBlock, localnet.head().number, TEMPO),
    ...measure(samples),
    samples,
  };
}

function lastUpdate(localnet: Localnet): number {
  return Number(localnet.query<bigint[]>("LastUpdate", NETUID)[0] ?? 0);
}

/** Values by name; series of one name are added up. */
async function readMetrics(url: string): Promise<Map<string, number>> {
  const response = await fetch(new URL("/metrics", url), { signal: AbortSignal.timeout(20_000) });
  const values = new Map<string, number>();
  for (const line of (await response.text()).split("\n")) {
    const [, name, value] = /^([a-z0-9_]+)(?:\{[^}]*\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) values.set(name, (values.get(name) ?? 0) + Number(value));
  }
  return values;
}
