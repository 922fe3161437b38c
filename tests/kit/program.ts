/** How a test starts the program: from source, or as the file that SN1_PROGRAM names. */
export interface TestedProgram {
  path: string;
  /** Come before the program's own arguments. */
  args: readonly string[];
  /** What it needs beside PATH and HOME. */
  env: Readonly<Record<string, string>>;
  /** Whether it is the built file. */
  built: boolean;
}

const main = new URL("../../main.ts", import.meta.url).pathname;

/**
 * The program under test. With `SN1_PROGRAM=/path/to/sn1` the end-to-end tests run against that file, as an operator
 * has it; without, against the sources.
 * @param permissions more permission flags, from source only
 * @param fromSource leaves the built file aside
 */
export function testedProgram(permissions: readonly string[] = [], fromSource = false): TestedProgram {
  const file = Deno.env.get("SN1_PROGRAM");
  const home = Deno.env.get("HOME") ?? "";
  if (file && permissions.length === 0 && !fromSource) {
    // Every test has a home of its own: without this each would unpack its own copy.
    const cache = Deno.env.get("SN1_CACHE") ?? Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`;
    return { path: file, args: [], env: { SN1_CACHE: cache }, built: true };
  }
  return {
    path: Deno.execPath(),
    args: ["run", "-P", ...permissions, "--quiet", main],
    env: { DENO_DIR: Deno.env.get("DENO_DIR") ?? `${home}/.cache/deno` },
    built: false,
  };
}
