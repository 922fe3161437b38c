import assert from "node:assert/strict";
import { full, withTempDir } from "../../kit/mod.ts";
import { names, portable, run } from "./launcher_kit.ts";

full("the portable file unpacks once into the cache and hands all arguments on", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir);
    const home = `${dir}/my home`;
    for (let i = 0; i < 2; i++) {
      const { code, lines, stderr } = await run(file, { HOME: home }, { args: ["demo", "--seed", "a b"] });
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
    assert.deepEqual(await names(`${home}/.cache/sn1`), ["1.2.3-abc"]);
  });
});

full("many first runs at once leave one unpacked copy and none half done", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir);
    const runs = await Promise.all(Array.from({ length: 6 }, () => run(file, { SN1_CACHE: `${dir}/cache` })));
    for (const { code, stderr } of runs) assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(await names(`${dir}/cache/sn1`), ["1.2.3-abc"]);
    assert.deepEqual(await names(`${dir}/cache/sn1/1.2.3-abc`), ["app", "deno"]);
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
      assert.deepEqual(await names(`${dir}/cache/sn1`), ["1.2.2-young", "1.2.3-abc", "models"]);
    });
  },
);
