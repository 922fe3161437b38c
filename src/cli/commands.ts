import type { CommandEntry } from "./command.ts";

/** All commands, in the order of `sn1 --help`. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "completions",
    summary: "print a completion script for bash, zsh or fish",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/completions.ts")).default,
  },
];
