import { systemClock } from "../../base/mod.ts";
import type { StoredStep, StoreReader } from "../../store/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { databaseFlags, databasePath } from "../startup/database.ts";
import { integer, list, toggle } from "../flags/flags.ts";
import { formatCount, formatDuration } from "../terminal/number_format.ts";
import { generalFlags } from "../flags/groups.ts";
import { type Output, paint } from "../terminal/output.ts";

const flags = {
  from: integer({ help: "export: first step", min: 1 }),
  to: integer({ help: "export: last step (unset: the newest)", min: 1 }),
  last: integer({ help: "tail: records that are there already", default: 10, min: 0, max: 10_000 }),
  follow: toggle({ help: "tail: wait for new records until stopped", aliases: ["f"] }),
  tasks: list({ help: "only these tasks", placeholder: "TASK …" }),
  summary: toggle({ help: "one line for people per record, instead of JSON" }),
  ...databaseFlags,
  ...generalFlags,
};

type Context = CommandContext<typeof flags>;

/** Pause between two looks of `tail --follow`, ms. */
const POLL_MS = 500;

/** Longest name of a task. */
const TASK_WIDTH = 15;

export default defineCommand({
  flags,
  description:
    "Prints step records of a validator's database, one JSON document per line: question, reference, every answer " +
    "and every reward term. Works while the validator runs. `sn1 explain STEP --from FILE` reads these lines.",
  usage: "export|tail",
  verbs: [
    ["export", "all records, or those from --from to --to, oldest first"],
    ["tail", "the last records; with --follow also those to come"],
  ],
  examples: [
    "sn1 events export > steps.jsonl",
    "sn1 events tail --follow --summary",
    "sn1 events export --from 100 --to 200 --tasks math date_qa --wallet.name me",
  ],
  run: events,
});

async function events({ flags, args, out, env, signal }: Context): Promise<void> {
  const [{ readStore }, { exportSteps, tailSteps }] = await Promise.all([
    import("../../store/mod.ts"),
    import("../../../neurons/events/read_events.ts"),
  ]);
  const [verb, ...more] = args;
  if (more.length > 0) {
    throw new CliError("usage", `sn1 events ${verb} takes no argument, got "${more[0]}"`, {
      hint: `a range of steps:  sn1 events export --from ${more[0]} --to ${more[0]}`,
    });
  }
  if (flags.from !== undefined && flags.to !== undefined && flags.from > flags.to) {
    throw new CliError("usage", `--from ${flags.from} is after --to ${flags.to}`, { hint: "exchange them" });
  }
  if (flags.tasks.length > 0) {
    const { findTask, ORGANIC } = await import("../../../tasks/mod.ts");
    for (const name of flags.tasks) if (name !== ORGANIC.name) findTask(name);
  }
  const store = readStore(await databasePath(flags, env));
  const steps = verb === "export"
    ? exportSteps(store, flags)
    : tailSteps(store, { ...flags, pollMs: POLL_MS }, systemClock, signal);
  let printed = 0;
  try {
    if (flags.follow && verb === "tail" && store.lastStep() === 0) {
      out.note("no step yet; waiting, Ctrl-C ends it");
    }
    for await (const step of steps) {
      if (signal.aborted) break;
      printed++;
      if (out.json) out.result(JSON.parse(step.record));
      else out.write((flags.summary ? await summaryLine(step, out) : printable(step.record)) + "\n");
    }
    if (printed === 0 && !flags.follow) out.note(nothing(store, flags));
  } catch (error) {
    // `sn1 events export | head` is not a failure.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  } finally {
    store.close();
  }
}

/** The record as it is, with what a terminal could obey written as escapes: still the same JSON. */
function printable(record: string): string {
  return record.replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Why there is nothing to print, and what to do. */
function nothing(store: StoreReader, { from, to, tasks }: Context["flags"]): string {
  const last = store.lastStep();
  if (last === 0) {
    return "no step records yet: a validator writes one per step (unless --neuron.dont_save_events)";
  }
  const span = from === undefined && to === undefined
    ? ""
    : ` from step ${from ?? 1} ${to === undefined ? "on" : `to ${to}`}`;
  const only = tasks.length > 0 ? ` of ${tasks.length === 1 ? "task" : "tasks"} ${tasks.join(", ")}` : "";
  return `no step records${only}${span}; the newest is step ${last}, old ones are deleted by size`;
}

async function summaryLine(stored: StoredStep, out: Output): Promise<string> {
  const { parseRecord } = await import("../../../neurons/validator/score/explain_step.ts");
  const { step, at, task, miners, best } = parseRecord(stored.record);
  const mean = miners.reduce((sum, miner) => sum + miner.reward, 0) / Math.max(1, miners.length);
  const first = miners[best];
  const top = first ? `uid ${first.uid} ${first.reward.toFixed(4)}` : "–";
  if (out.fit === undefined) {
    return `${new Date(at).toISOString()}  step ${step}  ${task.name}  ${miners.length} miners  mean ${
      mean.toFixed(4)
    }  best ${top}`;
  }
  const ago = `${formatDuration(systemClock.now() - at)} ago`.padStart(10);
  const [name, asked] = [task.name.padEnd(TASK_WIDTH), formatCount(miners.length, "miner").padStart(10)];
  return `${paint(out, "dim", ago)}  ${
    paint(out, "bold", `step ${step}`.padEnd(11))
  }  ${name}  ${asked}  mean ${mean.toFixed(4)}  best ${top}`;
}
