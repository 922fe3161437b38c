import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";

const NOTHING = { config: {}, env: () => undefined, dotEnv: {} };

/** Words of the `sn1` part of a shell line: quotes taken off, pipes and redirections left out. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!);
  const start = words.indexOf("sn1");
  assert.ok(start >= 0, line);
  const rest = words.slice(start + 1);
  const end = rest.findIndex((word) => word === ">" || word === "|");
  return end < 0 ? rest : rest.slice(0, end);
}

async function load() {
  const [
    { COMMANDS },
    { commandHelp, overview },
    { parseLine, spellings },
    { resolveFlags, environmentName },
  ] = await Promise.all([
    import("../../../src/cli/commands.ts"),
    import("../../../src/cli/flags/help.ts"),
    import("../../../src/cli/flags/parse.ts"),
    import("../../../src/cli/flags/resolve.ts"),
  ]);
  const commands = await Promise.all(COMMANDS.map(async (entry) => ({ entry, command: await entry.load() })));
  return { commands, commandHelp, overview, parseLine, spellings, resolveFlags, environmentName };
}

full("every example of every command is a line that parses", async () => {
  const { commands, parseLine, resolveFlags } = await load();
  const byName = new Map(commands.map(({ entry, command }) => [entry.name, command]));
  let count = 0;
  for (const { entry, command } of commands) {
    assert.ok(entry.hidden || command.examples.length > 0, `sn1 ${entry.name} has no example`);
    for (const example of command.examples) {
      const [name, ...words] = wordsOf(example);
      const named = byName.get(name!);
      assert.ok(named, example);
      // An address cut short for reading stands for a real one.
      const whole = words.map((word) =>
        word.replace(/5[A-Z]…/, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
      );
      const line = parseLine(whole, named.flags);
      resolveFlags(named.flags, line, NOTHING);
      if (named.verbs) assert.ok(named.verbs.some(([verb]) => verb === line.args[0]), example);
      else if (!named.usage) assert.deepEqual(line.args, [], example);
      count++;
    }
  }
  assert.ok(count > 20, `${count} examples`);
});

full("help names every flag with its default and every verb, and fits narrow terminals", async () => {
  const { commands, commandHelp, overview } = await load();
  const all = overview(commands.map(({ entry }) => entry), "1.2.3");
  for (const { entry, command } of commands) {
    if (!entry.hidden) assert.match(all, new RegExp(`^  ${entry.name} +${entry.summary.slice(0, 10)}`, "m"));
    for (const columns of [40, 80, 200]) {
      const help = commandHelp(entry, command, columns);
      for (const [name, spec] of Object.entries(command.flags)) {
        assert.equal(
          help.includes(`  --${name}`),
          !spec.hidden || commandMentions(command.flags, name),
          name,
        );
      }
      for (const [verb] of command.verbs ?? []) assert.match(help, new RegExp(`^  ${verb} `, "m"));
    }
  }
});

/** Whether a shown flag starts with the same letters, so that a hidden one seems to stand there. */
function commandMentions(flags: Record<string, { hidden?: boolean }>, name: string): boolean {
  return Object.entries(flags).some(([other, spec]) =>
    !spec.hidden && other !== name && other.startsWith(name)
  );
}

full(
  "no two flags of a command share a spelling or an environment variable, and defaults are valid",
  async () => {
    const { commands, spellings, environmentName } = await load();
    for (const { entry, command } of commands) {
      const seen = new Map<string, string>();
      for (const [name, spec] of Object.entries(command.flags)) {
        for (const form of [...spellings({ [name]: spec }).keys(), environmentName(name)]) {
          assert.ok(
            (seen.get(form) ?? name) === name,
            `${entry.name}: ${form} is ${name} and ${seen.get(form)}`,
          );
          seen.set(form, name);
        }
        if (spec.default === undefined || spec.kind === "list") continue;
        assert.ok(spec.schema.safeParse(spec.default).success, `${entry.name} --${name}: ${spec.default}`);
      }
    }
  },
);

full("each exit code of an error belongs to a code some package throws", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  const known = new Set<string>();
  for (
    const folder of [
      "api",
      "axon",
      "chain",
      "cli",
      "llm",
      "localnet",
      "release",
      "store",
      "telemetry",
      "wallet",
    ]
  ) {
    await collect(`${root}src/${folder}/errors.ts`, known);
  }
  for (const folder of ["tasks", "rewards", "neurons"]) await collect(`${root}${folder}/errors.ts`, known);
  const table = await Deno.readTextFile(`${root}src/cli/exit_codes.ts`);
  const named = [...table.matchAll(/^ {2}"([a-z]+\.[a-z_]+)":/gm)].map((m) => m[1]!);
  assert.ok(named.length > 15);
  for (const code of named) assert.ok(known.has(code), `${code} is thrown by nobody`);
});

async function collect(path: string, known: Set<string>): Promise<void> {
  const source = await Deno.readTextFile(path);
  const folder = /readonly package = "(\w+)"/.exec(source)?.[1];
  for (const [, union] of source.matchAll(/ErrorCode =([^;]+);/g)) {
    for (const [, code] of union!.matchAll(/"([a-z_]+)"/g)) known.add(`${folder}.${code}`);
  }
}
