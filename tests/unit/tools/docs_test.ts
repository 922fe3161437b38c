import assert from "node:assert/strict";
import { masked, matches } from "../../../tools/docs/compare.ts";
import { readPage } from "../../../tools/docs/page.ts";
import { shellCommands, sn1Calls } from "../../../tools/docs/shell_words.ts";
import { full } from "../../kit/mod.ts";

const PAGE = `# A page

<!-- run: localnet funded=me -->

Say \`sn1 miner --netuid
1\` and \`--seed\`; see [that
page](docs/x.md#a-part) and [another](https://example.org).

\`\`\`console
$ sn1 wallet show \\
>   --wallet.name me
me  coldkey 5…

$ cat <<'END'
$ no command
END
$ no command
$ sn1 miner
^C
\`\`\`

<!-- not run: needs a server -->

\`\`\`sh
sudo sn1 miner --netuid 61
\`\`\`

<!-- exit: 2 -->

\`\`\`console
$ false
\`\`\`
`;

Deno.test("readPage() finds worlds, steps with their output, reasons and code spans", () => {
  const { blocks, spans, links, anchors } = readPage(PAGE);
  assert.deepEqual(blocks.map(({ kind, line }) => [kind, line]), [
    ["world", 3],
    ["console", 9],
    ["shown", 24],
    ["console", 30],
  ]);
  const [world, first, shown, last] = blocks;
  assert.equal(world?.kind === "world" && world.settings, "localnet funded=me");
  assert.ok(first?.kind === "console" && shown?.kind === "shown" && last?.kind === "console");
  assert.deepEqual(first.steps.map(({ command, shown, stopped }) => [command, shown, stopped]), [
    ["sn1 wallet show \\\n  --wallet.name me", ["me  coldkey 5…", ""], false],
    ["cat <<'END'\n$ no command\nEND", [], false],
    ["no command", [], false],
    ["sn1 miner", [], true],
  ]);
  assert.deepEqual(first.steps[0]!.shownAt, [12, 14]);
  assert.equal(shown.reason, "needs a server");
  assert.equal(last.steps[0]!.exit, 2);
  assert.deepEqual(spans.map(({ text }) => text).sort(), ["--seed", "sn1 miner --netuid 1"]);
  assert.deepEqual(links, [{ line: 7, text: "docs/x.md#a-part" }]);
  assert.deepEqual(anchors, ["a-page"]);
});

Deno.test("readPage() refuses a comment that stands above no block", () => {
  assert.throws(() => readPage("<!-- not run: why -->\ntext\n"), /line 1/);
  assert.throws(() => readPage("```console\nno prompt\n```\n"), /line 2/);
});

Deno.test("shellCommands() takes off quotes, pipes, redirections, assignments and comments", () => {
  assert.deepEqual(
    shellCommands(`A=1 sn1 query --message 'a | b' "x \\" y" 2>&1 >out | jq . # sn1 no\nx && y; z`),
    [["sn1", "query", "--message", "a | b", 'x " y'], ["jq", "."], ["x"], ["y"], ["z"]],
  );
  assert.deepEqual(shellCommands("a \\\n  b"), [["a", "b"]]);
  assert.deepEqual(shellCommands("sn1 x --k=$(sn1 y z) t"), [["sn1", "y", "z"], [
    "sn1",
    "x",
    "--k=$(sn1 y z)",
    "t",
  ]]);
  assert.deepEqual(shellCommands("cat <<END >f\nsn1 no\nEND\nls"), [["cat"], ["ls"]]);
});

Deno.test("sn1Calls() finds the program by any path and behind other programs, and nothing else", () => {
  assert.deepEqual(sn1Calls("sudo -u me ./sn1 miner --netuid 1 && ls"), [["miner", "--netuid", "1"]]);
  assert.deepEqual(sn1Calls('echo "sn1 miner"; ls sn1.db'), []);
});

Deno.test("matches() knows wildcards, gaps and the end", () => {
  const output = ["uid 3   paid 0.5 τ in block 17", "", "done"];
  assert.ok(matches(["uid 3 paid … τ in block <n>", "done"], output));
  assert.ok(matches(["…", "done"], output));
  assert.ok(!matches(["uid 3 paid … τ in block <n>"], output), "an output that goes on");
  assert.ok(matches(["uid 3 paid …"], output, true), "a log goes on");
  assert.ok(!matches(["done", "uid 3 …"], output, true), "in this order only");
  assert.ok(!matches(["uid 4 …", "…"], output));
  assert.ok(matches(["a (1) [2] $"], ["a (1) [2] $"]), "signs of expressions stand for themselves");
});

Deno.test("masked() hides what differs from run to run", () => {
  assert.deepEqual(
    masked([
      "5FpjvVN9fkYjNvNwzZYxLFNz2UVDmeZ8ZvD47A1dLMnsVgo6 in block 71, 12.5 ms",
      "2026-01-02 03:04:05.678 INFO  hash 0x0123456789abcdef",
    ]),
    ["5… in block …, … ms", "… INFO  hash 0x…"],
  );
});

full("checkLine() says what the program would say, and lets placeholders stand", async () => {
  const { checkLine, loadCommands } = await import("../../../tools/docs/check_line.ts");
  const commands = await loadCommands();
  const check = (line: string) => checkLine(line.split(" "), commands);
  for (
    const good of [
      "miner --network test --netuid 61",
      "miner --netuid N --wallet.name NAME --neuron.engine exec:CMD",
      "wallet new-coldkey",
      "explain STEP --from FILE",
      "--version",
      "miner --help",
    ]
  ) assert.equal(await check(good), null, good);
  const bad: [string, RegExp][] = [
    ["mine", /no command/],
    ["miner --netuidd 1", /netuid/],
    ["miner --netuid one", /not a number/],
    ["miner --network tset", /no network/],
    ["miner --neuron.engine vllm", /no engine/],
    ["validator --neuron.tasks math poetry", /no task/],
    ["wallet burn", /no verb/],
    ["miner now", /no argument/],
  ];
  for (const [line, what] of bad) assert.match(await check(line) ?? "nothing", what, line);
});
