import { PackageError } from "../../base/mod.ts";
import { stripControl } from "../../text/mod.ts";
import type { Embedder } from "../../llm/mod.ts";
import type { Candidate, Rehearsal } from "../../../neurons/mod.ts";
import { answerFlags, answerOptions } from "../flags/answer_flags.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { loadEmbedderFor, loadEngineFor } from "../startup/engines.ts";
import { axonAddress } from "../flags/address_flags.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { choice, integer, list, number, text } from "../flags/flags.ts";
import {
  engineFlag,
  engineFlags,
  generalFlags,
  modelOptions,
  pluginFlags,
  walletFlags,
} from "../flags/groups.ts";
import { loadPluginFiles } from "../startup/plugin_files.ts";
import { bar, liveBlock } from "../terminal/live_region.ts";
import { type Basics, quietBasics } from "../startup/open_neuron.ts";
import { paint, table } from "../terminal/output.ts";
import { passwordSource } from "../startup/ask_passwords.ts";
import { USER_AGENT } from "../version.ts";

const flags = {
  axon: axonAddress({ help: "rehearse this axon instead of starting an engine here" }),
  target: text({ help: "hotkey of that axon", placeholder: "SS58" }),
  steps: integer({ help: "questions to ask", default: 20, min: 1, max: 10_000 }),
  bursts: integer({ help: "bursts after the steps", default: 2, min: 0, max: 100 }),
  "burst-size": integer({ help: "validators that ask at once in a burst", default: 16, min: 1, max: 64 }),
  tasks: list({ help: "tasks to ask", defaultText: "all that need no model", placeholder: "TASK …" }),
  "neuron.timeout": number({
    help: "seconds a validator waits [15, with v2.3: 10]",
    min: 0.1,
    max: 600,
    aliases: ["timeout"],
  }),
  "reward.profile": choice(["v2.3", "v2.5", "hardened"], { help: "rules of scoring", default: "v2.5" }),
  "reward.model_id": text({
    help: "embedding model of the relevance reward; without it counted words stand in",
    default: "WhereIsAI/UAE-Large-V1",
    ...modelOptions,
  }),
  "neuron.engine": engineFlag("engine to rehearse: local, openai, retrieval, exec:CMD, echo, phrase or mock"),
  ...engineFlags,
  ...answerFlags,
  ...walletFlags,
  seed: text({ help: "equal seeds ask equal questions" }),
  ...pluginFlags,
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

export default defineCommand({
  flags,
  description:
    "Plays validator against a miner before a place is paid for: real tasks and rewards over a real socket, beside " +
    "reference miners that know all, half and a tenth of the texts, then bursts. Without --axon the engine of the " +
    "miner's flags is started here; neither wallet nor chain is needed then. Exit 1 when nothing was answered.",
  examples: [
    "sn1 rehearse --neuron.engine retrieval",
    "sn1 rehearse --neuron.model_id ./my-model --steps 50",
    "sn1 rehearse --axon 203.0.113.5:8091 --target 5F… --wallet.name me --wallet.hotkey miner1",
  ],
  run: runRehearse,
});

async function runRehearse({ flags, out, env, signal }: Context): Promise<number> {
  const [{ rehearse }, { loadDocuments, MODEL_FREE_TASKS, openSources, taskShares }, { PROFILES }] =
    await Promise.all([
      import("../../../neurons/rehearse/rehearse.ts"),
      import("../../../tasks/mod.ts"),
      import("../../../rewards/mod.ts"),
    ]);
  await loadPluginFiles(flags.plugin);
  const basics = quietBasics(flags.seed);
  const shares = taskShares(flags.tasks.length > 0 ? flags.tasks : MODEL_FREE_TASKS);
  const live = liveBlock(out);
  const phase = (words: string) => live.draw([paint(out, "dim", `${words} …`)]);
  phase("getting ready");
  const candidate = await findCandidate(flags, env, basics, signal);
  try {
    const embedder = await openEmbedder(flags["reward.model_id"], env, basics, out, signal);
    try {
      const path = flags["dataset.path"];
      const offline = () => Promise.reject(new Error("a rehearsal asks about texts that are here"));
      const report = await rehearse(
        {
          steps: flags.steps,
          shares,
          profile: flags["reward.profile"],
          timeoutMs: (flags["neuron.timeout"] ?? PROFILES[flags["reward.profile"]].timeoutS) * 1000,
          bursts: { count: flags.bursts, size: flags["burst-size"] },
          seed: flags.seed ?? crypto.randomUUID(),
        },
        candidate,
        {
          ...basics,
          env,
          embedder,
          sources: await openSources(
            { path, online: false },
            { ...basics, fetch: offline, userAgent: USER_AGENT },
            signal,
          ),
          documents: await loadDocuments(path),
          onPhase: phase,
          onStep(record, step) {
            const own = record.miners[0]!;
            live.clear();
            out.note(
              `step ${step}/${flags.steps}  ${record.task.name.padEnd(13)}  ${own.statusCode}  reward ${
                own.reward.toFixed(3)
              }  first ${ms(own.ttftMs)}  ${stripControl(own.statusMessage, true).slice(0, 60)}`,
            );
          },
        },
        signal,
      );
      live.clear();
      out.result(report);
      show(report, out);
      return answeredNothing(report) && !signal.aborted ? EXIT.failure : EXIT.ok;
    } finally {
      await embedder.close();
    }
  } finally {
    live.clear();
    if (candidate.kind === "engine") await candidate.engine.close();
  }
}

async function findCandidate(
  flags: Context["flags"],
  env: Context["env"],
  basics: Basics,
  signal: AbortSignal,
): Promise<Candidate> {
  if (flags.axon === undefined) {
    const engine = await loadEngineFor(flags, env, basics, "the rehearsing miner", signal);
    return { kind: "engine", engine, answer: answerOptions(flags) };
  }
  if (!flags.target) {
    throw new CliError("usage", "--target is missing", {
      hint: "give the axon's hotkey: --axon 127.0.0.1:8091 --target 5F…",
    });
  }
  const { openHotkey } = await import("../../wallet/mod.ts");
  const caller = await openHotkey(
    { path: flags["wallet.path"], name: flags["wallet.name"], hotkey: flags["wallet.hotkey"] },
    passwordSource(flags["password-file"]),
  );
  const target = { ...flags.axon, hotkey: flags.target };
  return { kind: "axon", target, caller };
}

/** The embedding model, or counted words where it is not on this machine. */
async function openEmbedder(
  id: string,
  env: Context["env"],
  basics: Basics,
  out: Context["out"],
  signal: AbortSignal,
): Promise<Embedder> {
  try {
    return await loadEmbedderFor(id, env, basics, signal);
  } catch (error) {
    if (!(error instanceof PackageError) || error.code !== "not_found") throw error;
    out.note(`no embedding model here, so counted words stand in for relevance (${error.hint ?? id})`);
    return (await import("../../../neurons/shared/word_embedder.ts")).wordEmbedder();
  }
}

function answeredNothing({ perTask, steps }: Rehearsal): boolean {
  const bad = Object.values(perTask).reduce((sum, task) => sum + task.timeouts + task.failures, 0);
  return bad >= steps;
}

const ms = (value: number | null) => value === null ? "–" : `${value.toFixed(0)} ms`;

function show(report: Rehearsal, out: Context["out"]): void {
  const tasks = table<[string, Rehearsal["perTask"][string]]>([
    { title: "TASK", value: ([name]) => name },
    { title: "STEPS", value: ([, task]) => task.steps, align: "right" },
    { title: "REWARD", value: ([, task]) => task.meanReward.toFixed(3), align: "right" },
    { title: "TIMEOUTS", value: ([, task]) => task.timeouts, align: "right" },
    { title: "FAILED", value: ([, task]) => task.failures, align: "right" },
  ], Object.entries(report.perTask));
  for (const line of tasks) out.line(line);
  const you = { name: "this miner", meanReward: report.meanReward };
  const ranked = [you, ...report.references].sort((a, b) => b.meanReward - a.meanReward);
  out.line();
  const ranks = table([
    { title: "RANK", value: (row) => ranked.indexOf(row) + 1, align: "right" },
    { title: "MINER", value: (row) => row.name },
    { title: "REWARD", value: (row) => row.meanReward.toFixed(3), align: "right" },
    { title: "", value: (row) => bar(row.meanReward, 24) },
  ], ranked);
  for (const line of ranks) out.line(line);
  const { bursts } = report;
  out.line(
    `\nmean reward ${
      report.meanReward.toFixed(3)
    }, rank ${report.expectedRank} of ${report.of}; first token ${ms(report.ttftMs)} (95 %: ${
      ms(report.ttftP95Ms)
    }), ${report.timeouts} timeouts`,
  );
  if (bursts.count > 0) {
    out.line(
      `${bursts.count} bursts of ${bursts.size}: ${bursts.answered} answered, ${bursts.refused} refused or unreachable, ` +
        `${bursts.timeouts} timed out, ${bursts.failures} failed; first token ${ms(bursts.ttftMs)} (95 %: ${
          ms(bursts.ttftP95Ms)
        })`,
    );
  }
}
