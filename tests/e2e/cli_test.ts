import assert from "node:assert/strict";
import { type CliResult, runCli } from "../kit/cli.ts";
import { full, withTempDir } from "../kit/mod.ts";

const NAMES = async () => (await import("../../src/cli/commands.ts")).COMMANDS.map(({ name }) => name);

full("--help of every command is printed on stdout and says nothing else", () =>
  withTempDir(async (home) => {
    const names = await NAMES();
    // A few at a time: they are processes.
    for (let i = 0; i < names.length; i += 4) {
      await Promise.all(
        names.slice(i, i + 4).map(async (name) => {
          const { code, stdout, stderr } = await runCli([name, "--help"], { home });
          assert.equal(code, 0, name);
          assert.equal(stderr, "", name);
          assert.match(stdout, new RegExp(`^Usage: sn1 ${name}`));
          assert.match(stdout, /\nExamples:\n/);
        }),
      );
    }
  }));

full(
  "completion scripts are valid shell and offer commands, verbs and flags",
  () =>
    withTempDir(async (home) => {
      const { stdout } = await runCli(["completions", "bash"], { home });
      await Deno.writeTextFile(`${home}/sn1.bash`, stdout);
      const bash = async (script: string) => {
        const { code, stdout, stderr } = await new Deno.Command("bash", { args: ["-c", script], cwd: home })
          .output();
        assert.equal(code, 0, new TextDecoder().decode(stderr));
        return new TextDecoder().decode(stdout).trim().split(/\s+/);
      };
      await bash("bash -n sn1.bash");
      const complete = (...words: string[]) =>
        bash(
          `source ./sn1.bash; COMP_WORDS=(sn1 ${words.map((w) => `'${w}'`).join(" ")}); ` +
            `COMP_CWORD=${words.length}; _sn1; echo "\${COMPREPLY[@]}"`,
        );
      assert.deepEqual(await complete("mi"), ["miner"]);
      assert.deepEqual(await complete("wallet", "new-"), ["new-coldkey", "new-hotkey"]);
      assert.deepEqual(await complete("validator", "--reward.p"), ["--reward.profile"]);
      for (const shell of ["zsh", "fish"]) {
        const script = (await runCli(["completions", shell], { home })).stdout;
        for (const name of await NAMES()) assert.ok(script.includes(name), `${shell}: ${name}`);
      }
    }),
);

/** Runs commands and keeps everything they print. */
function recorder(home: string) {
  const printed: string[] = [];
  return {
    printed,
    async run(args: string[], env: Record<string, string> = {}): Promise<CliResult> {
      const result = await runCli(args, { home, env });
      printed.push(result.stdout, result.stderr);
      return result;
    },
  };
}

full(
  "a key made, shown, restored and used is the same key, and its secrets are printed nowhere",
  () =>
    withTempDir(async (home) => {
      const { run, printed } = recorder(home);
      const json = async (...args: string[]) => {
        const { code, stdout, stderr } = await run(["wallet", ...args, "--json"]);
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
      };
      const cold = await json("new-coldkey", "--no-password", "--mnemonic-file=cold", "--words=24");
      const hot = await json("new-hotkey", "--mnemonic-file=hot");
      assert.deepEqual(await json("show"), {
        name: "default",
        coldkey: cold.ss58,
        hotkeys: [{ name: "default", ss58: hot.ss58 }],
      });
      for (const file of ["cold", "hot"]) {
        assert.equal((await Deno.stat(`${home}/${file}`)).mode! & 0o777, 0o600);
      }

      const again = await json("regen-hotkey", "--wallet.hotkey=again", "--mnemonic-file=hot");
      assert.equal(again.ss58, hot.ss58);
      const file = JSON.parse(await Deno.readTextFile(`${home}/.bittensor/wallets/default/hotkeys/default`));
      await Deno.writeTextFile(`${home}/seed`, file.secretSeed);
      const seeded = await json("regen-hotkey", "--wallet.hotkey=seeded", "--seed-file=seed");
      assert.equal(seeded.ss58, hot.ss58);
      assert.equal(
        (await run(["wallet", "regen-hotkey", "--mnemonic-file=hot"])).code,
        2,
        "it is there already",
      );

      const { signature } = await json("sign", "--message=it is me", "--wallet.hotkey=again");
      const verify = (message: string) =>
        run(["wallet", "verify", `--message=${message}`, `--signature=${signature}`, `--ss58=${hot.ss58}`]);
      assert.equal((await verify("it is me")).code, 0);
      assert.equal((await verify("it is you")).code, 1);
      await run(["wallet", "list"]);

      await Deno.writeTextFile(
        `${home}/wrong`,
        (await Deno.readTextFile(`${home}/hot`)).replace(/^\w+/, "nosuchword"),
      );
      const refused = await run(["wallet", "regen-hotkey", "--wallet.hotkey=bad", "--mnemonic-file=wrong"]);
      assert.notEqual(refused.code, 0);

      const secrets = [file.secretSeed, file.privateKey].map((hex: string) => hex.replace(/^0x/, ""));
      for (const phrase of ["cold", "hot", "wrong"]) {
        const words = (await Deno.readTextFile(`${home}/${phrase}`)).trim();
        // Three words in a row would already give too much away.
        secrets.push(
          ...words.split(" ").slice(0, -2).map((_, i) => words.split(" ").slice(i, i + 3).join(" ")),
        );
      }
      const everything = printed.join("\n").toLowerCase();
      for (const secret of secrets) {
        assert.ok(secret.length > 8);
        assert.ok(!everything.includes(secret.toLowerCase()), "a secret was printed");
      }
    }),
);

full(
  "a password of the environment locks a new coldkey and opens it again",
  () =>
    withTempDir(async (home) => {
      const { run } = recorder(home);
      const env = { BT_COLD_PW_VAULT: "correct horse" };
      const made = await run(["wallet", "new-coldkey", "--wallet.name=vault", "--mnemonic-file=p"], env);
      assert.equal(made.code, 0, made.stderr);
      const content = await Deno.readFile(`${home}/.bittensor/wallets/vault/coldkey`);
      assert.equal(new TextDecoder().decode(content.subarray(0, 5)), "$NACL");
      const sign = ["wallet", "sign", "--use-coldkey", "--wallet.name=vault", "--message=m"];
      assert.equal((await run(sign, env)).code, 0);
      assert.equal((await run(sign)).code, 5);
      assert.ok(!(made.stdout + made.stderr).includes("correct horse"));
    }),
);

full(
  "a password in btwallet's variable opens a key whose name has a hyphen, which no shell keeps in a name",
  () =>
    withTempDir(async (home) => {
      const { run } = recorder(home);
      const { pathVariable } = await import("../../src/wallet/passwords.ts");
      const wallet = "--wallet.name=vault-1";
      const made = await run(["wallet", "new-coldkey", wallet, "--mnemonic-file=p"], {
        "BT_COLD_PW_VAULT-1": "correct horse",
      });
      assert.equal(made.code, 0, made.stderr);
      const name = pathVariable(`${home}/.bittensor/wallets/vault-1/coldkey`);
      assert.match(name, /VAULT-1_COLDKEY$/);
      const mask = new TextEncoder().encode(name);
      const hidden = new TextEncoder().encode("correct horse").map((byte, i) =>
        byte ^ mask[i % mask.length]!
      );
      const sign = ["wallet", "sign", "--use-coldkey", wallet, "--message=m"];
      const opened = await run(sign, { [name]: hidden.toBase64() });
      assert.equal(opened.code, 0, opened.stderr);
      assert.equal((await run(sign)).code, 5);
    }),
);

full("a config file and the environment stand behind the flags", () =>
  withTempDir(async (home) => {
    const { run } = recorder(home);
    await Deno.writeTextFile(`${home}/sn1.yaml`, "wallet.name: fromfile\nwallet:\n  hotkey: nested\n");
    await Deno.writeTextFile(`${home}/.env`, "BT_WALLET_HOTKEY='fromdotenv'\n");
    const missing = async (args: string[], env = {}) =>
      /wallets\/(\S+) does not exist/.exec(
        (await run(["wallet", "sign", "--message=m", ...args], env)).stderr,
      )?.[1];
    assert.equal(await missing([]), "default/hotkeys/fromdotenv");
    assert.equal(await missing([], { BT_WALLET_NAME: "fromenv" }), "fromenv/hotkeys/fromdotenv");
    assert.equal(
      await missing(["--config=sn1.yaml"], { BT_WALLET_NAME: "fromenv" }),
      "fromfile/hotkeys/nested",
    );
    assert.equal(await missing(["--config=sn1.yaml", "--wallet-name", "flag"]), "flag/hotkeys/nested");
  }));
