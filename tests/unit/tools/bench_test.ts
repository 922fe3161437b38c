import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import { GROUPS } from "../../../tools/bench/groups.data.ts";
import { NOTES } from "../../../tools/bench/notes.data.ts";
import { groupOf, meetsTarget, performancePage } from "../../../tools/bench/page.ts";
import { mergeResults, type Results } from "../../../tools/bench/results.ts";

const root = new URL("../../../", import.meta.url).pathname;
const RUN = { date: "2026-01-02", machine: "a machine" };
/** Names of the benchmarks, without the engine's grid. */
const CONTRACT =
  ("goodput.burst axon.verified axon.refused axon.ttft axon.flood_known axon.flood_unknown dendrite.fanout16 " +
    "dendrite.fanout64 dendrite.fanout256 dendrite.spread256 rewards.rouge_l rewards.step100 embed.batch metagraph.n256 " +
    "startup.help startup.first_answer rss.miner rss.validator step.n16 step.n1024 localnet.block store.step")
    .split(" ");

Deno.test("every benchmark has a note and a group", () => {
  for (const name of CONTRACT) {
    assert.ok(NOTES.some((note) => note.name === name), name);
    assert.ok(groupOf(name), name);
  }
  assert.equal(groupOf("startup.help")!.file, "tests/bench/system_bench.ts");
  assert.equal(groupOf("startup.first_answer")!.file, "tests/bench/neurons_bench.ts");
  assert.equal(groupOf("nothing.of_ours"), undefined);
  assert.equal(new Set(NOTES.map(({ name }) => name)).size, NOTES.length);
});

Deno.test("a run replaces its own numbers and leaves the others", () => {
  const before: Results = {
    "axon.ttft": { unit: "ms", value: 9, ...RUN },
    "rss.miner": { unit: "MB", ...RUN },
  };
  const line = { name: "axon.ttft", unit: "ms", value: 2, n: 5, baseline: 4, ratio: 2 };
  const after = mergeResults(before, [line], { date: "2026-02-03", machine: "another" });
  assert.deepEqual(after["axon.ttft"], {
    unit: "ms",
    value: 2,
    n: 5,
    baseline: 4,
    ratio: 2,
    date: "2026-02-03",
    machine: "another",
  });
  assert.equal(after["rss.miner"], before["rss.miner"]);
});

Deno.test("targets are judged by ratio, by the lower end of a range, or by value", () => {
  const meets = (
    target: NonNullable<(typeof NOTES)[number]["target"]>,
    result: { value?: number; ratio?: number | string },
  ) => meetsTarget({ name: "x", target }, { unit: "ms", ...RUN, ...result });
  assert.equal(meets({ ratio: 0.83 }, { value: 5, ratio: 0.82 }), false);
  assert.equal(meets({ ratio: 4 }, { ratio: "3.8 – 6.0" }), false);
  assert.equal(meets({ ratio: 4 }, { ratio: "4.1 – 6.0" }), true);
  assert.equal(meets({ ratio: 4 }, { value: 3 }), null);
  assert.equal(meets({ most: 20 }, { value: 20 }), true);
  assert.equal(meets({ least: 0.8 }, { value: 0.79 }), false);
});

Deno.test("the page shows values, targets, notes and what is below its target", () => {
  const page = performancePage({
    "axon.flood_known": { unit: "ms", value: 8, baseline: 4, ratio: 0.5, n: 5, ...RUN },
    "axon.ttft": { unit: "ms", value: 2, n: 5, ...RUN },
  });
  assert.match(page, /Below their targets: `axon\.flood_known`;/);
  assert.match(page, /\| `axon\.flood_known` \| 8 ms \| 4 ms \| 0\.50 \| ratio ≥ 0\.83 ✗ \| 2026-01-02 \|/);
  assert.match(page, /\| `axon\.ttft` \| 2 ms (?:\| {2}){3}\| 2026-01-02 \|/);
  assert.match(page, /- `axon\.flood_known`: The same with a registered hotkey/);
  assert.match(
    page,
    /## Dendrite\n\n```\ndeno task bench dendrite\n```\n\nBaseline: .*\n\nNot measured yet\./,
  );
});

full("docs/performance.md is the page of the stored results, and its programs exist", async () => {
  const stored = JSON.parse(await Deno.readTextFile(`${root}docs/assets/bench.json`));
  for (const name of Object.keys(stored)) assert.ok(groupOf(name), name);
  for (const { file } of GROUPS) assert.ok((await Deno.stat(root + file)).isFile, file);
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=md", "--config", `${root}deno.json`, "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = fmt.stdin.getWriter();
  await writer.write(new TextEncoder().encode(performancePage(stored)));
  await writer.close();
  const { stdout } = await fmt.output();
  assert.equal(await Deno.readTextFile(`${root}docs/performance.md`), new TextDecoder().decode(stdout));
});
