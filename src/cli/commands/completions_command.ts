import { COMMANDS } from "../commands.ts";
import { defineCommand } from "../command.ts";
import { completionScript, type CompletionWord, SHELLS } from "../flags/shell_completions.ts";
import { CliError } from "../errors.ts";

/** Placeholders of flags whose value is a path. */
const PATHS = ["FILE", "DIR"];

export default defineCommand({
  flags: {},
  usage: "SHELL",
  description:
    "Prints a completion script for bash, zsh or fish. Commands, verbs and flags come from the program's " +
    "own tables.",
  examples: [
    "sn1 completions bash > ~/.local/share/bash-completion/completions/sn1",
    'sn1 completions zsh > "${fpath[1]}/_sn1"',
    "sn1 completions fish > ~/.config/fish/completions/sn1.fish",
  ],
  async run({ args, out }) {
    const shell = SHELLS.find((s) => s === args[0]);
    if (!shell || args.length > 1) {
      throw new CliError("usage", args[0] ? `no completions for "${args[0]}"` : "which shell?", {
        hint: `sn1 completions ${SHELLS.join("|")}`,
      });
    }
    const words: CompletionWord[] = [];
    for (const entry of COMMANDS.filter((c) => !c.hidden)) {
      const command = await entry.load();
      words.push({
        command: entry.name,
        summary: entry.summary,
        verbs: (command.verbs ?? []).map(([name, help]) => ({ name, help })),
        flags: Object.entries(command.flags).filter(([, f]) => !f.hidden).map(([name, f]) => ({
          name,
          help: f.help,
          takesValue: f.kind !== "toggle",
          // A choice shows its words as placeholder.
          choices: f.placeholder.includes("|") ? f.placeholder.split("|") : [],
          path: PATHS.includes(f.placeholder),
        })),
      });
    }
    out.write(completionScript(shell, words));
  },
});
