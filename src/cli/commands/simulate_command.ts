import { freshSeed, nullLogger, nullMetrics, seededRandom, systemClock } from "../../base/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { choice, integer, list, path, text } from "../flags/flags.ts";
import { engineFlags, generalFlags } from "../flags/groups.ts";
import { bar, liveBlock } from "../terminal/live_region.ts";
import { table } from "../terminal/output.ts";
import { USER_AGENT } from "../version.ts";

const flags = {
  "reward.profile": choice(["v2.3", "v2.5", "hardened"], { help: "rules of scoring", default: "v2.5" }),
  seeds: integer({
    help: "populations to run; the interval narrows with their number",
    default: 5,
    min: 1,
    max: 1000,
  }),
  steps: integer({
    help: "rounds per population: every validator asks once, then an epoch pays",
    default: 100,
    min: 1,
  }),
  seed: text({ help: "equal seeds give equal results" }),
  strategies: list({ help: "only these strategies", defaultText: "all", placeholder: "NAME …" }),
  tasks: list({ help: "tasks to ask", defaultText: "all that need no model", placeholder: "TASK …" }),
  plot: path({
    help: "also draw it: shares with their intervals, pay against quality, and how shares settle, as SVG",
    placeholder: "FILE.svg",
  }),
  "dataset.path": { ...engineFlags["dataset.path"], help: "ask about your own texts" },
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Runs the incentive mechanism without a chain: three validators with the real tasks, rewards, scores, weights and " +
    "epoch pay a population of honest and dishonest miners. Prints what each strategy earns, and how well pay " +
    "follows true quality (facts in the answers, judged without the rewards).",
  examples: [
    "sn1 simulate",
    "sn1 simulate --reward.profile hardened --seeds 10 --steps 200 --seed 1",
    "sn1 simulate --strategies honest-strong shared-answers --json",
    "sn1 simulate --plot shares.svg",
  ],
  run: runSimulate,
});

async function runSimulate({ flags, out, env, signal }: Context): Promise<void> {
  const [{ simulate }, { STRATEGIES }, { loadDocuments, MODEL_FREE_TASKS, openSources, taskShares }] =
    await Promise.all([
      import("../../../neurons/simulate/simulate.ts"),
      import("../../../neurons/simulate/strategies.ts"),
      import("../../../tasks/mod.ts"),
    ]);
  const unknown = flags.strategies.find((name) => !STRATEGIES.some((strategy) => strategy.name === name));
  if (unknown !== undefined) {
    throw new CliError("usage", `no strategy is named "${unknown}"`, {
      hint: STRATEGIES.map(({ name }) => name).join(", "),
    });
  }
  const strategies = STRATEGIES.filter(({ name }) =>
    flags.strategies.length === 0 || flags.strategies.includes(name)
  );
  // Before the work, not after it.
  if (flags.plot !== undefined) await checkPlace(flags.plot);
  const seed = flags.seed ?? freshSeed();
  const basics = {
    clock: systemClock,
    random: seededRandom(seed),
    logger: nullLogger,
    metrics: nullMetrics,
  };
  const live = liveBlock(out);
  const total = flags.seeds * flags.steps;
  const sources = await openSources(
    { path: flags["dataset.path"], online: false },
    {
      ...basics,
      // Never called: these sources are offline ones.
      fetch: () => Promise.reject(new Error("a simulation works offline")),
      userAgent: USER_AGENT,
    },
    signal,
  );
  const result = await simulate({
    profile: flags["reward.profile"],
    seeds: flags.seeds,
    steps: flags.steps,
    seed,
    shares: taskShares(flags.tasks.length > 0 ? flags.tasks : MODEL_FREE_TASKS),
    strategies,
  }, {
    ...basics,
    env,
    sources,
    documents: await loadDocuments(flags["dataset.path"]),
    onProgress: (population, round) => {
      const done = population * flags.steps + round;
      live.draw([`population ${population + 1} of ${flags.seeds}  ${bar(done / total, 30)} round ${round}`]);
    },
  }, signal).finally(() => live.clear());
  if (flags.plot !== undefined) {
    const { simulationPlot } = await import("../../../neurons/simulate/plot/mechanism_plot.ts");
    await Deno.writeTextFile(flags.plot, simulationPlot(result));
    out.note(`drawn: ${flags.plot}`);
  }
  out.result(result);
  out.line(
    `profile ${result.profile} · ${result.seeds} populations of ${result.steps} rounds · seed ${seed}`,
  );
  const most = Math.max(...result.strategies.map(({ share, miners }) => share / miners), 1e-9);
  const percent = (share: number) => (share * 100).toFixed(1);
  const lines = table([
    { title: "STRATEGY", value: (s) => s.name },
    { title: "MINERS", value: (s) => s.miners, align: "right" },
    { title: "QUALITY", value: (s) => s.quality.toFixed(3), align: "right" },
    { title: "SHARE %", value: (s) => percent(s.share), align: "right" },
    { title: "95 %", value: (s) => `${percent(s.ci95[0])}–${percent(s.ci95[1])}`, align: "right" },
    { title: "PER MINER", value: (s) => bar(s.share / s.miners / most, 24) },
  ], result.strategies.toSorted((a, b) => b.share / b.miners - a.share / a.miners));
  for (const line of lines) out.line(line);
  const tau = result.kendallTau === null ? "not defined" : result.kendallTau.toFixed(2);
  out.line(
    `\nKendall τ between true quality and weight: ${tau}; shares settle after ${
      result.stepsToConverge ?? `more than ${result.steps}`
    } rounds`,
  );
}

/** @throws CliError `usage` when no file can be written there */
async function checkPlace(file: string): Promise<void> {
  const folder = file.includes("/") ? file.replace(/[^/]*$/, "") : ".";
  const found = await Deno.stat(folder).catch(() => null);
  if (found?.isDirectory !== true || /(^|\/)$/.test(file)) {
    throw new CliError("usage", `--plot ${file}: there is no folder ${folder}, or no name of a file`, {
      hint: "--plot FILE.svg, in a folder that exists",
    });
  }
}
