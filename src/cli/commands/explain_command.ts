import { systemClock } from "../../base/mod.ts";
import { defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { path } from "../flags/flags.ts";
import { databaseFlags, type DatabaseFlagValues, databasePath } from "../startup/database.ts";
import { generalFlags } from "../flags/groups.ts";
import { formatCount, formatDuration } from "../terminal/number_format.ts";
import { paint, printTable } from "../terminal/output.ts";

export default defineCommand({
  flags: {
    from: path({
      help: "read the record from this file (a line of `sn1 events export`) instead of the database",
      placeholder: "FILE",
    }),
    ...databaseFlags,
    ...generalFlags,
  },
  usage: "STEP|last",
  description:
    "Recomputes a step from its record and prints every reward term of every miner. A record that does not " +
    "recompute to its own numbers is shown as such (exit 1). The validator may be running.",
  examples: ["sn1 explain last", "sn1 explain 17 --from steps.jsonl", "sn1 explain 17 --json"],
  async run({ flags, args, out, env, signal }) {
    const step = stepOf(args);
    if (step === null && flags.from) {
      throw new CliError("usage", `which step of ${flags.from}?`, {
        hint: `sn1 explain 17 --from ${flags.from}`,
      });
    }
    const { explainStep } = await import("../../../neurons/validator/score/explain_step.ts");
    const record = flags.from ? await fromFile(flags.from, step!) : await fromStore(flags, step, env);
    const result = await explainStep(record, { embedder: null, clock: systemClock }, signal);
    out.result({
      step: result.step,
      task: result.task,
      match: result.match,
      miners: result.miners.map(({ uid, total, terms }) => ({
        uid,
        total,
        terms: terms.map(({ model, kind, weight, raw, value }) => ({ model, kind, weight, raw, value })),
      })),
    });
    out.line(
      `${paint(out, "bold", `step ${result.step}`)} · ${result.task} · ${
        formatCount(result.miners.length, "miner")
      } · ` +
        `profile ${result.profile}${age(record)}`,
    );
    for (const miner of result.miners.toSorted((a, b) => b.total - a.total)) {
      out.line(
        `\n${paint(out, "bold", `uid ${miner.uid}`)}  ${miner.hotkey}  status ${miner.status}  total ${
          miner.total.toFixed(6)
        }`,
      );
      printTable(
        out,
        [
          { title: "MODEL", value: (t) => t.model },
          { title: "KIND", value: (t) => t.kind, drop: 1 },
          { title: "WEIGHT", value: (t) => t.weight, align: "right" },
          { title: "RAW", value: (t) => t.missing ? "missing" : t.raw.toFixed(6), align: "right" },
          {
            title: "VALUE",
            value: (t) => (t.kind === "reward" ? "+" : "×") + t.value.toFixed(6),
            align: "right",
          },
          { title: "RULE", value: (t) => t.rule, shrink: 40 },
        ],
        miner.terms,
        "  ",
      );
      if ((miner.sharers ?? 1) > 1) out.line(`  shared by ${miner.sharers} near-duplicates`);
    }
    for (const model of result.notRecomputed) {
      out.note(`${model}: not recomputed, its recorded numbers were taken`);
    }
    for (const mismatch of result.mismatches) out.note(paint(out, "red", `mismatch: ${mismatch}`));
    out.line(
      result.match
        ? `\n${paint(out, "green", "the record recomputes to its own numbers")}`
        : `\n${paint(out, "red", "THE RECORD DOES NOT RECOMPUTE")}`,
    );
    return result.match ? EXIT.ok : EXIT.failure;
  },
});

/** The step that is asked for; null = the newest. */
function stepOf(args: readonly string[]): number | null {
  if (args.length === 1 && args[0] === "last") return null;
  const step = Number(args[0]);
  if (args.length === 1 && Number.isSafeInteger(step) && step >= 1) return step;
  const wrong = args.length > 1
    ? `one step at a time, got ${args.length}`
    : `"${args[0]}" is not a step number`;
  throw new CliError("usage", args[0] ? wrong : "which step?", {
    hint: "sn1 explain 17, or sn1 explain last",
  });
}

/** When a recorded step was, for people. */
function age(record: string): string {
  const at = Number(/"at":\s*(\d+)/.exec(record)?.[1] ?? NaN);
  return Number.isFinite(at) ? ` · ${formatDuration(systemClock.now() - at)} ago` : "";
}

async function fromFile(path: string, step: number): Promise<string> {
  let lines: string[];
  try {
    lines = (await Deno.readTextFile(path)).split("\n");
  } catch (cause) {
    throw new CliError("config", `cannot read ${path}`, {
      hint: "--from wants a file of step records",
      cause,
    });
  }
  const found = lines.find((line) => new RegExp(`"step":\\s*${step}\\b`).test(line));
  if (found === undefined) {
    throw new CliError("usage", `step ${step} is not in ${path}`, {
      hint: "sn1 events export writes such files",
    });
  }
  return found;
}

async function fromStore(
  flags: DatabaseFlagValues,
  wanted: number | null,
  env: (name: string) => string | undefined,
): Promise<string> {
  const { readStore } = await import("../../store/mod.ts");
  const store = readStore(await databasePath(flags, env));
  try {
    const step = wanted ?? store.lastStep();
    const found = store.step(step);
    if (!found) {
      const last = store.lastStep();
      throw new CliError(
        "usage",
        last === 0
          ? `${store.path} has no steps yet`
          : `step ${step} is not in ${store.path} (last step: ${last})`,
        {
          hint: last === 0
            ? "a validator writes one per conversation: sn1 validator"
            : "sn1 events tail --summary shows what is there; old records are deleted by --neuron.events_retention_size",
        },
      );
    }
    return found.record;
  } finally {
    store.close();
  }
}
