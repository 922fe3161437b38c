import assert from "node:assert/strict";
import { launcher } from "../../../tools/build/launcher.ts";

/** Stands in for deno: says how it was called, and what it would decode of its environment. */
const FAKE_DENO = `#!/bin/sh
printf "%s\\n" "$0" "SELF=$SN1_SELF" "REST=\${SN1_ENV_REST:-}" "MASK=$(umask)" "$@" "DENO_DIR=$DENO_DIR"
`;

/** Folder name of the version that {@link portable} makes. */
export const ID = "1.2.3-abc";

/** A portable file around a small payload. @param ballast bytes of a further file in it */
export async function portable(dir: string, ballast = 0): Promise<string> {
  await Deno.mkdir(`${dir}/stage/app`, { recursive: true });
  await Deno.writeTextFile(`${dir}/stage/deno`, FAKE_DENO, { mode: 0o755 });
  await Deno.writeTextFile(`${dir}/stage/app/sn1.js`, "");
  for (let at = 0; at < ballast; at += 65_536) {
    const bytes = crypto.getRandomValues(new Uint8Array(65_536));
    await Deno.writeFile(`${dir}/stage/app/ballast${at}`, bytes);
  }
  const tar = new Deno.Command("tar", {
    args: ["-czf", `${dir}/p.tgz`, "--owner=0", "--group=0", "-C", `${dir}/stage`, "deno", "app"],
  });
  assert.equal((await tar.output()).code, 0);
  const payload = await Deno.readFile(`${dir}/p.tgz`);
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", payload)).toHex();
  const file = `${dir}/a file/sn1`;
  await Deno.mkdir(`${dir}/a file`);
  await Deno.chmod(`${dir}/a file`, 0o755);
  const head = launcher({ version: "1.2.3", id: ID, sha256, permissions: "sn1" });
  await Deno.writeTextFile(file, head, { mode: 0o755 });
  await Deno.writeFile(file, payload, { append: true });
  await Deno.chmod(file, 0o755);
  return file;
}

/** How {@link run} starts the file. */
export interface RunOptions {
  args?: string[];
  uid?: number;
  /** Runs the file with this shell instead of its own first line. */
  shell?: string;
  /** Run before it, in the same shell. */
  before?: string;
}

/** Runs a portable file in an empty environment. */
export async function run(file: string, env: Record<string, string>, options: RunOptions = {}) {
  const { args = [], uid, shell, before } = options;
  const line = before ? ["/bin/sh", "-c", `${before}; exec "$0" "$@"`] : [];
  const [path, ...rest] = [...line, ...shell ? [shell] : [], file, ...args];
  const { code, stdout, stderr } = await new Deno.Command(path!, {
    args: rest,
    env: { PATH: "/usr/bin:/bin", ...env },
    clearEnv: true,
    // The folder of the tests may be closed to the user it runs as.
    cwd: "/",
    ...uid === undefined ? {} : { uid, gid: uid },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, lines: text(stdout).trimEnd().split("\n"), stderr: text(stderr) };
}

/** Names in a folder, sorted, without the cache of compiled code. */
export async function names(folder: string): Promise<string[]> {
  const found = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  return found.filter((name) => name !== ".deno").sort();
}
