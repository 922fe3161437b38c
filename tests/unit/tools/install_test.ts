import assert from "node:assert/strict";
import { full, withTempDir } from "../../kit/mod.ts";

const SCRIPT = new URL("../../../install.sh", import.meta.url).pathname;
const VERSION = "2.9.6";

/** A folder with only the named programs of the system, and scripts of our own. */
async function programs(dir: string, system: string[], own: Record<string, string>): Promise<string> {
  const bin = `${dir}/bin`;
  await Deno.mkdir(bin, { recursive: true });
  for (const name of system) {
    const real = ["/usr/bin", "/bin"].map((folder) => `${folder}/${name}`).find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });
    if (real) await Deno.symlink(real, `${bin}/${name}`);
  }
  for (const [name, body] of Object.entries(own)) {
    await Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  return bin;
}

const BASE = ["sh", "dirname", "sed", "mkdir", "ln", "cat", "chmod"];

async function install(dir: string, bin: string) {
  const command = new Deno.Command("/bin/bash", {
    args: [SCRIPT, "--deno-only"],
    env: { PATH: bin, HOME: `${dir}/home` },
    clearEnv: true,
  });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout).trim(), stderr: new TextDecoder().decode(stderr) };
}

full("install.sh uses the deno on PATH when it has the pinned version", async () => {
  await withTempDir(async (dir) => {
    const bin = await programs(dir, BASE, { deno: `echo "deno ${VERSION} (stable)"` });
    assert.deepEqual(await install(dir, bin), { code: 0, stdout: bin, stderr: "" });
  });
});

full("install.sh passes over a deno of another version", async () => {
  await withTempDir(async (dir) => {
    const bin = await programs(dir, BASE, { deno: 'echo "deno 2.1.0"' });
    const { code, stderr } = await install(dir, bin);
    assert.equal(code, 1);
    assert.match(stderr, /npm, or curl with unzip/);
  });
});

full("install.sh fetches deno with npm and links the program itself", async () => {
  await withTempDir(async (dir) => {
    const home = `${dir}/home/.sn1/deno`;
    await Deno.writeTextFile(
      `${dir}/real`,
      `#!/bin/sh\nif [ "$1" = eval ]; then echo ${dir}/real; else echo deno ${VERSION}; fi\n`,
      { mode: 0o755 },
    );
    const pinned = [
      ...(await Deno.readTextFile(SCRIPT)).matchAll(/^(deno|@deno\/linux-x64-glibc) (sha512-\S+)$/gm),
    ];
    assert.equal(pinned.length, 2);
    const lock = (digests: string[]) =>
      JSON.stringify(
        {
          packages: Object.fromEntries(
            pinned.map((
              [, name],
              i,
            ) => [`node_modules/${name}`, { version: VERSION, integrity: digests[i] }]),
          ),
        },
        null,
        2,
      );
    const npm = `mkdir -p ${home}/node_modules/.bin ${home}/node_modules/deno
ln -sf ${dir}/real ${home}/node_modules/.bin/deno
cat ${dir}/lock >${home}/node_modules/.package-lock.json`;
    const bin = await programs(dir, BASE, { npm, node: `: >${dir}/ran` });
    const good = pinned.map((match) => match[2]!);
    const bad = ["sha512-AAAA", ""].flatMap((digest) => [[digest, good[1]!], [good[0]!, digest]]);
    for (const digests of bad) {
      await Deno.writeTextFile(`${dir}/lock`, lock(digests));
      const { code, stderr } = await install(dir, bin);
      assert.equal(code, 1, digests.join());
      assert.match(stderr, /do not have the digests/);
      await assert.rejects(Deno.stat(`${dir}/ran`), Deno.errors.NotFound);
      await assert.rejects(Deno.lstat(`${home}/bin/deno`), Deno.errors.NotFound);
    }
    await Deno.writeTextFile(`${dir}/lock`, lock(good));
    const first = await install(dir, bin);
    assert.equal(first.code, 0, first.stderr);
    assert.equal(first.stdout, `${home}/bin`);
    assert.match(first.stderr, /with npm/);
    assert.equal(await Deno.readLink(`${home}/bin/deno`), `${dir}/real`);
    assert.deepEqual(await install(dir, bin), { code: 0, stdout: `${home}/bin`, stderr: "" });
  });
});

full("install.sh takes the official installer where there is no npm", async () => {
  await withTempDir(async (dir) => {
    const script = [
      'mkdir -p "$DENO_INSTALL/bin"',
      `printf "#!/bin/sh\\necho deno $(echo "$3" | sed s/^v//)\\n" > "$DENO_INSTALL/bin/deno"`,
      'chmod +x "$DENO_INSTALL/bin/deno"',
    ].join("\n");
    const bin = await programs(dir, BASE, { curl: `cat <<'END'\n${script}\nEND`, unzip: "" });
    const { code, stdout, stderr } = await install(dir, bin);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${dir}/home/.sn1/deno/bin`);
    assert.match(stderr, /its own installer/);
  });
});

full("install.sh says what is missing and how to get it when nothing can fetch deno", async () => {
  await withTempDir(async (dir) => {
    const bin = await programs(dir, BASE, { curl: "exit 6" });
    const { code, stderr } = await install(dir, bin);
    assert.equal(code, 1);
    assert.match(stderr, /apt-get install -y curl unzip/);
  });
});

full("install.sh explains what to do when fetching fails", async () => {
  await withTempDir(async (dir) => {
    const bin = await programs(dir, BASE, { npm: "echo no network >&2; exit 1", curl: "exit 6", unzip: "" });
    const { code, stderr } = await install(dir, bin);
    assert.equal(code, 1);
    assert.match(stderr, /no network[\s\S]*could not be fetched/);
  });
});
