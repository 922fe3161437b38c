import { COMMANDS } from "./commands.ts";
import { hangupIgnored } from "./signals.ts";
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
    return await print(overview(COMMANDS, VERSION), first === undefined ? 2 : 0);
  }
  if (first === "--version" || first === "-V") {
    return await print(VERSION, 0);
  }
  if (first === "__engine") {
    // Started by the program itself: no flags, no signal handling, nothing that could write to its frames.
    const { runEngineProcess } = await import("../llm/mod.ts");
    await runEngineProcess(Deno.stdin.readable, Deno.stdout.writable);
    return 0;
  }
  const service = COMMANDS.some((entry) => entry.name === first && entry.service);
  const hangup = service ? hangupIgnored((name) => Deno.env.get(name)) ? "ignore" : "watch" : null;
  const { run } = await import("./run.ts");
  return await run(args, hangup);
}

/** Prints a text; a stdout that cannot be written is told on stderr. @returns the exit code */
async function print(text: string, code: number): Promise<number> {
  const { writeStderr, writeStdout } = await import("./terminal/output.ts");
  try {
    writeStdout(text + "\n");
    return code;
  } catch (error) {
    if ((error as { code?: string }).code === "closed") return code;
    writeStderr(`error: ${(error as Error).message}\n`);
    return 1;
  }
}
