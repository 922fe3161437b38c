/** A process of ours that is spoken to in JSON lines: one line in, one line out, in order. */
export class LineProcess {
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.pid = child.pid;
    this.#writer = child.stdin.getWriter();
    this.#lines = linesOf(child.stdout);
  }

  /** @param script path below the project's root */
  static start(script: string, args: readonly string[] = [], runtime: readonly string[] = []): LineProcess {
    const root = new URL("../../", import.meta.url).pathname;
    return new LineProcess(
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-P", "--quiet", "--no-check", ...runtime, root + script, ...args],
        cwd: root,
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
    );
  }

  /** Sends a line, if any, and takes the next line that comes; fails after `ms`. */
  async ask<T>(message?: unknown, ms = 60_000): Promise<T> {
    if (message !== undefined) {
      await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(message)}\n`));
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no line within ${ms} ms`)), ms);
    });
    try {
      const { value, done } = await Promise.race([this.#lines.next(), late]);
      if (done) throw new Error("the process has ended");
      return JSON.parse(value) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    await this.#writer.close().catch(() => {});
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 3_000);
    await this.#child.status;
    clearTimeout(timer);
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
