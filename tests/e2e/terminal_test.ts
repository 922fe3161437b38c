import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { without } from "../kit/optional_programs.ts";
import { testedProgram } from "../kit/program.ts";

const skip = without("script");
const WORDS = /^\s*((?:[a-z]+ ){11}[a-z]+)\s*$/m;

/** Runs `sn1 …` on a terminal of its own, as `script` makes them. @returns what the terminal showed */
async function onTerminal(home: string, args: string[]): Promise<{ code: number; shown: string }> {
  const program = testedProgram();
  const line = [program.path, ...program.args, ...args].map((word) => `'${word}'`).join(" ");
  const { code, stdout } = await new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", line, "/dev/null"],
    env: {
      HOME: home,
      NO_COLOR: "1",
      ...program.env,
    },
    stdin: "null",
    signal: AbortSignal.timeout(120_000),
  }).output();
  return { code, shown: new TextDecoder().decode(stdout).replaceAll("\r", "") };
}

// Not through the kit's runner: it would find the phrase, which belongs on a terminal and nowhere else.
full("a recovery phrase is shown on the terminal, once, and restores the key", async () => {
  const home = await Deno.makeTempDir();
  try {
    const made = await onTerminal(home, ["wallet", "new-hotkey", "--wallet.name", "me"]);
    assert.equal(made.code, 0, made.shown);
    const [, phrase] = made.shown.match(WORDS) ?? assert.fail(`no phrase in ${made.shown}`);
    const { ss58Address } = JSON.parse(
      await Deno.readTextFile(`${home}/.bittensor/wallets/me/hotkeys/default`),
    );
    await Deno.writeTextFile(`${home}/phrase`, phrase!);
    const again = await onTerminal(home, [
      "wallet",
      "regen-hotkey",
      "--wallet.name",
      "again",
      "--mnemonic-file",
      `${home}/phrase`,
    ]);
    assert.equal(again.code, 0, again.shown);
    assert.match(again.shown, new RegExp(ss58Address));
    assert.doesNotMatch(again.shown, WORDS);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}, { skip });

full("with --no_prompt a terminal is as good as none", async () => {
  const home = await Deno.makeTempDir();
  try {
    const { code, shown } = await onTerminal(home, [
      "wallet",
      "new-hotkey",
      "--wallet.name",
      "me",
      "--no_prompt",
    ]);
    assert.equal(code, 2, shown);
    assert.match(shown, /--mnemonic-file/);
    assert.doesNotMatch(shown, WORDS);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}, { skip });

full("a question takes y, n, corrections and Ctrl-C, which ends the command as a stop", async () => {
  const terminal = new URL("../../src/cli/terminal/terminal.ts", import.meta.url).href;
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/ask.ts`;
    await Deno.writeTextFile(
      file,
      `import { confirm } from "${terminal}";
       try { console.log("answer", confirm("burn it?", "--yes")); } catch (error) { console.log("code", error.code); }`,
    );
    const { env } = testedProgram(["--allow-read"]);
    const cases = [
      ["y\r", "answer true"],
      ["n\r", "answer false"],
      ["\r", "answer false"],
      [
        "nö\x7f\x7fy\r",
        "answer true",
      ],
      ["\x03", "code aborted"],
      ["\x04", "code aborted"],
    ] as const;
    for (const [keys, expected] of cases) {
      const child = new Deno.Command("script", {
        args: ["--quiet", "--command", `'${Deno.execPath()}' run --quiet --no-config '${file}'`, "/dev/null"],
        env: { HOME: dir, NO_COLOR: "1", ...env },
        stdin: "piped",
        stdout: "piped",
        signal: AbortSignal.timeout(60_000),
      }).spawn();
      const writer = child.stdin.getWriter();
      let shown = "";
      for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
        const asked = shown.includes("[y/N] ");
        shown += piece;
        if (!asked && shown.includes("[y/N] ")) {
          await writer.write(new TextEncoder().encode(keys));
        }
      }
      await writer.close().catch(() => {});
      await child.status;
      assert.ok(shown.includes(expected), `${JSON.stringify(keys)}: ${shown}`);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}, { skip });
