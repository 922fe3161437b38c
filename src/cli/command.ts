import type { FlagTable, FlagValues, Source } from "./flags/flags.ts";
import type { Output } from "./terminal/output.ts";

/** What a command gets to work with. */
export interface CommandContext<T extends FlagTable = FlagTable> {
  /** Checked values by dotted name. */
  flags: FlagValues<T>;
  /** Where each value came from. */
  sources: Record<keyof T, Source>;
  /** What was written beside the flags. */
  args: string[];
  out: Output;
  /** Aborted by SIGINT and SIGTERM; the command then drains and returns. */
  signal: AbortSignal;
  /** An environment variable, from the environment or `.env`. */
  env: (name: string) => string | undefined;
}

/** One command: options and handler. */
export interface Command<T extends FlagTable = FlagTable> {
  flags: T;
  /** What follows the flags, e.g. `STEP`. */
  usage?: string;
  /** What it does, for `--help`: whole sentences. */
  description: string;
  /** First argument and what it does, for commands with verbs. */
  verbs?: readonly (readonly [verb: string, summary: string])[];
  /** Lines that work as they stand. */
  examples: readonly string[];
  /** @returns the exit code; nothing = 0 */
  run(context: CommandContext<T>): Promise<number | void>;
}

/** Ties the types of flags and handler together. */
export function defineCommand<T extends FlagTable>(definition: Command<T>): Command {
  return definition as unknown as Command;
}

/** A row of the command table. The module is only loaded when the command is asked for. */
export interface CommandEntry {
  name: string;
  summary: string;
  group: "Neurons" | "Look and check" | "Try it" | "Keys and housekeeping";
  hidden?: boolean;
  /**
   * Runs until it is stopped: a signal is its usual end (exit code 0), the loss of its terminal stops it cleanly, and it
   * goes on when nobody reads its results.
   */
  service?: boolean;
  load: () => Promise<Command>;
}
