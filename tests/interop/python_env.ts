import { type SdkVersion, SOURCE_ONLY } from "./versions.data.ts";

/** Longest time to look at an interpreter. */
const PROBE_MS = 20_000;

/** Longest time to install one version. */
const INSTALL_MS = 540_000;

/** Interpreters to try, best first: every version of the table has wheels for 3.11. */
const INTERPRETERS = ["python3.11", "python3.10", "python3.12", "python3"];

/** What pip says when it is not the requirement that is missing but the registry. */
const NO_REGISTRY =
  /ConnectionError|ConnectTimeout|Max retries|NewConnectionError|Name or service not known|Temporary failure in name resolution|from versions: none|ReadTimeout|ProxyError|SSLError|ReadTimeoutError/;

/** A virtual environment with one SDK in it, or why there is none. */
export type PythonEnv =
  | { state: "ready"; python: string; seconds: number; reused: boolean }
  /** Nothing wrong here: Python or the package registry is not present. */
  | { state: "skipped"; reason: string }
  | { state: "failed"; reason: string };

interface Finished {
  code: number;
  text: string;
}

/** Runs a program to its end; killed after `ms`. */
export async function runProgram(program: string, args: readonly string[], ms: number): Promise<Finished> {
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(ms),
  });
  try {
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { code, text: `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { code: 127, text: `${program}: not found` };
    throw error;
  }
}

/** Finds a Python that the SDKs support; a shim that cannot start one does not count. */
async function findInterpreter(): Promise<{ program: string; version: string } | null> {
  const asked = Deno.env.get("SN1_PYTHON");
  for (const program of asked ? [asked] : INTERPRETERS) {
    const { code, text } = await runProgram(program, [
      "-c",
      "import ensurepip, sys, venv; print('%d.%d.%d' % sys.version_info[:3])",
    ], PROBE_MS);
    if (code === 0 && /^3\.1[0-2]\.\d+$/.test(text)) return { program, version: text };
  }
  return null;
}

/** Where environments are kept between runs, outside of the project. */
export function cacheFolder(): string {
  return Deno.env.get("SN1_INTEROP_CACHE") ?? `${Deno.env.get("HOME")}/.cache/sn1-interop`;
}

async function environmentName(version: SdkVersion, python: string): Promise<string> {
  const recipe = JSON.stringify([version.bittensor, version.pins, SOURCE_ONLY, python]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(recipe)));
  return `env-${version.bittensor}-${digest.slice(0, 4).toHex()}`;
}

/** Removes environments that no version of the table asks for any more: the cache holds one per version. */
async function prune(folder: string, keep: ReadonlySet<string>): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (!/^env-[\d.]+-[0-9a-f]{8}$/.test(entry.name) || keep.has(entry.name)) continue;
    await Deno.remove(`${folder}/${entry.name}`, { recursive: true });
  }
}

/** The interpreter of a version's environment where an earlier run made it, else null: nothing is installed. */
export async function readyPython(version: SdkVersion): Promise<string | null> {
  const interpreter = await findInterpreter();
  if (!interpreter) return null;
  const home = `${cacheFolder()}/${await environmentName(version, interpreter.version)}`;
  return await Deno.stat(`${home}/.ready`).then(() => `${home}/bin/python`, () => null);
}

/**
 * Makes the environment of a version, or takes the one of an earlier run.
 * @param versions the whole table: what is not in it is removed from the cache
 */
export async function pythonEnv(version: SdkVersion, versions: readonly SdkVersion[]): Promise<PythonEnv> {
  const started = performance.now();
  const interpreter = await findInterpreter();
  if (!interpreter) return { state: "skipped", reason: "no Python 3.10 to 3.12 with venv" };
  const folder = cacheFolder();
  await Deno.mkdir(folder, { recursive: true });
  const names = await Promise.all(versions.map((each) => environmentName(each, interpreter.version)));
  await prune(folder, new Set(names));
  const home = `${folder}/${await environmentName(version, interpreter.version)}`;
  const python = `${home}/bin/python`;
  const ready = `${home}/.ready`;
  const seconds = () => Math.round((performance.now() - started) / 1000);
  if (await Deno.stat(ready).catch(() => null)) {
    return { state: "ready", python, seconds: seconds(), reused: true };
  }
  await Deno.remove(home, { recursive: true }).catch(() => {});
  const made = await runProgram(interpreter.program, ["-m", "venv", home], INSTALL_MS);
  if (made.code !== 0) return { state: "failed", reason: lastLine(made.text) };
  const installed = await runProgram(python, [
    ..."-m pip install --quiet --disable-pip-version-check --no-input --retries 2 --timeout 20".split(" "),
    ...["--only-binary", ":all:", "--no-binary", SOURCE_ONLY.join(",")],
    `bittensor==${version.bittensor}`,
    ...version.pins,
  ], INSTALL_MS);
  if (installed.code !== 0) {
    const missing = NO_REGISTRY.test(installed.text);
    const reason = lastLine(installed.text);
    return missing
      ? { state: "skipped", reason: `the Python registry does not answer: ${reason}` }
      : { state: "failed", reason: `pip: ${reason}` };
  }
  await Deno.writeTextFile(ready, `${version.bittensor} ${interpreter.version}\n`);
  return { state: "ready", python, seconds: seconds(), reused: false };
}

function lastLine(text: string): string {
  return text.split("\n").filter((line) => /error/i.test(line)).at(-1)?.slice(0, 300) ??
    text.split("\n").at(-1)?.slice(0, 300) ?? "";
}
