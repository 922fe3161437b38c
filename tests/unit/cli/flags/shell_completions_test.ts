import assert from "node:assert/strict";
import { full, withTempDir } from "../../../kit/mod.ts";
import { without } from "../../../kit/optional_programs.ts";

/** A shell may take its time on a busy machine. */
const LIMIT_MS = 60_000;

const skip = { bash: without("bash"), zsh: without("zsh"), fish: without("fish") };

/** The script `sn1 completions SHELL` prints. */
async function script(shell: "bash" | "zsh" | "fish"): Promise<string> {
  const [{ default: command }, { createOutput }] = await Promise.all([
    import("../../../../src/cli/commands/completions_command.ts"),
    import("../../../../src/cli/terminal/output.ts"),
  ]);
  let text = "";
  const out = createOutput({
    json: false,
    stdout: (piece) => void (text += piece),
    terminal: false,
    columns: 80,
  });
  await command.run({
    flags: {},
    sources: {},
    args: [shell],
    out,
    signal: AbortSignal.timeout(LIMIT_MS),
    env: () => undefined,
  });
  return text;
}

async function ask(shell: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(shell, {
    args,
    cwd,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: cwd, TERM: "dumb" },
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const errors = new TextDecoder().decode(stderr);
  assert.equal(code, 0, errors);
  assert.equal(errors, "");
  return new TextDecoder().decode(stdout);
}

/** Runs `body` with a folder that holds the script and a file `notes.yaml`. */
async function installed(
  shell: "bash" | "zsh" | "fish",
  body: (dir: string) => Promise<void>,
): Promise<void> {
  await withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/sn1.${shell}`, await script(shell));
    await Deno.writeTextFile(`${dir}/notes.yaml`, "");
    await body(dir);
  });
}

full("bash offers commands, verbs, flags, the words of a choice and files", async () => {
  await installed("bash", async (dir) => {
    const offer = async (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const code = `source ./sn1.bash; COMP_WORDS=(${list}); COMP_CWORD=${
        words.length - 1
      }; _sn1; echo "\${COMPREPLY[*]}"`;
      return (await ask("bash", ["--norc", "-c", code], dir)).trim();
    };
    assert.equal(await offer("sn1", "meta"), "metagraph");
    assert.equal(await offer("sn1", "events", ""), "export tail");
    assert.equal(await offer("sn1", "metagraph", "--so"), "--sort");
    assert.match(await offer("sn1", "metagraph", "--sort", ""), /^uid stake vtrust /);
    assert.equal(await offer("sn1", "metagraph", "--sort", "=", "st"), "stake");
    assert.equal(await offer("sn1", "metagraph", "--config", "no"), "notes.yaml");
    assert.equal(await offer("sn1", "metagraph", "--netuid", ""), "");
    assert.equal(await offer("sn1", "unknown", "--x"), "");
  });
}, { skip: skip.bash });

full(
  "fish offers commands, verbs, flags, the words of a choice and files, each with what it is",
  async () => {
    await installed("fish", async (dir) => {
      const offer = async (line: string) =>
        (await ask("fish", ["--no-config", "-c", `source sn1.fish; complete -C '${line}'`], dir)).trim()
          .split("\n");
      assert.deepEqual(await offer("sn1 meta"), ["metagraph\tthe neurons of a subnet"]);
      const verbs = (await offer("sn1 events ")).map((line) => line.split("\t")[0]);
      assert.deepEqual(verbs, ["export", "tail"]);
      assert.match((await offer("sn1 metagraph --so"))[0]!, /^--sort\tcolumn to sort by/);
      assert.ok((await offer("sn1 metagraph --sort ")).some((line) => line.startsWith("stake\t")));
      assert.match((await offer("sn1 metagraph --config no"))[0]!, /^notes\.yaml/);
      assert.ok(
        !(await offer("sn1 metagraph ")).some((line) => line.startsWith("notes")),
        "no files where none belong",
      );
    });
  },
  { skip: skip.fish },
);

/** Types a line and two tabs into an interactive zsh, and prints what comes back. */
const TYPE_INTO_ZSH = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PROMPT=; autoload -U compinit; compinit -u -D; stty cols 200 rows 500; source $1; setopt no_auto_menu; print RE\\"\\"ADY"
local text=
while zpty -r z text '*READY*' 2>/dev/null; do [[ $text == *READY* ]] && break; done
zpty -w -n z "$2"$'\\t\\t'
local all= piece=
for i in {1..100}; do
  while zpty -r -t z piece 2>/dev/null; do all+=$piece; done
  [[ $all == *$3* ]] && break
  sleep 0.1
done
print -r -- $all
zpty -d z
`;

full("zsh offers commands, verbs, flags and the words of a choice", async () => {
  await installed("zsh", async (dir) => {
    await Deno.writeTextFile(`${dir}/type.zsh`, TYPE_INTO_ZSH);
    const offer = (line: string, wanted: string) =>
      ask("zsh", ["-f", "type.zsh", `${dir}/sn1.zsh`, line, wanted], dir);
    const cases = [
      ["sn1 meta", "metagraph"],
      ["sn1 events ", "tail"],
      ["sn1 metagraph --so", "--sort"],
      ["sn1 metagraph --sort ", "incentive"],
    ] as const;
    const said = await Promise.all(cases.map(([line, wanted]) => offer(line, wanted)));
    for (const [i, [, wanted]] of cases.entries()) assert.ok(said[i]!.includes(wanted), said[i]!);
  });
}, { skip: skip.zsh });
