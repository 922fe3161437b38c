import { type Clock, errorText } from "../base/mod.ts";
import { stripControl, truncate } from "../text/mod.ts";
import { ReleaseError } from "./errors.ts";

/** How long one run of the new program may take, ms: the portable form first unpacks itself. */
export const HEALTH_MS = 180_000;

/** Output of the new program that is kept. */
const MAX_OUTPUT = 65_536;

/** All that a program under test gets of our environment: no keys, no tokens. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG", "SN1_CACHE", "XDG_CACHE_HOME", "NO_COLOR"];

/**
 * Runs a program to see whether it works here: `--version` says the expected version, and `upgrade --self-test`
 * finds nothing wrong.
 * @throws ReleaseError `unhealthy`; the reason of `signal`
 */
export async function checkHealth(
  program: string,
  version: string,
  modules: { clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const said = (await ask(program, ["--version"], modules, signal)).trim();
  if (said !== version) {
    throw unhealthy(program, `it calls itself "${truncate(stripControl(said, true), 60)}", not ${version}`);
  }
  await ask(program, ["upgrade", "--self-test"], modules, signal);
}

/**
 * The version a program says it has.
 * @throws ReleaseError `unhealthy` when it does not run
 */
export async function versionOf(
  program: string,
  modules: { clock: Clock },
  signal: AbortSignal,
): Promise<string> {
  return truncate(stripControl(await ask(program, ["--version"], modules, signal), true), 60);
}

async function ask(
  program: string,
  args: string[],
  { clock }: { clock: Clock },
  signal: AbortSignal,
): Promise<string> {
  const limit = new AbortController();
  const cancel = clock.after(HEALTH_MS, () => limit.abort());
  try {
    const env = Object.fromEntries(PASSED_ON.flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }));
    const child = new Deno.Command(program, {
      args,
      env,
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    // The runtime's own `signal` option was seen to miss an abort of a combined signal under load.
    const kill = () => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It ended by itself.
      }
    };
    const ends = [signal, limit.signal];
    for (const end of ends) end.addEventListener("abort", kill, { once: true });
    if (signal.aborted) kill();
    const [stdout, stderr, status] = await Promise.all([
      head(child.stdout),
      head(child.stderr),
      child.status,
    ]).finally(() => ends.forEach((end) => end.removeEventListener("abort", kill)));
    if (signal.aborted) throw signal.reason;
    if (limit.signal.aborted) {
      throw unhealthy(program, `${args.join(" ")} took longer than ${HEALTH_MS / 1000} s`);
    }
    if (status.code === 0) return stdout;
    const why = stripControl(stderr.trim() || stdout.trim(), true);
    throw unhealthy(
      program,
      `${args.join(" ")} ended with ${status.code}${why ? `: ${truncate(why, 200)}` : ""}`,
    );
  } catch (error) {
    if (signal.aborted || error instanceof ReleaseError) throw error;
    throw unhealthy(program, errorText(error), error);
  } finally {
    cancel();
  }
}

/** The first characters of a stream; the rest is read and dropped, so that its writer is not held up. */
async function head(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    if (text.length < MAX_OUTPUT) text += decoder.decode(bytes, { stream: true });
  }
  return text.slice(0, MAX_OUTPUT);
}

function unhealthy(program: string, why: string, cause?: unknown): ReleaseError {
  return new ReleaseError("unhealthy", `${program} does not work here: ${why}`, { cause });
}
