import assert from "node:assert/strict";
import type { PageResult } from "../../../tools/docs/run_page.ts";
import { full } from "../../kit/mod.ts";

/** Runs one page beside another, which its links and reasons may name. */
async function runText(text: string): Promise<PageResult> {
  const [{ runPage }, { loadCommands }] = await Promise.all([
    import("../../../tools/docs/run_page.ts"),
    import("../../../tools/docs/check_line.ts"),
  ]);
  const other = "# Other page\n\n```console\n$ sn1 rehearse --steps 3\n```\n";
  return await runPage("docs/page.md", text, {
    commands: await loadCommands(),
    tasks: new Set(["ok"]),
    readText: (path) => path === "docs/other.md" ? Promise.resolve(other) : Promise.reject(new Error(path)),
  });
}

const console_ = (lines: string) => `\`\`\`console\n${lines}\n\`\`\`\n`;
const shown = (reason: string, lines: string) =>
  `<!-- not run: ${reason} -->\n\n\`\`\`sh\n${lines}\n\`\`\`\n`;

full("a page's commands run in order in one shell: folder, variables, exit code, heredoc", async () => {
  const result = await runText(console_(`$ mkdir a && cd a && WORD=value
$ pwd; echo "$WORD"
~/a
value
$ cat <<'END' >file
two
END
$ cat file && test -z "$(ls -A ~/.bittensor 2>/dev/null)"
two
$ echo one; echo 17 >&2
o… 
<number>`));
  assert.deepEqual(result.problems, []);
  assert.equal(result.run, 5);
});

full("what a page shows and what comes are told apart, and the page can be written anew", async () => {
  const { rewritten } = await import("../../../tools/docs/run_page.ts");
  const text = `# T\n\n${console_("$ echo new; echo 12 ms\nold\n$ echo more")}`;
  const result = await runText(text);
  assert.equal(result.problems.length, 1);
  assert.match(result.problems[0]!, /^docs\/page\.md:4: .* not what the page shows/);
  assert.equal(
    rewritten(text, result.rewrites),
    `# T\n\n${console_("$ echo new; echo 12 ms\nnew\n… ms\n$ echo more")}`,
  );
});

full("an exit code that the page does not want stops the page", async () => {
  const result = await runText(console_("$ false\n$ touch never"));
  assert.deepEqual([result.run, result.problems.length], [1, 1]);
  assert.match(result.problems[0]!, /exit 1, the page wants 0/);
  assert.deepEqual((await runText(`<!-- exit: 3 -->\n\n${console_("$ true\n$ (exit 3)")}`)).problems, []);
});

full("a command on a terminal asks and is answered", async () => {
  const page = `<!-- answers: me, yes -->\n\n${
    console_("$ test -t 0 && read -p 'who: ' who && read -p 'sure? [y/N] ' yes && echo $who $yes\n…\nme yes")
  }`;
  assert.deepEqual((await runText(page)).problems, []);
});

full("what is only read must have a reason, and flags, tasks, links and headings that exist", async () => {
  const bad: [string, RegExp][] = [
    ["```sh\nsn1 miner\n```\n", /wants <!-- not run/],
    ["```text\nsn1 miner --netuid 1\n```\n", /wants <!-- not run/],
    [shown("why", "sn1 miner --nettuid 1"), /unknown flag --nettuid/],
    [`<!-- not run: why -->\n\n${console_("$ sn1 mine\noutput: sn1 nothing")}`, /no command "mine"/],
    [shown("why", "sudo sn1 mine"), /no command "mine"/],
    [shown("why", "deno task nothing"), /no deno task nothing/],
    [
      shown("docs/other.md runs these lines", "sn1 rehearse --steps 4"),
      /does not run: sn1 rehearse --steps 4/,
    ],
    ["`sn1 miner --netuid one`\n", /not a number/],
    ["`--no-such-flag`\n", /no command has a flag/],
    ["[a](nowhere.md)\n", /leads nowhere/],
    ["[a](other.md#part)\n", /leads to no heading/],
    ["<!-- run: localnett -->\n", /no setting of a run/],
  ];
  for (const [text, what] of bad) {
    const { problems } = await runText(text);
    assert.equal(problems.length, 1, `${text}: ${problems.join("\n")}`);
    assert.match(problems[0]!, what);
  }
  const good = shown("docs/other.md runs these lines", "./sn1 rehearse") + shown("why", "deno task ok") +
    "`sn1 explain STEP`, `--netuid`, [a](other.md#other-page), [b](https://example.org)\n";
  const { problems, parsed } = await runText(good);
  assert.deepEqual(problems, []);
  assert.equal(parsed, 3);
});

full("a command that goes on is waited for, and stopped at ^C", async () => {
  const page = `<!-- run: -->\n\n${
    console_("$ sn1 localnet --block-ms 100\nws://127.0.0.1:9944 netuid 1 …\n^C\n$ sn1 localnet --json\n{…")
  }`;
  assert.deepEqual((await runText(page)).problems, []);
});
