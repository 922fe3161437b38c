import assert from "node:assert/strict";
import { runCli } from "../kit/cli.ts";
import { full, withTempDir } from "../kit/mod.ts";

/** The built file names the published package, which needs the registry; from source, the checkout is linked. */
const fromSource = true;
const root = new URL("../../", import.meta.url).pathname;

/** Runs deno in a folder outside of the project, with the packages this machine has. */
async function deno(folder: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(180_000),
  }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

const ENGINES = { task: "echo", reward: "retrieval", dataset: "echo", engine: "parrot" } as const;
const TASKS = { task: "reverse", reward: "short_qa", dataset: "proverb", engine: "qa" } as const;

for (const kind of ["task", "reward", "dataset", "engine"] as const) {
  full(
    `sn1 new ${kind} writes a plugin whose own test passes and which a rehearsal loads`,
    () =>
      withTempDir(async (home) => {
        const made = await runCli(["new", kind, `${home}/own`, "--json"], { home, fromSource });
        assert.equal(made.code, 0, made.stderr);
        assert.deepEqual(JSON.parse(made.stdout).files, ["plugin.ts", "plugin_test.ts", "deno.json"]);
        const tested = await deno(`${home}/own`, "test");
        assert.equal(tested.code, 0, tested.text);
        assert.match(tested.text, /1 passed \| 0 failed/);
        const formatted = await deno(`${home}/own`, "fmt", "--check");
        assert.equal(formatted.code, 0, formatted.text);
        const { code, stdout, stderr } = await runCli([
          "rehearse",
          `--plugin=${home}/own/plugin.ts`,
          `--tasks=${TASKS[kind]}`,
          `--neuron.engine=${ENGINES[kind]}`,
          "--steps=2",
          "--bursts=0",
          "--json",
        ], { home, timeoutMs: 120_000 });
        assert.equal(code, 0, stderr);
        const report = JSON.parse(stdout);
        assert.equal(report.perTask[TASKS[kind]].steps, 2, stderr);
        assert.equal(report.perTask[TASKS[kind]].failures, 0);
        assert.ok(report.meanReward > 0 || kind === "engine", "the reward of the plugin counts");
        const again = await runCli(["new", kind, `${home}/own`], { home, fromSource });
        assert.equal(again.code, 2, "nothing is overwritten");
      }),
  );
}

full(
  "a plugin that is wrong ends the start with its file and export; .env names none",
  () =>
    withTempDir(async (home) => {
      await Deno.writeTextFile(
        `${home}/wrong.ts`,
        `export default { name: "wrong", engines: { Wrong: 1 } };`,
      );
      const args = ["rehearse", "--tasks=qa", "--neuron.engine=echo", "--steps=1", "--bursts=0"];
      const wrong = await runCli([...args, `--plugin=${home}/wrong.ts`], { home });
      assert.equal(wrong.code, 2, wrong.stderr);
      assert.match(wrong.stderr, /plugin ".*wrong\.ts": default export: engines\.Wrong/);
      const missing = await runCli([...args, `--plugin=${home}/none.ts`], { home });
      assert.equal(missing.code, 2, missing.stderr);
      assert.match(missing.stderr, /none\.ts/);
      const { parseLine } = await import("../../src/cli/flags/parse.ts");
      const { resolveFlags } = await import("../../src/cli/flags/resolve.ts");
      const { default: { flags } } = await import("../../src/cli/commands/miner_command.ts");
      const layers = { config: {}, env: () => undefined, dotEnv: { BT_PLUGIN: `${home}/wrong.ts` } };
      assert.deepEqual(resolveFlags(flags, parseLine([], flags), layers).values.plugin, []);
    }),
);

full(
  "the tutorial's files, written into an empty folder, run as the page says",
  () =>
    withTempDir(async (home) => {
      const page = await Deno.readTextFile(`${root}docs/tutorial.md`);
      const blocks = [...page.matchAll(/^`([\w.]+)`:\n\n```ts\n([^]*?)^```$/gm)];
      const names = blocks.map(([, name]) => name!);
      assert.deepEqual(names, [
        "synapse.ts",
        "reward.ts",
        "miner.ts",
        "validator.ts",
        "main.ts",
        "subnet_test.ts",
      ]);
      const config = JSON.parse(/```json\n([^]*?)```/.exec(page)![1]!);
      await Deno.writeTextFile(`${home}/deno.json`, JSON.stringify({ ...config, links: [root] }));
      for (const [, name, text] of blocks) await Deno.writeTextFile(`${home}/${name}`, text!);
      const started = performance.now();
      const run = await deno(home, "run", "-A", "main.ts");
      assert.equal(run.code, 0, run.text);
      const [, honest, lazy] = /scores 0\.000 ([\d.]+) ([\d.]+)/.exec(run.text)!.map(Number);
      assert.ok(honest! > 0.8 && honest! > lazy!, run.text);
      const { uids, values } = JSON.parse(/weights on chain (.*)/.exec(run.text)![1]!);
      assert.equal(values[uids.indexOf(1)], 65535);
      const tested = await deno(home, "test");
      assert.equal(tested.code, 0, tested.text);
      assert.ok(performance.now() - started < 15 * 60_000);

      // `sn1 new subnet` writes the same files, and they are formatted.
      const made = await runCli(["new", "subnet", `${home}/new`], { home, fromSource });
      assert.equal(made.code, 0, made.stderr);
      for (const [, name, text] of blocks) {
        assert.equal(
          await Deno.readTextFile(`${home}/new/${name}`),
          text,
          `${name} of the page and of sn1 new`,
        );
      }
      for (const args of [["fmt", "--check"]]) {
        const { code, text } = await deno(`${home}/new`, ...args);
        assert.equal(code, 0, text);
      }
    }),
);
