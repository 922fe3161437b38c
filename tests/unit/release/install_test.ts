import assert from "node:assert/strict";
import { systemClock } from "../../../src/base/mod.ts";
import {
  checkStep,
  fetchRelease,
  installRelease,
  type InstallStep,
  type Manifest,
  pickFile,
  type Program,
  ReleaseError,
  rollBack,
} from "../../../src/release/mod.ts";
import { stagingFolder } from "../../../src/release/beside.ts";
import { onDisk } from "../../../src/release/disk.ts";
import { stagingPaths } from "../../../src/release/install.ts";
import { lockProgram } from "../../../src/release/upgrade_lock.ts";
import { generatePem, readPem, type ReleaseKey } from "../../../tools/release/keys.ts";
import { full, withTempDir } from "../../kit/mod.ts";
import { manifestOf, type ReleaseServer, sealed, serveRelease, type StandIn, standIn } from "./kit.ts";

const NAME = "sn1-2.0.0";
const is = (code: string, message = /./) => (error: unknown) =>
  error instanceof ReleaseError && error.code === code && message.test(`${error.message} | ${error.hint}`);

interface Stage {
  dir: string;
  program: Program;
  server: ReleaseServer;
  key: ReleaseKey;
  steps: InstallStep[];
  progress: [number, number][];
  /** Publishes a program and its signed manifest. */
  publish(
    build: StandIn | Uint8Array<ArrayBuffer>,
    change?: Partial<Manifest>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** What `sn1 upgrade` does. */
  upgrade(signal?: AbortSignal): Promise<void>;
  /** Version the program in place says it has. */
  version(): Promise<string>;
  /** Names in the program's folder, but the lock. */
  left(): Promise<string[]>;
}

/** A program 1.0.0 in a folder, and a server of releases. */
async function staged(body: (stage: Stage) => Promise<void>): Promise<void> {
  const server = serveRelease();
  try {
    await withTempDir(async (dir) => {
      const key = await readPem(await generatePem());
      const program: Program = { path: `${dir}/bin/sn1`, form: "compiled" };
      await Deno.mkdir(`${dir}/bin`);
      await Deno.writeFile(program.path, standIn({ version: "1.0.0" }), { mode: 0o751 });
      const stage: Stage = {
        dir,
        program,
        server,
        key,
        steps: [],
        progress: [],
        async publish(build, change = {}) {
          const bytes = build instanceof Uint8Array ? build : standIn(build);
          const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
          const file = { platform: Deno.build.target, form: "compiled" as const, name: NAME };
          const manifest = manifestOf({ files: [{ ...file, bytes: bytes.length, sha256 }], ...change });
          server.files.set(`/${NAME}`, bytes);
          server.files.set("/stable.release", new Uint8Array(await sealed(manifest, key)));
          return bytes;
        },
        async upgrade(signal = new AbortController().signal) {
          const modules = { clock: systemClock, fetch };
          const options = { url: `${server.url}/stable.release`, keys: [key.publicHex], channel: "stable" };
          const release = await fetchRelease(options, modules, signal);
          checkStep(release.manifest, "1.0.0", false);
          const file = pickFile(release.manifest, Deno.build.target, program.form);
          await installRelease(release, file, program, modules, {
            step: (step) => stage.steps.push(step),
            progress: (done, total) => stage.progress.push([done, total]),
          }, signal);
        },
        async version() {
          const { stdout } = await new Deno.Command(program.path, { args: ["--version"] }).output();
          return new TextDecoder().decode(stdout).trim();
        },
        async left() {
          const names = (await Array.fromAsync(Deno.readDir(`${dir}/bin`))).map(({ name }) => name);
          return names.filter((name) => !name.endsWith(".lock")).sort();
        },
      };
      await body(stage);
    });
  } finally {
    await server.close();
  }
}

/** Where the upgrade to a program lets it grow; its folder is made when there is none. */
async function partOf({ program }: Stage, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return stagingPaths(await stagingFolder(program.path), { ...manifestOf().files[0]!, sha256 }).part;
}

/** The upgrade fails as told, and the program is as it was. */
async function refused(stage: Stage, check: (error: unknown) => boolean, left = ["sn1"]): Promise<void> {
  await assert.rejects(stage.upgrade(), check);
  assert.equal(await stage.version(), "1.0.0");
  assert.deepEqual(await stage.left(), left);
}

full(
  "a good release is fetched, tried out and put in place, and the version before is kept",
  () =>
    staged(async (stage) => {
      const bytes = await stage.publish({ version: "2.0.0", ballast: 300_000 });
      await stage.upgrade();
      assert.equal(await stage.version(), "2.0.0");
      assert.deepEqual(stage.steps, ["download", "check", "replace", "check again"]);
      assert.deepEqual(stage.progress.at(-1), [bytes.length, bytes.length]);
      assert.deepEqual(await stage.left(), ["sn1", "sn1.old"]);
      assert.equal((await Deno.stat(stage.program.path)).mode! & 0o777, 0o751);
    }),
);

full(
  "a rollback exchanges the two versions, and a second one exchanges them again",
  () =>
    staged(async (stage) => {
      const { signal } = new AbortController();
      await assert.rejects(
        rollBack(stage.program, { clock: systemClock }, signal),
        is("config", /no version to go back/),
      );
      await stage.publish({ version: "2.0.0" });
      await stage.upgrade();
      for (const version of ["1.0.0", "2.0.0"]) {
        assert.deepEqual(await rollBack(stage.program, { clock: systemClock }, signal), { version });
        assert.equal(await stage.version(), version);
        assert.deepEqual(await stage.left(), ["sn1", "sn1.old"]);
      }
      await Deno.writeTextFile(`${stage.program.path}.old`, "#!/bin/sh\nexit 1\n");
      await assert.rejects(rollBack(stage.program, { clock: systemClock }, signal), is("unhealthy"));
      assert.equal(await stage.version(), "2.0.0");
    }),
);

full(
  "nothing is fetched for a release that no trusted key signed, or that was changed",
  () =>
    staged(async (stage) => {
      await stage.publish({ version: "2.0.0" });
      const good = stage.server.files.get("/stable.release")!;
      const bad = good.slice();
      bad[bad.length - 5]! ^= 1;
      stage.server.files.set("/stable.release", bad);
      await refused(stage, is("untrusted", /does not fit/));
      stage.server.files.set("/stable.release", good);
      stage.key = await readPem(await generatePem());
      await assert.rejects(
        fetchRelease({
          url: `${stage.server.url}/stable.release`,
          keys: [stage.key.publicHex],
          channel: "stable",
        }, {
          clock: systemClock,
          fetch,
        }, new AbortController().signal),
        is("untrusted", /--release-key/),
      );
      await assert.rejects(
        fetchRelease({ url: `${stage.server.url}/stable.release`, keys: [], channel: "stable" }, {
          clock: systemClock,
          fetch,
        }, new AbortController().signal),
        is("config", /SN1_RELEASE_KEY/),
      );
      assert.deepEqual(stage.server.seen, ["/stable.release", "/stable.release"]);
    }),
);

full(
  "an expired release and an older one are refused before anything is fetched",
  () =>
    staged(async (stage) => {
      await stage.publish({ version: "2.0.0" }, { expires: "2025-02-01T00:00:00Z" });
      await refused(stage, is("expired"));
      await stage.publish({ version: "0.9.0" }, { version: "0.9.0" });
      await refused(stage, is("downgrade", /--allow-downgrade/));
      assert.ok(stage.server.seen.every((path) => path === "/stable.release"));
    }),
);

full(
  "a program that was exchanged on the server is not installed, and its part is deleted",
  () =>
    staged(async (stage) => {
      const bytes = await stage.publish({ version: "2.0.0" });
      const other = bytes.slice();
      other[bytes.length - 10]! ^= 1;
      stage.server.files.set(`/${NAME}`, other);
      await refused(stage, is("damaged", /digest differs/));
    }),
);

full("a program that is longer than signed is cut off and refused", () =>
  staged(async (stage) => {
    const bytes = await stage.publish({ version: "2.0.0" });
    stage.server.files.set(`/${NAME}`, new Uint8Array([...bytes, 1]));
    await assert.rejects(stage.upgrade(), is("damaged", /larger than/));
    assert.equal(await stage.version(), "1.0.0");
  }));

full(
  "an interrupted download goes on where it stopped, whatever part of it was lost",
  () =>
    staged(async (stage) => {
      const bytes = await stage.publish({ version: "2.0.0", ballast: 200_000 });
      const half = bytes.length >> 1;
      stage.server.answers.set(`/${NAME}`, () => new Response(bytes.slice(0, half)));
      await assert.rejects(stage.upgrade(), is("unreachable", /ended after \d+ of \d+ bytes \| .*goes on/));
      assert.equal(await stage.version(), "1.0.0");
      stage.server.answers.clear();
      await stage.upgrade();
      assert.equal(stage.server.seen.at(-1), `/${NAME} bytes=${half}-`);
      assert.equal(await stage.version(), "2.0.0");
    }),
);

full(
  "a server without ranges, a wrong range and a spoilt part lead to a download from the start",
  () =>
    staged(async (stage) => {
      const bytes = await stage.publish({ version: "2.0.0" });
      let part = await partOf(stage, bytes);
      await Deno.writeFile(part, bytes.slice(0, 20));
      stage.server.answers.set(
        `/${NAME}`,
        () => new Response(bytes.slice(5), { status: 206, headers: { "content-range": "bytes 5-9/10" } }),
      );
      await refused(stage, is("damaged", /another range/));
      part = await partOf(stage, bytes);
      await Deno.writeFile(part, bytes.slice(0, 20));
      stage.server.answers.set(`/${NAME}`, () => new Response(bytes));
      await stage.upgrade();
      assert.equal(await stage.version(), "2.0.0");
      part = await partOf(stage, bytes);
      // A part of the right length and the wrong content, beside one of a version nobody wants any more.
      await Deno.writeFile(stage.program.path, standIn({ version: "1.0.0" }));
      stage.server.answers.clear();
      await Deno.writeFile(part, new Uint8Array(20));
      await Deno.writeFile(part.replace(/[0-9a-f]{12}\.part$/, "0123456789ab.part"), new Uint8Array(9));
      await stage.upgrade();
      assert.equal(await stage.version(), "2.0.0");
      assert.deepEqual(await stage.left(), ["sn1", "sn1.old"]);
    }),
);

full("redirects are followed on the same host only, and not in circles", () =>
  staged(async (stage) => {
    const elsewhere = serveRelease();
    try {
      const bytes = await stage.publish({ version: "2.0.0" });
      const to = (location: string) => () => new Response(null, { status: 302, headers: { location } });
      elsewhere.files.set(`/${NAME}`, bytes);
      stage.server.answers.set(`/${NAME}`, to(`${elsewhere.url}/${NAME}`));
      await refused(stage, is("unreachable", /leads elsewhere/));
      stage.server.answers.set(`/${NAME}`, to(`/${NAME}`));
      await refused(stage, is("unreachable", /circles/));
      assert.deepEqual(elsewhere.seen, []);
      stage.server.files.set("/mirror/file", bytes);
      stage.server.answers.set(`/${NAME}`, to("/mirror/file"));
      await stage.upgrade();
      assert.equal(await stage.version(), "2.0.0");
    } finally {
      await elsewhere.close();
    }
  }));

full("a new program that does not work here is never put in place", () =>
  staged(async (stage) => {
    await stage.publish({ version: "2.0.1" });
    await refused(stage, is("unhealthy", /calls itself "2\.0\.1", not 2\.0\.0 \| .*running version stays/));
    await stage.publish({ version: "2.0.0", broken: true });
    await refused(stage, is("unhealthy", /no such instruction/));
    await stage.publish(new TextEncoder().encode("\u007fELF of another machine"));
    await refused(stage, is("unhealthy"));
  }));

full(
  "a new program that fails in its place is replaced by the version before",
  () =>
    staged(async (stage) => {
      await stage.publish({ version: "2.0.0", worksAs: ".new" });
      await refused(stage, is("unhealthy", /cannot start here \| the version before was put back/));
      assert.deepEqual(stage.steps.slice(-2), ["check again", "roll back"]);
    }),
);

full("a stop while the new program is tried out leaves the old one", () =>
  staged(async (stage) => {
    await stage.publish({ version: "2.0.0", hangs: true });
    const stop = new AbortController();
    const upgrading = stage.upgrade(stop.signal);
    upgrading.catch(() => {});
    while (!stage.steps.includes("check")) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort(new ReleaseError("config", "stopped"));
    await assert.rejects(upgrading, /stopped/);
    assert.equal(await stage.version(), "1.0.0");
    assert.deepEqual(await stage.left(), ["sn1"]);
  }));

full(
  "a disk that cannot be written is told with what to do, and nothing changes",
  () =>
    staged(async (stage) => {
      const bytes = await stage.publish({ version: "2.0.0" });
      const part = await partOf(stage, bytes);
      await Deno.mkdir(`${part}/in the way`, { recursive: true });
      await assert.rejects(stage.upgrade(), is("disk", /cannot delete .*not empty/));
      assert.equal(await stage.version(), "1.0.0");
      const told = [
        [new Error("No space left on device (os error 28)"), /the disk is full/],
        [new Error("Read-only file system (os error 30)"), /file system is read-only/],
        [new Deno.errors.PermissionDenied("Permission denied (os error 13)"), /as the owner/],
      ] as const;
      for (const [error, hint] of told) {
        await assert.rejects(onDisk("write x", () => Promise.reject(error)), is("disk", hint));
      }
    }),
);

full(
  "two upgrades at once: the second is told to wait, and a lock that is left behind holds nobody up",
  () =>
    staged(async (stage) => {
      await stage.publish({ version: "2.0.0" });
      {
        using _held = await lockProgram(stage.program.path);
        await refused(stage, is("locked"));
      }
      await stage.upgrade();
      assert.equal(await stage.version(), "2.0.0");
    }),
);

full(
  "a kill at any step leaves a program that works, and the next upgrade succeeds",
  () =>
    staged(async (stage) => {
      const child = new URL("./interrupted.ts", import.meta.url).pathname;
      for (const point of ["download", "check", "replace", "check again"]) {
        await Deno.writeFile(stage.program.path, standIn({ version: "1.0.0" }), { mode: 0o755 });
        await stage.publish({ version: "2.0.0", ballast: 100_000 });
        const { code, signal } = await new Deno.Command(Deno.execPath(), {
          args: [
            "run",
            "-P",
            "--quiet",
            child,
            stage.server.url,
            stage.key.publicHex,
            stage.program.path,
            point,
          ],
          stdout: "null",
          stderr: "null",
        }).output();
        assert.equal(signal, "SIGKILL", `${point}: ${code}`);
        assert.equal(await stage.version(), point === "check again" ? "2.0.0" : "1.0.0", point);
        await stage.upgrade();
        assert.equal(await stage.version(), "2.0.0");
        assert.deepEqual(await stage.left(), ["sn1", "sn1.old"]);
      }
    }),
);
