/**
 * Rules, configuration and `/metrics` before the real Prometheus. Debian: `apt-get install prometheus` (promtool is part
 * of it); elsewhere these tests are ignored, as tests/ignored.json says.
 */
import assert from "node:assert/strict";
import { systemClock } from "../../src/base/mod.ts";
import { full, until, withTempDir } from "../kit/mod.ts";
import { without } from "../kit/optional_programs.ts";
import { LocalReceiver } from "../kit/otlp_receiver.ts";
import { withSubnet } from "../kit/subnet.ts";

const FOLDER = new URL("../../docs/monitoring/", import.meta.url).pathname;
/** Waits of this file, ms: generous, machines are busy. */
const PATIENCE_MS = 60_000;

const skip = without("promtool", "prometheus");
const installedTools = skip === false;

/** Runs promtool in the folder of the rules. @returns what it wrote */
async function promtool(args: string[], stdin?: string): Promise<{ code: number; text: string }> {
  const child = new Deno.Command("promtool", {
    args,
    cwd: FOLDER,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A program that does not read closes the pipe.
  await writer.write(new TextEncoder().encode(stdin ?? "")).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

full("promtool accepts the rules and the example of a configuration", async () => {
  for (const args of [["check", "rules", "sn1.rules.yml"], ["check", "config", "prometheus.yml"]]) {
    const { code, text } = await promtool(args);
    assert.equal(code, 0, text);
    assert.match(text, /SUCCESS/);
  }
}, { skip });

full("each alert fires where it should and stays silent where it should (promtool test rules)", async () => {
  const { code, text } = await promtool(["test", "rules", "sn1.rules.test.yml"]);
  assert.equal(code, 0, text);
}, { skip });

full("the exposition of every metric there is passes promtool", async () => {
  const { createMetrics, METRICS } = await import("../../src/telemetry/mod.ts");
  const metrics = await createMetrics({ clock: systemClock, strict: true });
  for (const { name, type, labels = [], values = {} } of METRICS) {
    const some = Object.fromEntries(labels.map((label) => {
      const known = values[label]!;
      return [label, typeof known === "string" ? 'some "text"\\' : known[0]!];
    }));
    if (type === "counter") metrics.count(name, some);
    else if (type === "gauge") metrics.gauge(name, 1.5, some);
    else metrics.observe(name, 0.2, some);
  }
  const { code, text } = await promtool(["check", "metrics"], await metrics.exposition());
  metrics.close();
  assert.deepEqual([code, text.trim()], [0, ""]);
}, { skip });

/** What Prometheus says of its rules. */
interface RulesAnswer {
  data: {
    groups: { rules: { name: string; health: string; lastError?: string; evaluationTime: number }[] }[];
  };
}

full(
  "a running miner and validator serve their metrics and export their events; Prometheus judges every rule on them",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      const registered = await subnet.run(["register", "--wallet.name=min", "--yes", "--json"]);
      assert.equal(registered.code, 0, registered.stderr);
      const receiver = new LocalReceiver();
      const pages = ["--metrics.port=0", "--wandb.on", "--wandb.notes=a trial"];
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: await receiver.start() };
      const miner = subnet.start([
        "miner",
        "--wallet.name=min",
        "--neuron.engine=retrieval",
        "--axon.port=0",
        ...pages,
      ], { env });
      await miner.waitFor(/announced 127\.0\.0\.1:\d+/, "stderr", PATIENCE_MS);
      const validator = subnet.start([
        "validator",
        "--wallet.name=val",
        "--neuron.engine=retrieval",
        "--neuron.tasks=math",
        "--neuron.epoch_length=5",
        ...pages,
      ], { env });
      await validator.waitFor(/weights for \d+ uids are on chain/, "stderr", PATIENCE_MS);
      const targets: string[] = [];
      for (
        const [process, neuron, wanted] of [
          [miner, "miner", [
            "axon_ttft_seconds_count",
            "neuron_pruning_rank",
            "disk_free_bytes",
            "store_bytes",
          ]],
          [validator, "validator", ["validator_reward_count", "weights_age_blocks", "store_seconds_count"]],
        ] as const
      ) {
        const [, url] = await process.waitFor(/operator pages: (http:[^\s"]+)/, "stderr", PATIENCE_MS);
        targets.push(new URL(url!).host);
        let text = "";
        await until(
          async () => {
            text = await (await fetch(`${url}metrics`)).text();
            return wanted.every((name) => new RegExp(`^sn1_${name}(\\{.*\\})? [^0]`, "m").test(text));
          },
          PATIENCE_MS,
          `${neuron}: ${wanted.join(", ")}`,
        );
        assert.match(text, new RegExp(`^sn1_build_info\\{version="[^"]+",neuron="${neuron}"\\} 1$`, "m"));
        if (!installedTools) continue;
        const checked = await promtool(["check", "metrics"], text);
        assert.deepEqual([checked.code, checked.text.trim()], [0, ""]);
      }
      if (installedTools) await withTempDir((dir) => scrape(dir, targets));
      await checkEvents(receiver, subnet.hotkeys);
      assert.match(validator.stderr(), /wandb has no maintained JavaScript client/);
      await receiver.stop();
    }),
);

/** What wandb had: who sent it, every step with the keys of the Python log, every request. */
async function checkEvents(receiver: LocalReceiver, hotkeys: Record<string, string>): Promise<void> {
  const of = (service: string, name: string) =>
    receiver.events.find((event) => event.resource["service.name"] === service && event.name === name);
  await until(() => !!of("sn1-validator", "step") && !!of("sn1-miner", "request"), PATIENCE_MS, "events");
  const step = of("sn1-validator", "step")!;
  assert.equal(step.resource["service.instance.id"], hotkeys.val);
  assert.equal(step.resource["sn1.notes"], "a trial");
  assert.ok((step.resource["sn1.tags"] as string[]).includes("netuid_1"));
  for (const key of ["challenge", "reference", "rewards", "uids", "completions", "float_diff_raw_reward"]) {
    assert.ok(key in step.body, key);
  }
  assert.deepEqual(step.body.uids, [1]);
  const request = of("sn1-miner", "request")!;
  assert.equal(request.body.validator_hotkey, hotkeys.val);
  assert.equal(request.body.miner_uid, 1);
  assert.ok(String(request.body.prompt).length > 5);
  assert.equal(of("sn1-miner", "run")!.body.kind, "miner");
}

/** Lets a real Prometheus read the targets and judge every rule of ours. */
async function scrape(dir: string, targets: string[]): Promise<void> {
  const rules = await Deno.readTextFile(`${FOLDER}sn1.rules.yml`);
  await Deno.writeTextFile(`${dir}/sn1.rules.yml`, rules);
  const config = (await Deno.readTextFile(`${FOLDER}prometheus.yml`))
    .replace(/^( +- )targets: \[.*?\]/m, `$1targets: ${JSON.stringify(targets)}`).replaceAll("15s", "1s");
  await Deno.writeTextFile(`${dir}/prometheus.yml`, config);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const prometheus = new Deno.Command("prometheus", {
    args: [
      `--config.file=${dir}/prometheus.yml`,
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const api = async <T>(path: string): Promise<T | null> => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
      if (response.ok) return await response.json();
      await response.body?.cancel();
    } catch {
      // Not listening yet.
    }
    return null;
  };
  try {
    const seen = async () => {
      const answer = await api<{ data: { result: unknown[] } }>(
        "query?query=count(sn1_build_info)by(neuron)",
      );
      return answer?.data.result.length === 2;
    };
    await until(seen, PATIENCE_MS, "reading both neurons");
    const judged = async () => {
      const answer = await api<RulesAnswer>("rules");
      const all = answer?.data.groups.flatMap((group) => group.rules) ?? [];
      const bad = all.filter(({ health }) => health !== "ok" && health !== "unknown");
      assert.deepEqual(bad.map(({ name, lastError }) => `${name}: ${lastError}`), []);
      return all.length === rules.match(/- alert:/g)?.length && all.every(({ health }) => health === "ok");
    };
    await until(judged, PATIENCE_MS, "judging every rule");
  } finally {
    prometheus.kill("SIGTERM");
    await prometheus.status;
  }
}
