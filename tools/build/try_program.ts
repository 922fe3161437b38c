import { runCommand } from "./run_command.ts";

/** A slow machine unpacks for a while. */
const LIMIT_S = 180;

/**
 * Runs the self test of a built program as a stranger's machine would: from another folder, with an empty environment
 * and an empty cache. So a file that the build forgot is missed by the build, not by an operator.
 * @param file path of the program
 * @param scratch folder in which home and cache are made; the caller removes it
 * @throws Error with what the self test reported
 */
export async function tryProgram(file: string, scratch: string): Promise<void> {
  const home = await Deno.makeTempDir({ dir: scratch, prefix: "try-" });
  const { code, text } = await runCommand("env", [
    "-i",
    `HOME=${home}`,
    `SN1_CACHE=${home}/cache`,
    "PATH=/usr/bin:/bin",
    file,
    "upgrade",
    "--self-test",
  ], { cwd: home, limitS: LIMIT_S, show: false });
  if (code !== 0) throw new Error(`the built program fails its self test (exit code ${code}):\n${text}`);
}
