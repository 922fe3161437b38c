import assert from "node:assert/strict";
import { launcher } from "../../../tools/build/launcher.ts";
import { full, withTempDir } from "../../kit/mod.ts";

/** Stands in for deno: says how it was called. */
const FAKE_DENO = '#!/bin/sh\nprintf "%s\\n" "$0" "SELF=$SN1_SELF" "$@" "DENO_DIR=$DENO_DIR"\n';

/** A portable file around a small payload. */
async function portable(dir: string): Promise<string> {
  await Deno.mkdir(`${dir}/stage/app`, { recursive: true });
  await Deno.writeTextFile(`${dir}/stage/deno`, FAKE_DENO, { mode: 0o755 });
  await Deno.writeTextFile(`${dir}/stage/app/sn1.js`, "");
  const tar = new Deno.Command("tar", {
    args: ["-czf", `${dir}/p.tgz`, "-C", `${dir}/stage`, "deno", "app"],
  });
  assert.equal((await tar.output()).code, 0);
  const payload = await Deno.readFile(`${dir}/p.tgz`);
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", payload)).toHex();
  const file = `${dir}/a file/sn1`;
  await Deno.mkdir(`${dir}/a file`);
  await Deno.writeTextFile(
    file,
    launcher({ version: "1.2.3", id: "1.2.3-abc", sha256, permissions: "sn1" }),
    {
      mode: 0o755,
    },
  );
  await Deno.writeFile(file, payload, { append: true });
  return file;
}

async function run(file: string, env: Record<string, string>, args: string[] = []) {
  const command = new Deno.Command(file, { args, env: { PATH: "/usr/bin:/bin", ...env }, clearEnv: true });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, lines: text(stdout).trimEnd().split("\n"), stderr: text(stderr) };
}

full("the portable file unpacks once into the cache and hands all arguments on", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir);
    const home = `${dir}/my home`;
    for (let i = 0; i < 2; i++) {
      const { code, lines, stderr } = await run(file, { HOME: home }, ["demo", "--seed", "a b"]);
      assert.deepEqual([code, stderr], [0, ""]);
      const base = `${home}/.cache/sn1`;
      assert.equal(lines[0], `${base}/1.2.3-abc/deno`);
      assert.equal(lines[1], `SELF=${await Deno.realPath(file)}`, "what sn1 upgrade replaces");
      assert.ok(lines.includes("-P=sn1") && lines.includes("--no-prompt") && lines.includes("--cached-only"));
      assert.deepEqual(lines.slice(-5), [
        `${base}/1.2.3-abc/app/sn1.js`,
        "demo",
        "--seed",
        "a b",
        `DENO_DIR=${base}/.deno`,
      ]);
    }
    const left = (await Array.fromAsync(Deno.readDir(`${home}/.cache/sn1`))).map((entry) => entry.name);
    assert.deepEqual(left, ["1.2.3-abc"]);
  });
});

full("many first runs at once leave one unpacked copy and none half done", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir);
    const runs = await Promise.all(Array.from({ length: 6 }, () => run(file, { SN1_CACHE: `${dir}/cache` })));
    for (const { code, stderr } of runs) assert.deepEqual([code, stderr], [0, ""]);
    const left = (await Array.fromAsync(Deno.readDir(`${dir}/cache/sn1`))).map((entry) => entry.name);
    assert.deepEqual(left, ["1.2.3-abc"]);
    const inside = (await Array.fromAsync(Deno.readDir(`${dir}/cache/sn1/1.2.3-abc`))).map((entry) =>
      entry.name
    );
    assert.deepEqual(inside.sort(), ["app", "deno"]);
  });
});

full("a damaged portable file says so, exits 1 and leaves nothing behind", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir);
    const bytes = await Deno.readFile(file);
    bytes[bytes.length - 20]! ^= 0xff;
    await Deno.writeFile(file, bytes);
    const { code, stderr } = await run(file, { SN1_CACHE: `${dir}/cache` });
    assert.equal(code, 1);
    assert.match(stderr, /^sn1: this file is damaged/);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${dir}/cache/sn1`)), []);
  });
});

full("a cache that cannot be written is named with the variable that moves it", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir);
    await Deno.writeTextFile(`${dir}/blocked`, "");
    const { code, stderr } = await run(file, { SN1_CACHE: `${dir}/blocked` });
    assert.equal(code, 1);
    assert.match(stderr, /cannot write to .*blocked\/sn1: set SN1_CACHE/);
  });
});

full(
  "old versions that nobody runs are removed when a new one unpacks; young ones and the models stay",
  async () => {
    await withTempDir(async (dir) => {
      const file = await portable(dir);
      for (const [name, days] of [["1.2.1-old", 40], ["1.2.2-young", 1], ["models", 40]] as const) {
        await Deno.mkdir(`${dir}/cache/sn1/${name}`, { recursive: true });
        const then = new Date(Date.now() - days * 86_400_000);
        await Deno.utime(`${dir}/cache/sn1/${name}`, then, then);
      }
      assert.equal((await run(file, { SN1_CACHE: `${dir}/cache` })).code, 0);
      const left = (await Array.fromAsync(Deno.readDir(`${dir}/cache/sn1`))).map((entry) => entry.name);
      assert.deepEqual(left.sort(), ["1.2.2-young", "1.2.3-abc", "models"]);
    });
  },
);
