import { secrets } from "./secrets.ts";
import { type CliOptions, type CliResult, runCli, type RunningCli, startCli } from "./cli.ts";

/** A local chain and wallets in a folder of their own, each command a process of its own. */
export interface TestSubnet {
  readonly home: string;
  readonly endpoint: string;
  /** Addresses by wallet name. */
  readonly hotkeys: Record<string, string>;
  readonly coldkeys: Record<string, string>;
  readonly chain: RunningCli;
  /** Runs `sn1 …` against this chain. */
  run(args: readonly string[], options?: Partial<CliOptions>): Promise<CliResult>;
  /** Starts `sn1 …` against this chain; ended with the subnet. */
  start(args: readonly string[], options?: Partial<CliOptions>): RunningCli;
}

/** Options of {@link withSubnet}. */
export interface SubnetOptions {
  /** Wallets to make. The first one's hotkey is registered from the start, with stake; the others' coldkeys have TAO. */
  wallets: readonly string[];
  blockMs?: number;
  chainArgs?: readonly string[];
}

/** Runs `body` beside a local chain of real processes; everything is ended afterwards. */
export async function withSubnet(
  options: SubnetOptions,
  body: (subnet: TestSubnet) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "sn1-subnet-" });
  const started: RunningCli[] = [];
  const end = async () => {
    for (const process of started.splice(0).reverse()) {
      process.kill("SIGKILL");
      await process.finished(5000).catch(() => {});
    }
  };
  try {
    const hotkeys: Record<string, string> = {};
    const coldkeys: Record<string, string> = {};
    for (const name of options.wallets) {
      [coldkeys[name], hotkeys[name]] = await makeWallet(home, name);
    }
    const [validator, ...others] = options.wallets;
    const chain = startCli([
      "localnet",
      "--port=0",
      `--block-ms=${options.blockMs ?? 250}`,
      `--stake=${hotkeys[validator!]}:10000`,
      ...others.map((name) => `--fund=${coldkeys[name]}:100`),
      ...options.chainArgs ?? [],
      "--json",
    ], { home });
    started.push(chain);
    await chain.waitFor(/"endpoint":"[^"]+"/, "stdout");
    const endpoint: string = JSON.parse(chain.stdout().split("\n")[0]!).endpoint;
    const network = `--subtensor.chain_endpoint=${endpoint}`;
    await body({
      home,
      endpoint,
      hotkeys,
      coldkeys,
      chain,
      run: (args, more) => runCli([...args, network], { home, ...more }),
      start(args, more) {
        const process = startCli([...args, network], { home, ...more });
        started.push(process);
        return process;
      },
    });
    await end();
    await secrets.checkFolder(home);
    secrets.settle();
  } finally {
    await end();
    await Deno.remove(home, { recursive: true });
  }
}

/** Makes a wallet through the wallet package. @returns addresses of coldkey and hotkey */
export async function makeWallet(home: string, name: string): Promise<[coldkey: string, hotkey: string]> {
  const { createHotkey } = await import("../../src/wallet/mod.ts");
  const { createColdkey } = await import("../../src/wallet/coldkey.ts");
  const location = { path: `${home}/.bittensor/wallets`, name, hotkey: "default" };
  const coldkey = await createColdkey(location, { password: null });
  const hotkey = await createHotkey(location, { password: null });
  return [coldkey.ss58, hotkey.ss58];
}
