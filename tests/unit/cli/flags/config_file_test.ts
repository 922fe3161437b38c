import assert from "node:assert/strict";
import { full } from "../../../kit/mod.ts";
import { CliError } from "../../../../src/cli/errors.ts";
import { integer, list, text, toggle } from "../../../../src/cli/flags/flags.ts";

const own = {
  netuid: integer({ help: "n", default: 1 }),
  "wallet.name": text({ help: "w" }),
  "wallet.hotkeys": list({ help: "h" }),
  "neuron.engine": text({ help: "e" }),
  seed: text({ help: "s" }),
  json: toggle({ help: "j" }),
};
const other = { "neuron.tasks": list({ help: "t" }) };

async function parse(content: string): Promise<Record<string, unknown>> {
  const { parseConfig } = await import("../../../../src/cli/flags/config_file.ts");
  const { resolveFlags } = await import("../../../../src/cli/flags/resolve.ts");
  const { parseLine } = await import("../../../../src/cli/flags/parse.ts");
  const config = await parseConfig(content, "c.yaml", { own, all: async () => ({ ...own, ...other }) });
  return resolveFlags(own, parseLine([], own), { config, env: () => undefined, dotEnv: {} }).values;
}

async function refuses(content: string, message: RegExp, hint: RegExp): Promise<void> {
  await assert.rejects(parse(content), (error: unknown) => {
    assert.ok(error instanceof CliError, String(error));
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
    return true;
  });
}

full("names made of digits keep the text of the file", async () => {
  for (
    const name of [
      "123",
      "0123",
      "01",
      "1e3",
      "0x10",
      "1.50",
      "12345678901234567890",
      "true",
      "no",
      "-1",
      ".5",
    ]
  ) {
    assert.equal((await parse(`wallet.name: ${name}`))["wallet.name"], name);
    assert.equal((await parse(`wallet:\n  name: ${name}`))["wallet.name"], name);
    assert.equal((await parse(`wallet.name: &a ${name}\nseed: *a`)).seed, name);
    assert.deepEqual((await parse(`wallet.hotkeys: [${name}, "b"]`))["wallet.hotkeys"], [name, "b"]);
    assert.deepEqual((await parse(`wallet.hotkeys:\n  - ${name}\n  - c`))["wallet.hotkeys"], [name, "c"]);
  }
  assert.equal((await parse(`wallet.name: "q t"`))["wallet.name"], "q t");
});

full("numbers and switches stay what they are, and an empty value sets nothing", async () => {
  assert.equal((await parse("netuid: 61")).netuid, 61);
  assert.equal((await parse('netuid: "61"')).netuid, 61);
  assert.equal((await parse("json: true")).json, true);
  assert.equal((await parse('json: "no"')).json, false);
  assert.equal((await parse("wallet.name:"))["wallet.name"], undefined);
  assert.equal((await parse("")).netuid, 1);
  assert.equal((await parse("# only a remark\n")).netuid, 1);
});

full("an unknown key names its line and the nearest key, a key of another command is fine", async () => {
  await refuses("wallet.name: a\nneuron.engin: openai", /line 2.*"neuron\.engin"/, /neuron\.engine/);
  await refuses("netuidd: 61", /line 1.*"netuidd"/, /netuid/);
  await refuses("wallet:\n  name: a\n  nam: b", /line 3.*"wallet\.nam"/, /wallet\.name/);
  await refuses("neuron.taks: a", /line 1/, /neuron\.tasks/);
  await refuses("zzzzzzzzzzzzzzz: 1", /unknown key/, /--help/);
  await refuses("1: a", /unknown key "1"/, /./);
  assert.equal((await parse("neuron.tasks: [qa]\nnetuid: 2")).netuid, 2);
});

full("a key that is set twice is refused with both lines", async () => {
  await refuses("wallet.name: a\nwallet:\n  name: b", /line 3.*again, after line 1/, /remove/);
  await refuses("wallet-name: a\nwallet.name: b", /line 2.*again, after line 1/, /remove/);
  await refuses("netuid: 1\nnetuid: 2", /line 2/, /./);
});

full("aliases that contain themselves, bombs and wrong shapes are refused in one line", async () => {
  for (
    const content of [
      "wallet: &a\n  name: *a",
      "wallet.hotkeys: &a [x, *a]",
      "wallet: &a\n  x: &b\n    y: *a",
      "wallet.name: *nobody",
      "a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b]",
      "wallet.name: [a, b]",
      "wallet.hotkeys: [{a: 1}]",
      "wallet.hotkeys: [a, ]\nx",
      "- a\n- b",
      "just text",
      "wallet.name: {",
      "? [a, b]\n: 1",
      "\t- x",
      `${"a:\n ".repeat(1)}b: c: d`,
      Array.from({ length: 40 }, (_, i) => `${" ".repeat(i)}a:`).join("\n") + " 1",
      Array.from({ length: 10_001 }, (_, i) => `k${i}: 1`).join("\n"),
    ]
  ) {
    await assert.rejects(parse(content), (error: unknown) => {
      assert.ok(error instanceof CliError, `${content.slice(0, 80)}: ${error}`);
      assert.equal(error.code, "config");
      assert.doesNotMatch(error.message, /\n|call stack/);
      return true;
    });
  }
});

full("a file that is missing, a folder, binary, too large or endless is refused", async () => {
  const { readConfigFile } = await import("../../../../src/cli/flags/config_file.ts");
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/binary`, new Uint8Array([0xff, 0xfe, 0x61, 0x00]));
    await Deno.writeTextFile(`${folder}/large`, "#".repeat(1 << 20) + "\n#");
    for (const path of [`${folder}/none`, folder, `${folder}/binary`, `${folder}/large`, "/dev/zero"]) {
      await assert.rejects(
        readConfigFile(path, { own, all: async () => own }),
        (error: unknown) =>
          error instanceof CliError && error.code === "config" && error.message.includes(path),
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
