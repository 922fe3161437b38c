import { systemClock } from "../../base/mod.ts";
import { defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { text } from "../flags.ts";
import { databaseFlags, type DatabaseFlagValues, databasePath } from "../database.ts";
import { generalFlags } from "../groups.ts";
import { paint, table } from "../output.ts";

export default defineCommand({
  flags: {
    from: text({
      help: "read the record from this file (a line of `sn1 events export`) instead of the database",
      placeholder: "FILE",
    }),
    ...databaseFlags,
    ...generalFlags,
  },
  usage: "STEP",
  description:
    "Recomputes a step from its record and prints every reward term of every miner. A record that does not " +
    "recompute to its own numbers is shown as such (exit 1). The validator may be running.",
  examples: ["sn1 explain 17", "sn1 explain 17 --from steps.jsonl", "sn1 explain 17 --json"],
  async run({ flags, args, out, env, signal }) {
    const step = Number(args[0]);
    if (args.length !== 1 || !Number.isSafeInteger(step) || step < 1) {
      throw new CliError("usage", args[0] ? `"${args[0]}" is not a step number` : "which step?", {
        hint: "sn1 explain 17",
      });
    }
    const { explainStep } = await import("../../../neurons/validator/explain.ts");
    const record = flags.from ? await fromFile(flags.from, step) : await fromStore(flags, step, env);
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
      `step ${result.step} · ${result.task} · ${result.miners.length} miners · profile ${result.profile}`,
    );
    for (const miner of result.miners.toSorted((a, b) => b.total - a.total)) {
      out.line(
        `\nuid ${miner.uid}  ${miner.hotkey}  status ${miner.status}  total ${miner.total.toFixed(6)}`,
      );
      const lines = table([
        { title: "MODEL", value: (t) => t.model },
        { title: "KIND", value: (t) => t.kind },
        { title: "WEIGHT", value: (t) => t.weight, align: "right" },
        { title: "RAW", value: (t) => t.missing ? "missing" : t.raw.toFixed(6), align: "right" },
        {
          title: "VALUE",
          value: (t) => (t.kind === "reward" ? "+" : "×") + t.value.toFixed(6),
          align: "right",
        },
        { title: "RULE", value: (t) => t.rule },
      ], miner.terms);
      for (const line of lines) out.line(`  ${line}`);
      if ((miner.sharers ?? 1) > 1) out.line(`  shared by ${miner.sharers} near-duplicates`);
    }
    for (const model of result.notRecomputed) {
      out.note(`${model}: not recomputed, its recorded numbers were taken`);
    }
    for (const mismatch of result.mismatches) out.note(paint(out, "red", `mismatch: ${mismatch}`));
    out.line(result.match ? "\nthe record recomputes to its own numbers" : "\nTHE RECORD DOES NOT RECOMPUTE");
    return result.match ? EXIT.ok : EXIT.failure;
  },
});

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
  if (found === undefined) throw new CliError("usage", `step ${step} is not in ${path}`);
  return found;
}

async function fromStore(
  flags: DatabaseFlagValues,
  step: number,
  env: (name: string) => string | undefined,
): Promise<string> {
  const { readStore } = await import("../../store/mod.ts");
  const store = readStore(await databasePath(flags, env));
  try {
    const found = store.step(step);
    if (!found) {
      throw new CliError("usage", `step ${step} is not in ${store.path} (last step: ${store.lastStep()})`, {
        hint: "old records are deleted by --neuron.events_retention_size",
      });
    }
    return found.record;
  } finally {
    store.close();
  }
}
