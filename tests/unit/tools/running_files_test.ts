import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { EXIT } from "../../../src/cli/exit_codes.ts";
import { full, withTempDir } from "../../kit/mod.ts";
import { without } from "../../kit/optional_programs.ts";

const root = new URL("../../../", import.meta.url).pathname;
const folder = `${root}docs/running/`;
const UNITS = ["sn1-miner@.service", "sn1-validator@.service"];
/** Another start would end the same way: a person has to do something. */
const FINAL = [EXIT.usage, EXIT.notRegistered, EXIT.wallet, EXIT.model, EXIT.locked];
/** A stop drains for this long at most (docs/interface.md#exit-codes), ms. */
const DRAIN_MS = 10_000;
/** Exposure that `systemd-analyze security` may find, in tenths of its 0 to 10. */
const MOST_EXPOSED = 20;

const systemd = without("systemd-analyze");

/** Values of a key, in order. */
function valuesOf(unit: string, key: string): string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map((match) => match[1]!);
}

full("systemd takes the units as they are, and finds little that they could harm", async () => {
  await withTempDir(async (dir) => {
    for (const name of UNITS) {
      // The program is not installed where tests run.
      const text = (await Deno.readTextFile(folder + name)).replace("/usr/local/bin/sn1 ", "/bin/sh ");
      await Deno.writeTextFile(`${dir}/${name}`, text);
      const analyze = async (...args: string[]) => {
        const { code, stdout, stderr } = await new Deno.Command("systemd-analyze", {
          args,
          env: { SYSTEMD_LOG_LEVEL: "warning" },
        }).output();
        const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        return { code, stdout: decode(stdout), stderr: decode(stderr) };
      };
      const verified = await analyze("verify", `${dir}/${name}`);
      assert.deepEqual([verified.code, verified.stderr], [0, ""]);
      const security = await analyze(
        "security",
        "--offline=true",
        `--threshold=${MOST_EXPOSED}`,
        `${dir}/${name}`,
      );
      assert.equal(security.code, 0, security.stdout + security.stderr);
      assert.match(security.stdout, /Overall exposure level/);
    }
  });
}, { skip: systemd });

full(
  "the units start their own command, stop in time, and stay down after errors only a person can mend",
  async () => {
    for (const name of UNITS) {
      const unit = await Deno.readTextFile(folder + name);
      const command = /^sn1-(\w+)@/.exec(name)![1]!;
      assert.deepEqual(valuesOf(unit, "ExecStart"), [
        `/usr/local/bin/sn1 ${command} --config /etc/sn1/%i.yaml`,
      ]);
      assert.deepEqual(valuesOf(unit, "RestartPreventExitStatus"), [FINAL.join(" ")]);
      assert.ok(Number(valuesOf(unit, "TimeoutStopSec")[0]) * 1000 > DRAIN_MS);
      assert.deepEqual(valuesOf(unit, "Type"), ["notify"]);
      assert.deepEqual(valuesOf(unit, "KillMode"), ["mixed"]);
      // V8 could not compile.
      assert.deepEqual(valuesOf(unit, "MemoryDenyWriteExecute"), []);
    }
    const [miner, validator] = await Promise.all(UNITS.map((name) => Deno.readTextFile(folder + name)));
    const settings = (unit: string) =>
      unit.replace(/^#.*\n/gm, "").replace(/sn1 (miner|validator)/g, "sn1 ROLE");
    assert.equal(settings(miner!), settings(validator!), "both are locked in alike");
  },
);

full("the pm2 file loads, waits for the drain and stays down after errors only a person can mend", () => {
  const require = createRequire(import.meta.url);
  const { apps } = require(`${folder}ecosystem.config.cjs`);
  assert.ok(apps.length > 0);
  for (const app of apps) {
    assert.match(app.name, /^sn1-(miner|validator)-/);
    assert.equal(app.interpreter, "none");
    assert.equal(app.exec_mode, "fork");
    assert.equal(app.instances, 1);
    assert.ok(app.kill_timeout > DRAIN_MS);
    assert.equal(app.treekill, false);
    assert.deepEqual(app.stop_exit_codes, FINAL);
    assert.deepEqual(app.args.slice(0, 2), [app.name.split("-")[1], "--config"]);
  }
});

full("the Dockerfile copies what there is, runs as nobody special, and asks /health", async () => {
  const text = await Deno.readTextFile(`${folder}Dockerfile`);
  const lines = text.replace(/^\s*#.*\n/gm, "").replace(/\\\n/g, " ").split("\n").filter((line) =>
    line.trim()
  );
  const words = lines.map((line) => line.trim().split(/\s+/));
  const of = (instruction: string) => words.filter(([first]) => first === instruction);
  for (const [, ...args] of of("COPY").filter((copy) => !copy.some((word) => word.startsWith("--from=")))) {
    for (const source of args.slice(0, -1)) await Deno.stat(root + source);
  }
  assert.match(of("USER").at(-1)![1]!, /^[1-9]\d*$/);
  assert.equal(of("FROM").length, 2, "nothing of the build comes along but what is copied");
  assert.match(lines.find((line) => line.startsWith("HEALTHCHECK"))!, /127\.0\.0\.1:9090\/health/);
  assert.match(text, /BT_METRICS_PORT=9090/);
  for (const word of ["TOKEN", "PASSWORD", "SECRET", "API_KEY"]) assert.ok(!text.includes(word), word);
  // What the build needs is let through, and nothing else.
  const ignore = (await Deno.readTextFile(`${folder}Dockerfile.dockerignore`)).split("\n");
  assert.equal(ignore.filter((line) => line && !line.startsWith("#"))[0], "*");
  const through = ignore.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  for (const path of through) await Deno.stat(root + path);
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
  assert.ok(imports && through.includes("deno.json") && through.includes("install.sh"));
});
