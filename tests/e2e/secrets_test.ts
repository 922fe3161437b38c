/** The search for secrets that all end-to-end tests go through, on secrets planted for it. */
import assert from "node:assert/strict";
import { utf8 } from "../../src/base/mod.ts";
import { runCli } from "../kit/cli.ts";
import { full, withTempDir } from "../kit/mod.ts";
import { LeakError, secrets, SecretWatch } from "../kit/secrets.ts";

const PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const SEED = `0x${
  Array.from({ length: 32 }, (_, i) => (i * 37 + 11 & 0xff).toString(16).padStart(2, "0")).join("")
}`;
const PASSWORD = "correct horse & battery";

Deno.test("a planted secret is found however it is written, and the report does not repeat it", () => {
  const watch = new SecretWatch();
  watch.learn("the phrase", PHRASE);
  watch.learn("the seed", SEED);
  watch.learn("the password", PASSWORD);
  const bytes = Uint8Array.fromHex(SEED.slice(2));
  const planted = {
    whole: `phrase: ${PHRASE}`,
    "three words": "words Obey, LAKE\ncurtain!",
    json: JSON.stringify(PHRASE.split(" ")),
    hex: `seed=${SEED}`,
    "hex in capitals": SEED.slice(2).toUpperCase(),
    base64: `key ${bytes.toBase64()}`,
    base64url: bytes.toBase64({ alphabet: "base64url" }),
    "inside base64": btoa(`{"seed":"${SEED}"}`),
    "one byte further": btoa(` {"seed":"${PHRASE}"}`),
    "two bytes further": btoa(`  {"seed":"${PHRASE}"}`),
    "list of bytes": JSON.stringify({ seed: [...bytes] }),
    password: `tried ${PASSWORD}`,
    "percent-encoded": `https://host/?password=${encodeURIComponent(PASSWORD)}`,
    "password as base64": btoa(PASSWORD),
    "password as hex": new TextEncoder().encode(PASSWORD).toHex(),
  };
  for (const [how, text] of Object.entries(planted)) {
    const found = watch.search(text, "a log");
    assert.ok(found.length > 0, how);
    for (const line of found) {
      assert.match(line, / in a log$/);
      assert.equal(watch.search(line, "the report").length, 0, how);
    }
  }
  const raw = new TextDecoder("latin1").decode(bytes);
  assert.equal(watch.search(`blob ${raw}`, "a database", true).length, 1);
  for (const text of ["", "bottom drive", "obey the lake curtain", SEED.slice(0, 40), "correct horse"]) {
    assert.deepEqual(watch.search(text, "a log"), [], text);
  }
});

full("a process that prints a secret of the wallet fails its test", () =>
  withTempDir(async (home) => {
    const made = await runCli(["wallet", "new-hotkey", "--mnemonic-file=phrase"], { home });
    assert.equal(made.code, 0, made.stderr);
    const phrase = (await Deno.readTextFile(`${home}/phrase`)).trim();
    const file = JSON.parse(await Deno.readTextFile(`${home}/.bittensor/wallets/default/hotkeys/default`));
    for (const secret of [phrase, file.privateKey]) {
      // What is signed is shown with --json: so a test can make the program print what it likes.
      await assert.rejects(
        runCli(["wallet", "sign", `--message=${secret}`, "--json"], { home }),
        (error) =>
          error instanceof LeakError && /stdout of sn1 wallet sign/.test(error.message) ||
          assert.fail(`${error}`),
      );
      assert.throws(() => secrets.settle(), LeakError, "it is kept until the scene ends");
    }
    const env = { BT_COLD_PW_DEFAULT: "a password of 8" };
    await assert.rejects(
      runCli(["wallet", "sign", "--message=a password of 8", "--json"], { home, env }),
      LeakError,
    );
    assert.throws(() => secrets.settle(), LeakError);
  }));

full("a secret in a file that is left behind fails its test, wherever it stands", async () => {
  for (
    const [name, encode] of [
      ["sn1.log", (seed: string) => utf8(`seed ${seed}`)],
      [
        "deep/er/state.json",
        (seed: string) => utf8(JSON.stringify({ at: [...Uint8Array.fromHex(seed.slice(2))] })),
      ],
      ["sn1.db", (seed: string) => Uint8Array.fromHex(seed.slice(2))],
    ] as const
  ) {
    await assert.rejects(
      withTempDir(async (home) => {
        await runCli(["wallet", "new-hotkey", "--mnemonic-file=phrase"], { home });
        const file = JSON.parse(
          await Deno.readTextFile(`${home}/.bittensor/wallets/default/hotkeys/default`),
        );
        await Deno.mkdir(`${home}/deep/er`, { recursive: true });
        await Deno.writeFile(`${home}/${name}`, encode(file.secretSeed));
      }),
      (error) => error instanceof LeakError && error.message.includes(name) || assert.fail(`${error}`),
    );
  }
});
