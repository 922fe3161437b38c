import assert from "node:assert/strict";
import { findProgram, openEnvelope, parseManifest, ReleaseError } from "../../../src/release/mod.ts";
import { generatePem, readPem } from "../../../tools/release/keys.ts";
import { makeRelease } from "../../../tools/release/make.ts";
import { runCli } from "../../kit/cli.ts";
import { full, withTempDir } from "../../kit/mod.ts";
import { manifestOf, sealed, serveRelease } from "./kit.ts";

/** First bytes of the self-unpacking file. */
const portable = (version: string) => `#!/bin/sh\n# sn1 ${version}: this file is a shell script\n`;

full("from its sources the program checks for releases, but says that it cannot replace itself", async () => {
  const server = serveRelease();
  try {
    await withTempDir(async (home) => {
      const key = await readPem(await generatePem());
      server.files.set(
        "/stable.release",
        new Uint8Array(await sealed(manifestOf({ version: "99.0.0" }), key)),
      );
      const url = `--url=${server.url}/stable.release`;
      const trusted = { SN1_RELEASES: `${server.url}/stable.release`, SN1_RELEASE_KEY: key.publicHex };
      const run = (args: string[], env: Record<string, string> = {}) =>
        runCli(["upgrade", ...args, "--json"], { home, env });
      const [bare, unpinned, checked, sources] = await Promise.all([
        run([]),
        run([url, "--check"]),
        run(["--check"], trusted),
        run([], trusted),
      ]);
      const error = (text: string) => JSON.parse(text).error;
      assert.equal(bare.code, 2);
      assert.match(error(bare.stdout).hint, /SN1_RELEASES/);
      assert.equal(unpinned.code, 2);
      assert.equal(error(unpinned.stdout).code, "release.config");
      assert.equal(checked.code, 0, checked.stdout);
      const { action, version, newer, path } = JSON.parse(checked.stdout);
      assert.deepEqual({ action, version, newer, path }, {
        action: "none",
        version: "99.0.0",
        newer: true,
        path: null,
      });
      assert.equal(sources.code, 2);
      assert.match(error(sources.stdout).message, /from its sources/);
      // A working folder must not decide whose programs are installed.
      await Deno.writeTextFile(`${home}/.env`, `SN1_RELEASE_KEY=${key.publicHex}\n`);
      const dotEnv = await run([url, "--check"]);
      assert.equal(dotEnv.code, 2);
      assert.equal(error(dotEnv.stdout).code, "release.config");
      assert.match(dotEnv.stderr, /SN1_RELEASE_KEY in \.env is ignored/);
    });
  } finally {
    await server.close();
  }
});

full("the self test passes here and names what it tried", async () => {
  const { selfTest } = await import("../../../src/cli/self_test.ts");
  const checks = await selfTest();
  assert.deepEqual(
    checks,
    ["commands", "keys", "database", "timelock", "engine"].map((name) => ({ name, ok: true })),
  );
});

full(
  "the file to replace is the program itself, whatever link leads to it, and never a leftover variable",
  async () => {
    await withTempDir(async (dir) => {
      const real = await Deno.realPath(dir);
      await Deno.writeTextFile(`${real}/sn1`, portable("1.0.0"));
      await Deno.writeTextFile(`${real}/other`, "#!/bin/sh\n");
      await Deno.symlink(`${real}/sn1`, `${real}/link`);
      const compiled = {
        standalone: true,
        execPath: `${real}/link`,
        mainModule: "file:///x/main.ts",
        self: undefined,
      };
      assert.deepEqual(await findProgram(compiled), { path: `${real}/sn1`, form: "compiled" });
      const unpacked = {
        standalone: false,
        execPath: "/cache/1.0.0-abc/deno",
        mainModule: "file:///cache/1.0.0-abc/app/sn1.js",
        self: `${real}/link`,
      };
      assert.deepEqual(await findProgram(unpacked), { path: `${real}/sn1`, form: "portable" });
      const sources = (error: unknown) => error instanceof ReleaseError && error.code === "config";
      for (
        const change of [
          { self: undefined },
          { self: `${real}/other` },
          { self: `${real}/missing` },
          { mainModule: "file:///src/main.ts" },
          { execPath: "/usr/bin/deno" },
        ]
      ) await assert.rejects(findProgram({ ...unpacked, ...change }), sources, JSON.stringify(change));
    });
  },
);

full(
  "a release is made of builds of its own version, signed by each key, and opens as it was meant",
  async () => {
    await withTempDir(async (dir) => {
      const keys = [await readPem(await generatePem()), await readPem(await generatePem())];
      await Deno.writeTextFile(`${dir}/a`, portable("1.2.3"));
      await Deno.writeFile(`${dir}/b`, new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2]));
      await Deno.writeTextFile(`${dir}/old`, portable("1.2.2"));
      const plan = {
        version: "1.2.3",
        channel: "stable",
        minVersion: "1.0.0",
        issuedMs: Date.UTC(2030, 0, 1),
        days: 30,
        builds: [{ path: `${dir}/a`, platform: "x86_64-unknown-linux-gnu" }, {
          path: `${dir}/b`,
          platform: "aarch64-unknown-linux-gnu",
        }],
        out: `${dir}/out`,
      };
      const path = await makeRelease(plan, keys);
      assert.equal(path, `${dir}/out/stable.release`);
      for (const key of keys) {
        const opened = await openEnvelope(await Deno.readFile(path), [key.publicHex]);
        const manifest = parseManifest(opened.manifest);
        assert.deepEqual(manifest.files.map(({ form, platform }) => [form, platform]), [
          ["portable", "x86_64-unknown-linux-gnu"],
          ["compiled", "aarch64-unknown-linux-gnu"],
        ]);
        assert.equal(manifest.expires, "2030-01-31T00:00:00.000Z");
        for (const file of manifest.files) {
          assert.equal((await Deno.stat(`${dir}/out/${file.name}`)).size, file.bytes);
        }
      }
      const old = { ...plan, builds: [{ path: `${dir}/old`, platform: "x86_64-unknown-linux-gnu" }] };
      await assert.rejects(makeRelease(old, keys), /no build of sn1 1\.2\.3/);
      const name = { ...plan, channel: "../up" };
      await assert.rejects(makeRelease(name, keys), ReleaseError);
    });
  },
);
