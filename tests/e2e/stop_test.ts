import assert from "node:assert/strict";
import { full, until, withTempDir } from "../kit/mod.ts";
import { startCli } from "../kit/cli.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;

/** Runs a shell line in which `sn1` is the program from its sources. */
async function shell(line: string, home: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `sn1() { "$DENO" run -P --quiet "$MAIN" "$@"; }; ${line}`],
    env: {
      HOME: home,
      DENO: Deno.execPath(),
      MAIN: main,
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      NO_COLOR: "1",
    },
    cwd: home,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

full(
  "a stdout that cannot be written is one clean line, and a closed one is silent",
  () =>
    withTempDir(async (home) => {
      for (
        const line of [
          "--help",
          "--version",
          "wallet --help",
          "wallet list",
          "wallet list --json",
          "wallet nope --json",
        ]
      ) {
        const { code, stderr } = await shell(`sn1 ${line} > /dev/full`, home);
        assert.ok(code === 1 || code === 2, `${line}: ${code}`);
        assert.match(stderr, /^error: /m, line);
        assert.doesNotMatch(stderr, /\n\s+at |Uncaught|fault of the program/, line);
      }
      const closed = await shell("{ sn1 wallet list; echo $? >&2; } | true", home);
      assert.doesNotMatch(closed.stderr, /Uncaught|error:/);
    }),
);

full(
  "a stderr that is gone or full neither ends a service nor skips its clean stop",
  () =>
    withTempDir(async (home) => {
      for (const [where, sink] of [["full", "2> /dev/full"], ["gone", "2> >(exec true)"]] as const) {
        const script = `"$DENO" run -P --quiet "$MAIN" localnet --port 0 --json > out ${sink} & pid=$!
        for i in $(seq 300); do [ -s out ] && break; sleep 0.1; done
        sleep 0.3; kill -INT $pid; wait $pid; echo "rc $?"`;
        const { stdout } = await new Deno.Command("bash", {
          args: ["-c", script],
          env: {
            HOME: home,
            DENO: Deno.execPath(),
            MAIN: main,
            DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
          },
          cwd: home,
        }).output();
        // A shell starts background jobs with SIGINT ignored; the program listens all the same.
        assert.match(new TextDecoder().decode(stdout), /rc 0/, where);
        assert.match(await Deno.readTextFile(`${home}/out`), /endpoint/);
        await Deno.remove(`${home}/out`);
      }
    }),
);

full(
  "a service goes on after a hangup under nohup, and stops cleanly without it",
  () =>
    withTempDir(async (home) => {
      const plain = startCli(["localnet", "--port=0", "--json"], { home });
      await plain.waitFor(/endpoint/, "stdout", 60_000);
      plain.kill("SIGHUP");
      assert.equal((await plain.finished(20_000)).code, 0, plain.stderr());
      const script = `nohup "$DENO" run -P --quiet "$MAIN" localnet --port 0 --json > out 2>err & pid=$!
      for i in $(seq 300); do [ -s out ] && break; sleep 0.1; done
      kill -HUP $pid; sleep 1; kill -0 $pid && echo lives; kill -TERM $pid; wait $pid; echo "rc $?"`;
      const { stdout } = await new Deno.Command("bash", {
        args: ["-c", script],
        env: {
          HOME: home,
          DENO: Deno.execPath(),
          MAIN: main,
          DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
        },
        cwd: home,
      }).output();
      assert.match(new TextDecoder().decode(stdout), /lives\nrc 0/);
    }),
);

full(
  "Ctrl-C while a new key is encrypted leaves neither key nor phrase, and ends with 130",
  () =>
    withTempDir(async (home) => {
      await Deno.writeTextFile(`${home}/pw`, "correct horse\n");
      const running = startCli(
        ["wallet", "new-coldkey", "--wallet.name=w", "--mnemonic-file=phrase", "--password-file=pw"],
        { home },
      );
      await until(
        () => {
          try {
            return Deno.statSync(`${home}/phrase`).isFile;
          } catch {
            return false;
          }
        },
        60_000,
        "the phrase file",
      );
      running.kill("SIGINT");
      const { code, stderr } = await running.finished(30_000);
      assert.equal(code, 130, stderr);
      for (const path of ["phrase", ".bittensor/wallets/w/coldkey", ".bittensor/wallets/w/coldkeypub.txt"]) {
        await assert.rejects(Deno.lstat(`${home}/${path}`), Deno.errors.NotFound, path);
      }
    }),
);
