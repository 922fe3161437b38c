import { COMMANDS } from "./commands.ts";
import { restoreEnvironment } from "./startup/rest_of_environment.ts";
import { VERSION } from "./version.ts";

/**
 * Runs one command line. Help and version load nothing else, so that they answer at once.
 * @param args the arguments after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  restoreEnvironment();
  const [first] = args;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    const { overview } = await import("./flags/help.ts");
    console.log(overview(COMMANDS, VERSION));
    return first === undefined ? 2 : 0;
  }
  if (first === "--version" || first === "-V") {
    console.log(VERSION);
    return 0;
  }
  if (first === "__engine") {
    // Started by the program itself: no flags, no signal handling, nothing that could write to its frames.
    const { runEngineProcess } = await import("../llm/mod.ts");
    await runEngineProcess(Deno.stdin.readable, Deno.stdout.writable);
    return 0;
  }
  const { run } = await import("./run.ts");
  return await run(args);
}
