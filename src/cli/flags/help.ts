import type { Command, CommandEntry } from "../command.ts";
import { EXIT_MEANINGS } from "../exit_codes.ts";
import type { FlagSpec } from "./flags.ts";

/** `sn1 --help`: light enough to print before anything else is loaded. */
export function overview(commands: readonly CommandEntry[], version: string): string {
  const shown = commands.filter((c) => !c.hidden);
  const width = Math.max(...shown.map((c) => c.name.length)) + 2;
  const groups = [...new Set(shown.map((c) => c.group))];
  const lines = [
    `sn1 ${version}: miner, validator and tools for Bittensor's subnet 1`,
    "",
    "Usage: sn1 COMMAND [flags]",
  ];
  for (const group of groups) {
    lines.push("", `${group}:`);
    for (const c of shown.filter((c) => c.group === group)) {
      lines.push(`  ${c.name.padEnd(width)}${c.summary}`);
    }
  }
  lines.push(
    "",
    "New here?  sn1 demo            watch a whole subnet on this machine, offline",
    "           sn1 COMMAND --help  flags, defaults and examples of a command",
    "",
    "Exit codes: " + EXIT_MEANINGS.map(([code, meaning]) => `${code} ${meaning}`).join("; "),
  );
  return lines.join("\n");
}

/** `sn1 COMMAND --help`. */
export function commandHelp(entry: CommandEntry, command: Command, columns: number): string {
  const lines = [
    `Usage: sn1 ${entry.name}${command.verbs ? " " + command.verbs.map(([v]) => v).join("|") : ""}` +
    `${command.usage ? " " + command.usage : ""} [flags]`,
    "",
    ...wrap(command.description, columns, 0),
  ];
  if (command.verbs) {
    const width = Math.max(...command.verbs.map(([v]) => v.length)) + 2;
    lines.push("", "Verbs:", ...command.verbs.map(([verb, summary]) => `  ${verb.padEnd(width)}${summary}`));
  }
  const flags = Object.entries(command.flags).filter(([, spec]) => !spec.hidden);
  lines.push("", "Flags:", ...flags.flatMap(([name, spec]) => flagHelp(name, spec, columns)));
  if (command.examples.length > 0) lines.push("", "Examples:", ...command.examples.map((e) => `  ${e}`));
  lines.push("", "Values come from flag > --config file > environment (BT_WALLET_NAME …) > .env > default.");
  return lines.join("\n");
}

function flagHelp(name: string, spec: FlagSpec, columns: number): string[] {
  const head = `  --${name}${spec.placeholder ? " " + spec.placeholder : ""}`;
  const value = spec.defaultText ?? defaultText(spec.default);
  const body = spec.help + (value ? ` [${value}]` : "");
  const indent = 34;
  const wrapped = wrap(body, columns, indent);
  if (head.length + 2 > indent) return [head, ...wrapped];
  return [head.padEnd(indent) + wrapped[0]!.trimStart(), ...wrapped.slice(1)];
}

function defaultText(value: unknown): string {
  if (value === undefined || value === false || value === "") return "";
  if (Array.isArray(value)) return value.join(" ");
  return String(value);
}

function wrap(text: string, columns: number, indent: number): string[] {
  const width = Math.max(30, Math.min(columns, 110) - indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  lines.push(line);
  return lines.map((l) => " ".repeat(indent) + l);
}
