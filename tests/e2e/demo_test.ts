import assert from "node:assert/strict";
import type { DemoSummary } from "../../neurons/mod.ts";
import { runCli, startCli } from "../kit/cli.ts";
import { full, until, withTempDir } from "../kit/mod.ts";

/** What must be equal for equal seeds (docs/interface.md#json-shapes). */
function repeatable(summary: DemoSummary) {
  return {
    miners: summary.miners.map(({ uid, kind, score, weight }) => ({ uid, kind, score, weight })),
    weights: { uids: summary.weights.uids, values: summary.weights.values },
    tasks: summary.tasks,
  };
}

function weightOf(summary: DemoSummary, kind: string): number {
  return summary.miners.find((m) => m.kind === kind)!.weight;
}

async function demo(home: string, ...args: string[]): Promise<DemoSummary> {
  const { code, stdout, stderr } = await runCli(["demo", "--json", ...args], { home, timeoutMs: 120_000 });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

full("whatever the seed, those who own more of the texts are paid more", () =>
  withTempDir(async (home) => {
    const orders = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const seed = crypto.randomUUID();
      const summary = await demo(home, `--seed=${seed}`);
      const [all, tenth] = [weightOf(summary, "retrieval-100"), weightOf(summary, "retrieval-10")];
      const worst = Math.min(weightOf(summary, "phrase"), weightOf(summary, "echo"));
      assert.ok(all > tenth && tenth > worst, `seed ${seed}: ${all} > ${tenth} > ${worst}`);
      assert.equal(summary.steps, 12);
      assert.equal(summary.failures, 0);
      assert.equal(summary.miners.length, 6);
      assert.ok(summary.miners.some((m) => m.incentive > 0), "the chain paid somebody");
      const ranked = summary.weights.uids.map((uid, k) => [uid, summary.weights.values[k]]);
      for (const [uid, value] of ranked) {
        assert.equal(summary.miners.find((m) => m.uid === uid)?.weight, value);
      }
      orders.add(summary.miners.map((m) => m.kind).join());
    }
    assert.ok(orders.size > 1, "uids are shuffled by the seed");
  }));

full("equal seeds give equal results", () =>
  withTempDir(async (home) => {
    const [a, b] = [
      await demo(home, "--seed=twice", "--steps=8"),
      await demo(home, "--seed=twice", "--steps=8"),
    ];
    assert.deepEqual(repeatable(a), repeatable(b));
    assert.ok(a.seconds < 60 && b.seconds < 60);
  }));

full("it asks about the operator's own texts", () =>
  withTempDir(async (home) => {
    await Deno.mkdir(`${home}/texts`);
    for (const [i, town] of ["Arnsgrund", "Bellmoor", "Carsted"].entries()) {
      const sentences = Array.from(
        { length: 12 },
        (_, k) =>
          `In its chapter number ${k} the chronicle of ${town} praises the ${
            ["miller", "smith", "baker"][k % 3]
          } of the ${k + i} bridges and the ${town} river.`,
      );
      await Deno.writeTextFile(
        `${home}/texts/${town}.txt`,
        `The town of ${town} was founded on March ${i + 3}, 174${i}. ${sentences.join(" ")}`,
      );
    }
    const run = startCli([
      "demo",
      "--steps=3",
      "--tasks=qa,date_qa",
      `--dataset.path=${home}/texts`,
      "--json",
      "--logging.debug",
    ], { home });
    const { code, stdout, stderr } = await run.finished(120_000);
    assert.equal(code, 0, stderr);
    const summary: DemoSummary = JSON.parse(stdout);
    assert.equal(summary.steps, 3);
    assert.ok(weightOf(summary, "retrieval-100") > 0);
  }));

full(
  "an outsider joins a running demo, answers nonsense, and a script of its own reads the same weights from the chain",
  () =>
    withTempDir(async (home) => {
      const { createHotkey } = await import("../../src/wallet/mod.ts");
      const { createColdkey } = await import("../../src/wallet/coldkey.ts");
      const location = { path: `${home}/.bittensor/wallets`, name: "guest", hotkey: "default" };
      const coldkey = await createColdkey(location, { password: null });
      const hotkey = await createHotkey(location, { password: null });

      const running = startCli(
        ["demo", "--steps=0", "--block-ms=40", `--fund=${coldkey.ss58}:100`, "--json"],
        { home },
      );
      let miner: ReturnType<typeof startCli> | undefined;
      try {
        const [, endpoint] = await running.waitFor(/chain (ws:\/\/\S+) · validator uid/, "stderr", 60_000);
        const network = `--subtensor.chain_endpoint=${endpoint}`;
        const registered = await runCli(["register", network, "--wallet.name=guest", "--yes", "--json"], {
          home,
        });
        assert.equal(registered.code, 0, registered.stderr);
        const { uid } = JSON.parse(registered.stdout);
        miner = startCli(
          ["miner", network, "--wallet.name=guest", "--neuron.engine=phrase", "--axon.port=0"],
          { home },
        );
        await miner.waitFor(/announced/, "stderr");

        const { ApiPromise, WsProvider } = await import("@polkadot/api");
        const api = await ApiPromise.create({ provider: new WsProvider(endpoint!), noInitWarn: true });
        let onChain: [number, number][] = [];
        // deno-lint-ignore no-explicit-any
        await (api.query as any).subtensorModule.weights(1, 0, (row: any) => onChain = row.toJSON());
        const stepNow = () => Number([...running.stderr().matchAll(/^step (\d+)/gm)].at(-1)?.[1] ?? 0);
        const from = stepNow();
        await until(() => stepNow() >= from + 8, 60_000, "eight more steps");

        const [, page] = await running.waitFor(/dashboard (http:\S+)/, "stderr");
        const state = await (await fetch(`${page}api/state`)).json();
        assert.equal(state.kind, "demo");
        assert.deepEqual(state.alarms, []);
        assert.equal(state.validator.miners.length, 7, "six miners and the guest");
        assert.ok(
          state.validator.conversations[0].responses.some((r: { terms: unknown[] }) => r.terms.length > 0),
        );

        const metrics = await (await fetch(`${page}metrics`)).text();
        assert.match(metrics, /^sn1_build_info\{version="[^"]+",neuron="demo"\} 1$/m);
        assert.match(metrics, /^sn1_validator_steps_total\{task="\w+",outcome="scored"\} [1-9]/m);
        assert.doesNotMatch(metrics, /^sn1_axon_requests_total/m, "the miners count nowhere");

        running.kill("SIGINT");
        const { code, stdout } = await running.finished(30_000);
        assert.equal(code, 0);
        const summary: DemoSummary = JSON.parse(stdout);
        const guest = summary.miners.find((m) => m.hotkey === hotkey.ss58)!;
        assert.equal(guest.uid, uid);
        assert.equal(guest.kind, "guest");
        for (const kind of ["retrieval-100", "retrieval-50"]) {
          assert.ok(guest.weight < weightOf(summary, kind), kind);
        }
        assert.deepEqual(onChain, summary.weights.uids.map((u, i) => [u, summary.weights.values[i]]));
        await api.disconnect();
      } finally {
        miner?.kill("SIGKILL");
        running.kill("SIGKILL");
        await miner?.finished(5000).catch(() => {});
        await running.finished(5000).catch(() => {});
      }
    }),
  { sanitizeOps: false, sanitizeResources: false },
);
