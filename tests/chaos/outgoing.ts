import assert from "node:assert/strict";
import { until } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";
import type { Chaos } from "./kit.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Where a process and all its children connected to, as the operating system saw it: `address:port`. */
function connectionsOf(trace: string): string[] {
  return [...trace.matchAll(/connect\(\d+, \{sa_family=AF_INET6?, (.*?)\}, \d+\)/g)].map(([, text]) => {
    const port = /sin6?_port=htons\((\d+)\)/.exec(text!)?.[1];
    const address = /inet_addr\("([^"]+)"\)/.exec(text!)?.[1] ??
      /inet_pton\(AF_INET6, "([^"]+)"/.exec(text!)?.[1];
    return `${address}:${port}`;
  });
}

/**
 * A miner and a validator run under the eye of the operating system (`strace`): every address they connect to is the chain's
 * endpoint or an axon of the metagraph, and nothing else.
 */
export async function outgoing(chaos: Chaos): Promise<void> {
  await withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
    assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
    const children: Deno.ChildProcess[] = [];
    const traced = (name: string, args: string[]) => {
      const trace = `${subnet.home}/${name}.trace`;
      const child = new Deno.Command("strace", {
        args: [
          ..."-f -qq --seccomp-bpf -s 200 -e trace=connect -e signal=none -o".split(" "),
          trace,
          ...[Deno.execPath(), "run", "-P", "--quiet", MAIN, ...args],
          `--subtensor.chain_endpoint=${subnet.endpoint}`,
        ],
        clearEnv: true,
        env: {
          PATH: Deno.env.get("PATH") ?? "",
          HOME: subnet.home,
          DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
          NO_COLOR: "1",
          // As the launcher sets it: the runtime would else ask its maker for a newer version once a day.
          DENO_NO_UPDATE_CHECK: "1",
        },
        stdout: "null",
        stderr: "piped",
      }).spawn();
      children.push(child);
      const told = { text: "" };
      void (async () => {
        for await (const piece of child.stderr.pipeThrough(new TextDecoderStream())) told.text += piece;
      })();
      return { trace, told };
    };
    try {
      const miner = traced("miner", [
        "miner",
        "--wallet.name=min",
        "--neuron.engine=retrieval",
        "--axon.port=0",
      ]);
      await until(
        () => /announced 127\.0\.0\.1:\d+/.test(miner.told.text),
        90_000,
        `a miner: ${miner.told.text}`,
      );
      const axonPort = /announced 127\.0\.0\.1:(\d+)/.exec(miner.told.text)![1]!;
      const validator = traced("validator", [
        "validator",
        "--wallet.name=val",
        "--neuron.engine=retrieval",
        "--neuron.tasks=math,sentiment",
        "--neuron.epoch_length=5",
      ]);
      await until(
        () => /step 12 /.test(validator.told.text),
        120_000,
        `twelve steps: ${validator.told.text.slice(-500)}`,
      );
      await until(() => /weights for \d+ uids are on chain/.test(validator.told.text), 60_000, "weights");
      const endpoint = new URL(subnet.endpoint).host;
      const axon = `127.0.0.1:${axonPort}`;
      const made = {
        miner: connectionsOf(await Deno.readTextFile(miner.trace)),
        validator: connectionsOf(await Deno.readTextFile(validator.trace)),
      };
      assert.deepEqual([...new Set(made.miner)], [endpoint], "the miner");
      assert.deepEqual([...new Set(made.validator)].sort(), [axon, endpoint].sort(), "the validator");
      chaos.inject(made.miner.length + made.validator.length);
      chaos.note(
        `${made.miner.length} connections of a miner, ${made.validator.length} of a validator, all traced`,
      );
    } finally {
      // The tracer hands the signal on to nobody: end what it started first.
      for (const child of children) {
        new Deno.Command("pkill", { args: ["-KILL", "-P", String(child.pid)] }).outputSync();
        try {
          child.kill("SIGKILL");
        } catch { /* it ended with its child */ }
        await child.status;
      }
    }
  });
}
