import { freshSeed, seededRandom, systemClock } from "../../base/mod.ts";
import type { DemoSummary, DemoView } from "../../../neurons/mod.ts";
import { type AddressAmount, addressAmount } from "../flags/account_flags.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { integer, list, text } from "../flags/flags.ts";
import { engineFlags, generalFlags, loggingFlags, pluginFlags } from "../flags/groups.ts";
import { loadPluginFiles } from "../startup/plugin_files.ts";
import { bar, liveBlock } from "../terminal/live_region.ts";
import { createLog, createMetrics, logLevel } from "../../telemetry/mod.ts";
import { paint, table } from "../terminal/output.ts";
import { openPages } from "../startup/operator_pages.ts";
import { USER_AGENT, VERSION } from "../version.ts";

const flags = {
  steps: integer({ help: "steps, then the summary; 0 = until stopped", default: 12, min: 0 }),
  seed: text({ help: "equal seeds give equal results" }),
  miners: integer({ help: "number of miners (engine kinds cycle)", default: 6, min: 1, max: 64 }),
  "block-ms": integer({ help: "length of a block of the local chain", default: 250, min: 10, max: 60_000 }),
  "dataset.path": { ...engineFlags["dataset.path"], help: "ask about your own texts (.txt, .md, .jsonl)" },
  tasks: list({ help: "tasks to ask", defaultText: "all that need no model", placeholder: "TASK …" }),
  "neuron.model_id": {
    ...engineFlags["neuron.model_id"],
    help: "folder of a model for the local miners (unset: an untrained tiny one)",
  },
  fund: list<AddressAmount>({
    help: "give an account TAO, so that it can join",
    item: addressAmount,
    placeholder: "SS58:TAO …",
  }),
  "dashboard.port": integer({
    help: "port of the dashboard on 127.0.0.1; 0 = any free port, -1 = off",
    default: 0,
    min: -1,
    max: 65535,
  }),
  "logging.debug": loggingFlags["logging.debug"],
  "logging.trace": loggingFlags["logging.trace"],
  ...pluginFlags,
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Runs a whole subnet on this machine, offline: a local chain, miners of different skill, a validator that asks, " +
    "scores and pays them. No language model is at work: the retrieval miners look answers up in 100, 50 and 10 percent of the texts.",
  examples: [
    "sn1 demo",
    "sn1 demo --steps 40 --seed 7",
    "sn1 demo --dataset.path ./my-texts",
    "sn1 demo --steps 0",
  ],
  run: demo,
});

async function demo({ flags, out, env, signal }: Context): Promise<void> {
  const [
    { DEMO_NOTE, runDemo },
    { kindsFor, MINER_KINDS },
    { kendallTau },
    { loadDocuments, MODEL_FREE_TASKS, openSources, taskShares },
  ] = await Promise.all([
    import("../../../neurons/demo/demo.ts"),
    import("../../../neurons/demo/kinds.ts"),
    import("../../../neurons/demo/summary.ts"),
    import("../../../tasks/mod.ts"),
  ]);
  const log = createLog({
    clock: systemClock,
    level: flags["logging.debug"] || flags["logging.trace"]
      ? logLevel({ debug: true, trace: flags["logging.trace"] })
      : "error",
  });
  const metrics = await createMetrics({ clock: systemClock, logger: log.logger });
  const live = liveBlock(out);
  const closers: (() => Promise<void>)[] = [];
  const seed = flags.seed ?? freshSeed();
  await loadPluginFiles(flags.plugin);
  const shares = taskShares(flags.tasks.length > 0 ? flags.tasks : MODEL_FREE_TASKS);
  try {
    const summary = await runDemo({
      steps: flags.steps,
      seed,
      kinds: kindsFor(flags.miners),
      blockMs: flags["block-ms"],
      version: VERSION,
      shares,
      modelFolder: flags["neuron.model_id"],
      fund: flags.fund.map(({ ss58, rao }) => ({ ss58, balanceRao: rao })),
    }, {
      documents: await loadDocuments(flags["dataset.path"]),
      sources: await openSources(
        { path: flags["dataset.path"], online: false },
        {
          clock: systemClock,
          logger: log.logger,
          random: seededRandom(seed),
          // Never called: the demo's sources are offline ones.
          fetch: () => Promise.reject(new Error("the demo works offline")),
          userAgent: USER_AGENT,
        },
        signal,
      ),
      env,
      clock: systemClock,
      logger: log.logger,
      metrics,
      onPhase: (phase) => out.terminal ? live.draw([paint(out, "dim", `${phase} …`)]) : out.note(phase),
      onReady: async (view) => {
        live.clear();
        const operator = await openPages(
          { "dashboard.port": flags["dashboard.port"], "metrics.port": -1 },
          view.pages,
          metrics,
          {
            clock: systemClock,
            logger: log.logger,
          },
        );
        closers.push(operator.close);
        for (const url of operator.urls) out.note(`dashboard ${url}`);
        out.note(
          `chain ${view.endpoint} · validator uid ${view.validator.uid} · ${flags.miners} miners on real sockets · seed ${seed}`,
        );
        out.note(DEMO_NOTE);
      },
      onStep: (record, view) => {
        const best = record.miners[record.best];
        const line = `step ${record.step}${
          flags.steps ? `/${flags.steps}` : ""
        } · ${record.task.name} · best uid ${best?.uid ?? "–"} ${best?.reward.toFixed(3) ?? ""}`;
        if (out.terminal) live.draw([line, paint(out, "dim", record.challenge), ...liveTable(view)]);
        else out.note(line);
      },
    }, signal);
    live.clear();
    out.result(summary);
    const coverage = new Map(MINER_KINDS.map((k) => [k.name, k.coverage]));
    const owners = summary.miners.filter((m) => typeof coverage.get(m.kind) === "number");
    const tau = kendallTau(owners.map((m) => coverage.get(m.kind)!), owners.map((m) => m.weight));
    for (const line of summaryLines(summary)) out.line(line);
    out.line(
      tau === null ? "" : `Kendall τ between coverage and weight of the retrieval miners: ${tau.toFixed(2)}`,
    );
  } finally {
    live.clear();
    for (const close of closers) await close();
    metrics.close();
    log.close();
  }
}

function liveTable({ validator, kinds, metagraph }: DemoView): string[] {
  const { scores } = validator;
  const rows = metagraph().neurons.filter((n) => n.uid !== validator.uid)
    .sort((a, b) => (scores[b.uid] ?? 0) - (scores[a.uid] ?? 0));
  const top = Math.max(1e-9, ...scores);
  return table([
    { title: "UID", value: (n) => n.uid, align: "right" },
    { title: "MINER", value: (n) => kinds.get(n.hotkey) ?? "guest" },
    { title: "SCORE", value: (n) => (scores[n.uid] ?? 0).toFixed(4), align: "right" },
    { title: "", value: (n) => bar((scores[n.uid] ?? 0) / top, 24) },
    { title: "INCENTIVE", value: (n) => n.incentive.toFixed(4), align: "right" },
  ], rows);
}

function summaryLines(summary: DemoSummary): string[] {
  const most = Math.max(1, ...summary.miners.map((m) => m.weight));
  return [
    "",
    ...table([
      { title: "UID", value: (m) => m.uid, align: "right" },
      { title: "MINER", value: (m) => m.kind },
      { title: "SCORE", value: (m) => m.score.toFixed(4), align: "right" },
      { title: "WEIGHT", value: (m) => m.weight, align: "right" },
      { title: "", value: (m) => bar(m.weight / most, 20) },
      { title: "INCENTIVE", value: (m) => m.incentive.toFixed(4), align: "right" },
      { title: "HOTKEY", value: (m) => m.hotkey.slice(0, 10) + "…" },
    ], summary.miners.toSorted((a, b) => b.weight - a.weight || a.uid - b.uid)),
    "",
    ...Object.entries(summary.tasks).map(([name, t]) =>
      `${name}: ${t.steps} steps, mean reward ${t.meanReward.toFixed(3)}`
    ),
    `${summary.steps} steps, ${summary.failures} failed requests, ${summary.seconds} s; weights read back from block ${summary.weights.block} of ${summary.endpoint}`,
  ];
}
