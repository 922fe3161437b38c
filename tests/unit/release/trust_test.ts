/** Upgrades in folders where other users can write: what they put there is neither run nor believed. */
import assert from "node:assert/strict";
import { systemClock } from "../../../src/base/mod.ts";
import { identityOf, requireSame, requireTrusted, stagingFolder } from "../../../src/release/beside.ts";
import { fetchRelease, installRelease, pickFile, ReleaseError, rollBack } from "../../../src/release/mod.ts";
import { lockProgram } from "../../../src/release/upgrade_lock.ts";
import { generatePem, readPem } from "../../../tools/release/keys.ts";
import { full, fullPermissions, withTempDir } from "../../kit/mod.ts";
import { manifestOf, sealed, serveRelease, standIn } from "./kit.ts";

const OTHER = 65_534;
const root = fullPermissions && Deno.uid() === 0;
const skip = fullPermissions && !root ? "not root" : false;
const signal = new AbortController().signal;
const refused = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof ReleaseError && error.code === code && message.test(`${error.message} | ${error.hint}`);

interface Place {
  /** Path of program 1.0.0. */
  path: string;
  upgrade(onProgress?: () => void): Promise<void>;
  version(path?: string): Promise<string>;
}

/** A program of this user in a folder like /tmp, and a good release of 2.0.0. */
async function shared(mode: number, body: (place: Place) => Promise<void>): Promise<void> {
  const server = serveRelease();
  try {
    await withTempDir(async (dir) => {
      const path = `${dir}/bin/sn1`;
      await Deno.mkdir(`${dir}/bin`);
      await Deno.chmod(dir, 0o755);
      await Deno.chmod(`${dir}/bin`, mode);
      await Deno.writeFile(path, standIn({ version: "1.0.0" }), { mode: 0o755 });
      const key = await readPem(await generatePem());
      const bytes = standIn({ version: "2.0.0", ballast: 100_000 });
      const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
      const manifest = manifestOf({
        files: [{ platform: Deno.build.target, form: "compiled", name: "new", bytes: bytes.length, sha256 }],
      });
      server.files.set("/new", bytes);
      server.files.set("/stable.release", new Uint8Array(await sealed(manifest, key)));
      await body({
        path,
        async upgrade(onProgress = () => {}) {
          const modules = { clock: systemClock, fetch };
          const options = { url: `${server.url}/stable.release`, keys: [key.publicHex], channel: "stable" };
          const release = await fetchRelease(options, modules, signal);
          const file = pickFile(release.manifest, Deno.build.target, "compiled");
          const watch = { step: () => {}, progress: onProgress };
          await installRelease(release, file, { path, form: "compiled" }, modules, watch, signal);
        },
        async version(of = path) {
          const { stdout } = await new Deno.Command(of, { args: ["--version"] }).output();
          return new TextDecoder().decode(stdout).trim();
        },
      });
    });
  } finally {
    await server.close();
  }
}

full(
  "in a sticky folder nothing that another user puts beside the program is run, written to or removed",
  async () => {
    await shared(0o1777, async ({ path, upgrade, version }) => {
      const planted = ["part", "new", "old.tmp", "swap", "swap.tmp", "upgrade-AAAAAA", "123456789abc.part"];
      for (const name of planted) {
        await Deno.writeFile(`${path}.${name}`, standIn({ version: "6.6.6" }), { mode: 0o777 });
        await Deno.chown(`${path}.${name}`, OTHER, OTHER);
      }
      await Deno.mkdir(`${path}.upgrade-BBBBBB`, { mode: 0o700 });
      await Deno.chown(`${path}.upgrade-BBBBBB`, OTHER, OTHER);
      await upgrade();
      assert.equal(await version(), "2.0.0");
      assert.equal(await version(`${path}.old`), "1.0.0");
      for (const file of [path, `${path}.old`]) assert.equal((await Deno.lstat(file)).uid, Deno.uid(), file);
      for (const name of planted) assert.equal(await version(`${path}.${name}`), "6.6.6", name);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(`${path}.upgrade-BBBBBB`)), []);
    });
  },
  { skip },
);

full("while a program is downloaded, no other user can open it; afterwards nothing is left", async () => {
  await shared(0o1777, async ({ path, upgrade, version }) => {
    const seen = new Set<number>();
    await upgrade(() => {
      const folder = path.slice(0, path.lastIndexOf("/"));
      for (const { name } of Deno.readDirSync(folder)) {
        if (!name.startsWith("sn1.upgrade-")) continue;
        seen.add(Deno.lstatSync(`${folder}/${name}`).mode! & 0o777);
        for (const inside of Deno.readDirSync(`${folder}/${name}`)) {
          seen.add(Deno.lstatSync(`${folder}/${name}/${inside.name}`).mode! & 0o077);
        }
      }
    });
    assert.deepEqual([...seen].sort(), [0, 0o700]);
    assert.equal(await version(), "2.0.0");
    const names = (await Array.fromAsync(Deno.readDir(path.slice(0, -4)))).map(({ name }) => name);
    assert.deepEqual(names.sort(), ["sn1", "sn1.old", "sn1.upgrade.lock"]);
    assert.equal((await Deno.stat(`${path}.upgrade.lock`)).mode! & 0o777, 0o600);
  });
});

full("a folder in which everybody can exchange the program is refused", async () => {
  await shared(0o777, async ({ path, upgrade, version }) => {
    await assert.rejects(upgrade(), refused("untrusted", /every user can exchange files .*chmod o-w/));
    await assert.rejects(
      rollBack({ path, form: "compiled" }, { clock: systemClock }, signal),
      refused("untrusted", /chmod o-w/),
    );
    assert.equal(await version(), "1.0.0");
  });
});

full("a version before, a key or a lock of another user, a link or a looser file is refused", async () => {
  const back = (path: string) => rollBack({ path, form: "compiled" }, { clock: systemClock }, signal);
  await shared(0o1777, async ({ path, version }) => {
    const old = `${path}.old`;
    const write = () => Deno.writeFile(old, standIn({ version: "0.9.0" }), { mode: 0o755 });
    if (root) {
      await write();
      await Deno.chown(old, OTHER, OTHER);
      await assert.rejects(
        back(path),
        refused("untrusted", /sn1\.old belongs to another user \(uid 65534\)/),
      );
      await Deno.remove(old);
    }
    for (const mode of [0o757, 0o775, 0o777]) {
      await write();
      await Deno.chmod(old, mode);
      await assert.rejects(back(path), refused("untrusted", /can be changed by users/), mode.toString(8));
      await Deno.remove(old);
    }
    await Deno.writeFile(`${path}.elsewhere`, standIn({ version: "0.9.0" }), { mode: 0o755 });
    await Deno.symlink(`${path}.elsewhere`, old);
    await assert.rejects(back(path), refused("untrusted", /not a regular file/));
    await Deno.remove(old);
    await write();
    assert.equal((await back(path)).version, "0.9.0");
    assert.equal(await version(), "0.9.0");
  });
  await shared(0o1777, async ({ path, upgrade, version }) => {
    await Deno.symlink(`${path}.target`, `${path}.upgrade.lock`);
    await assert.rejects(upgrade(), refused("untrusted", /not a regular file/));
    await assert.rejects(Deno.lstat(`${path}.target`), Deno.errors.NotFound);
    await Deno.remove(`${path}.upgrade.lock`);
    await Deno.writeTextFile(`${path}.release-key`, "0".repeat(64));
    await requireTrusted(`${path}.release-key`, path);
    if (!root) return;
    await Deno.chown(`${path}.release-key`, OTHER, OTHER);
    await assert.rejects(requireTrusted(`${path}.release-key`, path), refused("untrusted", /another user/));
    await Deno.writeTextFile(`${path}.upgrade.lock`, "");
    await Deno.chown(`${path}.upgrade.lock`, OTHER, OTHER);
    await assert.rejects(lockProgram(path), refused("untrusted", /belongs to uid 65534/));
    assert.equal(await version(), "1.0.0");
  });
});

full(
  "the file whose digest was taken is the one that is installed, not one that took its place",
  async () => {
    await withTempDir(async (dir) => {
      await Deno.writeTextFile(`${dir}/a`, "good");
      const identity = await identityOf(`${dir}/a`);
      await requireSame(`${dir}/a`, identity);
      await Deno.writeTextFile(`${dir}/b`, "good");
      await Deno.rename(`${dir}/b`, `${dir}/a`);
      await assert.rejects(requireSame(`${dir}/a`, identity), refused("untrusted", /was exchanged/));
      await Deno.writeTextFile(`${dir}/sn1`, "");
      const folder = await stagingFolder(`${dir}/sn1`);
      assert.equal(await stagingFolder(`${dir}/sn1`), folder, "a folder of one's own is used again");
      await Deno.chmod(folder, 0o755);
      assert.notEqual(await stagingFolder(`${dir}/sn1`), folder, "one that others can look into is not");
    });
  },
);
