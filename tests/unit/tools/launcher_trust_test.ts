/** The portable file and folders that other users made, or can change. */
import assert from "node:assert/strict";
import { full, fullPermissions, withTempDir } from "../../kit/mod.ts";
import { without } from "../../kit/optional_programs.ts";
import { ID, names, portable, run } from "./launcher_kit.ts";

const PLANTED = "#!/bin/sh\necho PLANTED\n";
const OTHER = 65_534;
/** Only root can give files away. */
const root = fullPermissions && Deno.uid() === 0;
const skip = fullPermissions && !root ? "not root" : false;

/** Puts a program of somebody else's where the launcher unpacks. */
async function plant(base: string): Promise<void> {
  await Deno.mkdir(`${base}/sn1/${ID}/app`, { recursive: true });
  await Deno.writeTextFile(`${base}/sn1/${ID}/deno`, PLANTED, { mode: 0o755 });
}

async function giveAway(path: string): Promise<void> {
  await Deno.chown(path, OTHER, OTHER);
  if ((await Deno.lstat(path)).isDirectory) {
    for await (const { name } of Deno.readDir(path)) await giveAway(`${path}/${name}`);
  }
}

full("nothing runs from a folder that another user owns, at any depth", async () => {
  for (const owned of ["cache", "cache/sn1", `cache/sn1/${ID}`, "cache/sn1/.deno"]) {
    await withTempDir(async (dir) => {
      const file = await portable(dir);
      await plant(`${dir}/cache`);
      if (owned.endsWith(".deno")) await Deno.mkdir(`${dir}/${owned}`);
      await giveAway(`${dir}/${owned}`);
      const { code, lines, stderr } = await run(file, { SN1_CACHE: `${dir}/cache` });
      assert.deepEqual([code, lines], [1, [""]], `${owned}: ${stderr}`);
      assert.match(stderr, /^sn1: [^\n]*set SN1_CACHE to a folder of your own\n$/, owned);
    });
  }
}, { skip });

full(
  "nothing runs through a link of another user's, nor from a folder beside which others may rename",
  async () => {
    await withTempDir(async (dir) => {
      const file = await portable(dir);
      await plant(`${dir}/evil`);
      await giveAway(`${dir}/evil`);
      await Deno.symlink(`${dir}/evil`, `${dir}/link`);
      await Deno.mkdir(`${dir}/own`);
      await Deno.symlink(`${dir}/evil/sn1`, `${dir}/own/sn1`);
      await Deno.mkdir(`${dir}/deep/sn1`, { recursive: true });
      await Deno.symlink(`${dir}/evil/sn1/${ID}`, `${dir}/deep/sn1/${ID}`);
      for (const cache of ["link", "own", "deep"]) {
        const { code, lines, stderr } = await run(file, { SN1_CACHE: `${dir}/${cache}` });
        assert.deepEqual([code, lines], [1, [""]], `${cache}: ${stderr}`);
      }
    });
  },
  { skip },
);

full("a folder above that everybody may write to is refused, unless it is sticky", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir);
    await Deno.mkdir(`${dir}/shared/mine`, { recursive: true });
    for (const [mode, code] of [[0o777, 1], [0o757, 1], [0o1777, 0], [0o755, 0]] as const) {
      await Deno.chmod(`${dir}/shared`, mode);
      const ran = await run(file, { SN1_CACHE: `${dir}/shared/mine` });
      assert.equal(ran.code, code, `${mode.toString(8)}: ${ran.stderr}`);
      if (code !== 0) assert.match(ran.stderr, /another user can change .*shared: set SN1_CACHE/);
    }
  });
});

full("what others could write to is unpacked again, not run", async () => {
  for (const loose of ["sn1", `sn1/${ID}`]) {
    for (const mode of [0o777, 0o775, 0o757, 0o1777]) {
      await withTempDir(async (dir) => {
        const file = await portable(dir);
        await plant(`${dir}/cache`);
        await Deno.chmod(`${dir}/cache/${loose}`, mode);
        const { code, lines, stderr } = await run(file, { SN1_CACHE: `${dir}/cache` });
        assert.deepEqual([code, stderr], [0, ""], `${loose} ${mode.toString(8)}`);
        assert.equal(lines[0], `${dir}/cache/sn1/${ID}/deno`);
        for (const path of ["sn1", `sn1/${ID}`]) {
          assert.equal((await Deno.stat(`${dir}/cache/${path}`)).mode! & 0o022, 0, path);
        }
      });
    }
  }
});

full(
  "with any umask the folders are closed, and the program keeps the umask it was started with",
  async () => {
    for (const umask of ["000", "002", "022", "077"]) {
      await withTempDir(async (dir) => {
        const file = await portable(dir);
        const { code, lines, stderr } = await run(file, { SN1_CACHE: `${dir}/cache` }, {
          before: `umask ${umask}`,
        });
        assert.deepEqual([code, stderr], [0, ""]);
        assert.ok(lines.includes(`MASK=0${umask}`), lines.join());
        for (const path of ["sn1", "sn1/.deno", `sn1/${ID}`]) {
          assert.equal((await Deno.stat(`${dir}/cache/${path}`)).mode! & 0o777, 0o700, `${umask}: ${path}`);
        }
      });
    }
  },
);

full("another user runs what root has unpacked for all, and keeps the compiled code elsewhere", async () => {
  await withTempDir(async (dir) => {
    await Deno.chmod(dir, 0o755);
    const file = await portable(dir);
    assert.equal((await run(file, { SN1_CACHE: `${dir}/cache` })).code, 0);
    for (const path of ["", "/sn1", `/sn1/${ID}`]) await Deno.chmod(`${dir}/cache${path}`, 0o755);
    await Deno.mkdir(`${dir}/home`);
    await Deno.chown(`${dir}/home`, OTHER, OTHER);
    const env = { SN1_CACHE: `${dir}/cache`, HOME: `${dir}/home` };
    const { code, lines, stderr } = await run(file, env, { uid: OTHER });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(lines[0], `${dir}/cache/sn1/${ID}/deno`);
    assert.equal(lines.at(-1), `DENO_DIR=${dir}/home/.cache/sn1/.deno`);
  });
}, { skip });

full(
  "what a killed launcher left is removed by the next run; what another one unpacks now stays",
  async () => {
    await withTempDir(async (dir) => {
      const file = await portable(dir);
      const env = { SN1_CACHE: `${dir}/cache` };
      assert.equal((await run(file, env)).code, 0);
      const tag = async (pid: number) => {
        const namespace = await new Deno.Command("readlink", { args: ["/proc/self/ns/pid"] }).output();
        const number = new TextDecoder().decode(namespace.stdout).replace(/\D/g, "");
        return `${dir}/cache/sn1/.unpack-${Deno.hostname()}-${number}-${pid}-AbCdEf`;
      };
      const ended = new Deno.Command("true").spawn();
      await ended.status;
      const [dead, alive] = [await tag(ended.pid), await tag(Deno.pid)];
      const [elsewhere, old] = ["elsewhere-1-999999-xyzabc", "AbCdEf"].map((name) =>
        `${dir}/cache/sn1/.unpack-${name}`
      );
      for (const path of [dead, alive, elsewhere!, old!]) {
        await Deno.mkdir(`${path}/app`, { recursive: true });
      }
      const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
      await Deno.utime(old!, hoursAgo, hoursAgo);
      assert.equal((await run(file, env)).code, 0);
      assert.deepEqual(
        await names(`${dir}/cache/sn1`),
        [alive, elsewhere!].map((path) => path.slice(path.lastIndexOf("/") + 1)).concat(ID).sort(),
      );
    });
  },
);

full("kill -9 in the middle of unpacking leaves nothing after the next run", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir, 8_000_000);
    const env = { PATH: "/usr/bin:/bin", SN1_CACHE: `${dir}/cache` };
    for (let round = 0; round < 5; round++) {
      const child = new Deno.Command(file, { env, clearEnv: true, stdout: "null", stderr: "null" }).spawn();
      await new Promise((resolve) => setTimeout(resolve, 30 + 40 * round));
      child.kill("SIGKILL");
      await child.status;
    }
    // What the killed ones started ends by itself.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal((await run(file, env)).code, 0);
    assert.deepEqual(await names(`${dir}/cache/sn1`), [ID]);
  });
});

full("a full disk is one line that says so, and nothing is left behind", async () => {
  await withTempDir(async (dir) => {
    const file = await portable(dir, 4_000_000);
    await Deno.mkdir(`${dir}/small`);
    const script = `mount -t tmpfs -o size=1m tmpfs '${dir}/small' || exit 99
SN1_CACHE='${dir}/small' '${file}'; code=$?; ls -A '${dir}/small/sn1'; exit $code`;
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: ["--mount", "--map-root-user", "sh", "-c", script],
      env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
      clearEnv: true,
    }).output();
    const said = new TextDecoder().decode(stderr);
    if (code === 99 || /unshare failed/.test(said)) {
      return console.log(`no file system can be mounted: ${said}`);
    }
    assert.equal(code, 1);
    assert.match(said, /^sn1: cannot unpack into [^\n]*No space left on device\n$/);
    assert.equal(new TextDecoder().decode(stdout), "");
  });
}, { skip: without("unshare") });

full(
  "variables whose names are no identifiers reach the program, whatever the shell, and no argument shows them",
  async () => {
    const { restoreEnvironment } = await import("../../../src/cli/startup/rest_of_environment.ts");
    for (const shell of ["/bin/dash", "/bin/bash", "/bin/sh"]) {
      if (without(shell)) continue;
      await withTempDir(async (dir) => {
        const file = await portable(dir);
        const hidden = {
          "BT_PW__HOME_ME_KEY-1": "a pass=word with 'quotes', \n a line and ünïcode",
          "BT_PW_a.b": "",
          "A B": "x",
        };
        const env = { SN1_CACHE: `${dir}/cache`, BT_PW_plain: "plain", ...hidden };
        const { code, lines, stderr } = await run(file, env, { shell });
        assert.deepEqual([code, stderr], [0, ""]);
        const rest = lines.find((line) => line.startsWith("REST="))!.slice("REST=".length);
        const seen = new Map([["SN1_ENV_REST", rest]]);
        restoreEnvironment({
          get: (name) => seen.get(name),
          set: (name, value) => void seen.set(name, value),
          delete: (name) => void seen.delete(name),
        });
        assert.deepEqual(Object.fromEntries(seen), hidden, shell);
        assert.ok(!lines.filter((line) => line !== `REST=${rest}`).join().includes("quotes"));
      });
    }
  },
);

Deno.test("restoreEnvironment() takes nothing that a shell would have kept, and nothing damaged", async () => {
  const { restoreEnvironment } = await import("../../../src/cli/startup/rest_of_environment.ts");
  const pack = (text: string) => new TextEncoder().encode(text).toBase64();
  const cases: [packed: string, result: Record<string, string>][] = [
    [pack("PATH=/evil\0HOME=/evil\0a-b=1\0"), { "a-b": "1" }],
    [pack("a-b=mine\0"), { "a-b": "mine" }],
    [pack("no equals sign\0=nameless\0"), {}],
    [pack("x-y=1=2=3"), { "x-y": "1=2=3" }],
    ["%%% not base64", {}],
    ["", {}],
    [new Uint8Array([0xff, 0xfe, 0, 0x3d]).toBase64(), {}],
  ];
  for (const [packed, result] of cases) {
    const seen = new Map([["SN1_ENV_REST", packed]]);
    restoreEnvironment({
      get: (name) => seen.get(name),
      set: (name, value) => void seen.set(name, value),
      delete: (name) => void seen.delete(name),
    });
    assert.deepEqual(Object.fromEntries(seen), result, packed);
  }
});
