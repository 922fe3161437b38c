import { EXIT_MEANINGS } from "../../src/cli/exit_codes.ts";
import type { FlagSpec, FlagTable } from "../../src/cli/flags/flags.ts";
import {
  axonFlags,
  chainFlags,
  engineFlags,
  generalFlags,
  loggingFlags,
  operatorFlags,
  walletFlags,
} from "../../src/cli/flags/groups.ts";
import { acceptedSources, environmentName } from "../../src/cli/flags/resolve.ts";
import type { Commands } from "./check_line.ts";

/** Flags that several commands share, under the heading they get. */
const GROUPS: readonly (readonly [heading: string, table: FlagTable])[] = [
  ["Every command", generalFlags],
  ["Wallet", walletFlags],
  ["Chain", chainFlags],
  ["Axon", axonFlags],
  ["Engine", engineFlags],
  ["Operator pages", operatorFlags],
  ["Log", loggingFlags],
];

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

function valueOf(spec: FlagSpec): string {
  if (spec.kind === "toggle") return "switch";
  const kind = { text: "text", number: "number", list: "list" }[spec.kind];
  return spec.placeholder.includes("|")
    ? spec.placeholder.split("|").map((w) => `\`${w}\``).join(", ")
    : kind;
}

function defaultOf(spec: FlagSpec): string {
  if (spec.defaultText) return cell(spec.defaultText);
  const value = spec.default;
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return "";
  if (spec.kind === "toggle") return value ? "on" : "";
  return `\`${cell(Array.isArray(value) ? value.join(" ") : String(value))}\``;
}

function row(name: string, spec: FlagSpec): string {
  const also = spec.aliases?.length ? ` (also ${spec.aliases.map((a) => `\`--${a}\``).join(", ")})` : "";
  const sources = acceptedSources(spec, "");
  const names = [environmentName(name), ...(spec.env ?? [])].map((v) => `\`${v}\``).join(", ");
  const variables = !sources.includes("environment")
    ? "command line only"
    : sources.includes(".env")
    ? names
    : `${names} (not in \`.env\`)`;
  return `| \`--${name}\`${also} | ${valueOf(spec)} | ${defaultOf(spec)} | ${variables} | ${
    cell(spec.help)
  } |`;
}

function table(flags: readonly (readonly [string, FlagSpec])[]): string {
  return [
    "| flag | value | default | environment | meaning |",
    "| --- | --- | --- | --- | --- |",
    ...flags.map(([name, spec]) => row(name, spec)),
  ].join("\n");
}

const anchor = (heading: string) => heading.toLowerCase().replaceAll(" ", "-");
const seen = (flags: FlagTable) => Object.entries(flags).filter(([, spec]) => !spec.hidden);

/** `docs/flags.md`, before it is formatted. */
export function flagsPage(commands: Commands): string {
  const sections = GROUPS.map(([heading, flags]) => `## ${heading}\n\n${table(seen(flags))}`);
  const hidden = new Map<string, { spec: FlagSpec; commands: string[] }>();
  for (const [name, { entry, command }] of commands) {
    const shared = GROUPS.filter(([, group]) =>
      seen(group).every(([flag, spec]) => command.flags[flag] === spec)
    );
    const inGroup = new Set(shared.flatMap(([, group]) => Object.keys(group)));
    const own = seen(command.flags).filter(([flag]) => !inGroup.has(flag));
    for (const [flag, spec] of Object.entries(command.flags)) {
      if (!spec.hidden) continue;
      const entry = hidden.get(flag) ?? { spec, commands: [] };
      entry.commands.push(name);
      hidden.set(flag, entry);
    }
    const also = shared.slice(1).map(([heading]) => `[${heading.toLowerCase()}](#${anchor(heading)})`);
    sections.push([
      `## sn1 ${name}`,
      `${entry.summary[0]!.toUpperCase()}${entry.summary.slice(1)}.${
        also.length > 0 ? ` Also takes the flags of: ${also.join(", ")}.` : ""
      }`,
      ...(own.length > 0 ? [table(own)] : []),
    ].join("\n\n"));
  }
  const takers = (names: readonly string[]) => {
    const others = [...commands.keys()].filter((name) => !names.includes(name));
    return others.length === 0
      ? "every command"
      : others.length < names.length
      ? `all but ${others.map((n) => `\`${n}\``).join(", ")}`
      : names.map((n) => `\`${n}\``).join(", ");
  };
  return `# Flags

Made by \`deno task flags\` from the commands' schemas; do not edit.

**Where a value comes from**, strongest first: the flag, the \`--config\` file, the environment, \`.env\` in the
present folder, the default. An empty variable counts as unset. The file is YAML; keys are flat (\`wallet.name: me\`)
or nested; a key that no command knows ends the command with exit code 2 and names the line and the nearest key.
Names made of digits keep their text (\`wallet.name: 0123\`). A leading \`~\` of a file or folder is the home folder
in all of these places.

**What \`.env\` does not set**: it belongs to the folder the command runs in, so the person who made that folder wrote it. It
names no program to run (\`exec:CMD\`), no address that receives a secret, no wallet folder and no key file, and of the
variables without a flag it sets only \`OPENAI_API_KEY\`, \`HF_TOKEN\` and \`SN1_MODELS\`. Consent (\`--yes\`,
\`--overwrite\`, \`--no-password\` and the like) is given on the command line only. A value from a place that does not
count is named in a warning and ignored.

**How it is written**: \`--netuid 61\` or \`--netuid=61\`; dots and underscores may be dashes (\`--wallet-name\`).
Switches stand alone or with \`true\` or \`false\`. Lists are separated by blanks or commas, or the flag is repeated.
A flag that does not exist ends the command with exit code 2 and names the nearest one.

${sections.join("\n\n")}

## Exit codes

| code | meaning |
| --- | --- |
${EXIT_MEANINGS.map(([exit, meaning]) => `| ${exit} | ${meaning} |`).join("\n")}

## Accepted and not shown in help

Flags of the Python neurons and the SDK that mean nothing, or nothing more, here. [migration](migration.md) has all flags of the Python neurons.

| flag | taken by | meaning |
| --- | --- | --- |
${
    [...hidden].map(([flag, { spec, commands: names }]) =>
      `| \`--${flag}\` | ${takers(names)} | ${cell(spec.help)} |`
    ).join("\n")
  }
`;
}
