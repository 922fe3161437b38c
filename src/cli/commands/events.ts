import { systemClock } from "../../base/mod.ts";
import type { StoredStep } from "../../store/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { databaseFlags, databasePath } from "../database.ts";
import { integer, list, toggle } from "../flags.ts";
import { generalFlags } from "../groups.ts";

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
    import("../../../neurons/events/events.ts"),
  ]);
  const store = readStore(await databasePath(flags, env));
  const steps = args[0] === "export"
    ? exportSteps(store, flags)
    : tailSteps(store, { ...flags, pollMs: POLL_MS }, systemClock, signal);
  try {
    for await (const step of steps) {
      if (signal.aborted) break;
      if (out.json) out.result(JSON.parse(step.record));
      else out.write((flags.summary ? await summaryLine(step) : printable(step.record)) + "\n");
    }
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

async function summaryLine(stored: StoredStep): Promise<string> {
  const { parseRecord } = await import("../../../neurons/validator/explain.ts");
  const { step, at, task, miners, best } = parseRecord(stored.record);
  const mean = miners.reduce((sum, miner) => sum + miner.reward, 0) / Math.max(1, miners.length);
  const first = miners[best];
  return `${new Date(at).toISOString()}  step ${step}  ${task.name}  ${miners.length} miners  mean ${
    mean.toFixed(4)
  }  best ${first ? `uid ${first.uid} ${first.reward.toFixed(4)}` : "–"}`;
}
