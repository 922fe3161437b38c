/** How a command ended. */
export interface CommandResult {
  code: number;
  /** Standard output and error, in the order in which they came per stream. */
  text: string;
}

/** Options of {@link runCommand}. */
export interface RunCommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** After this many seconds the command is ended. */
  limitS: number;
  /** Show the output while it comes. @default {true} */
  show?: boolean;
}

/** Runs a command to its end, showing and keeping its output. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<CommandResult> {
  const process = new Deno.Command(command, {
    args: [...args],
    cwd: options.cwd,
    env: options.env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => process.kill("SIGKILL"), options.limitS * 1000);
  let text = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      if (options.show !== false) await Deno.stderr.write(bytes);
      text += decoder.decode(bytes, { stream: true });
    }
  };
  const [status] = await Promise.all([process.status, read(process.stdout), read(process.stderr)]);
  clearTimeout(timer);
  return { code: status.signal === "SIGKILL" ? 124 : status.code, text };
}
