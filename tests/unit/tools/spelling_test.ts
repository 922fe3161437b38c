import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";

const root = new URL("../../../", import.meta.url).pathname;

/** What cspell says of a page with this text, by the settings of `deno task spell`. */
async function spell(text: string): Promise<{ code: number; output: string }> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${root}deno.json`)) as {
    tasks: Record<string, string>;
  };
  const [program, ...args] = tasks.spell!.split(" ");
  assert.equal(program, "deno");
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, "--quiet", "stdin://docs/page.md"],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

full("spelling: a wrong and a British word are found, words of the field and code spans pass", async () => {
  const wrong = await spell("The axon will recieve it.\n\nIts behaviour is fine.\n");
  assert.equal(wrong.code, 1, wrong.output);
  assert.match(wrong.output, /recieve/);
  assert.match(wrong.output, /behaviour/);
  const right = await spell("The metagraph of a netuid, see `recieve` and\n\n```sh\nrecieve\n```\n");
  assert.equal(right.code, 0, right.output);
});

full("spelling: the list of words is sorted, in parts, without repetition", async () => {
  const text = await Deno.readTextFile(`${root}tools/spelling/words.txt`);
  const parts = text.trimEnd().split("\n\n").map((part) =>
    part.split("\n").filter((line) => !line.startsWith("#"))
  );
  for (const part of parts) assert.deepEqual(part, [...part].sort());
  const all = parts.flat();
  assert.equal(new Set(all.map((word) => word.toLowerCase())).size, all.length);
  assert.ok(all.length < 400, `${all.length} words: reword a text rather than let the list grow`);
});
