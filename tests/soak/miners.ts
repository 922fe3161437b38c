import { until } from "../kit/mod.ts";

/** A process of many miners that can be stalled, killed and started again on the same ports. */
export class MinerHost {
  #child: Deno.ChildProcess | null = null;

  constructor(readonly first: number, readonly count: number, readonly basePort: number) {}

  /** Starts it and waits until all its miners listen. */
  async start(): Promise<void> {
    const entry = new URL("./miners_process.ts", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-P=sn1",
        "--quiet",
        "--no-check",
        entry,
        ...[this.first, this.count, this.basePort].map(String),
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    let text = "";
    let over = false;
    void (async () => {
      for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) text += piece;
      over = true;
    })();
    await until(() => text.includes("ready") || over, 120_000, "miners that listen");
    if (over) throw new Error("the miners did not start");
    this.#child = child;
  }

  /** Lets a share of them hang. */
  async stall(seconds: number, share: number): Promise<void> {
    await this.#tell(`stall ${seconds} ${share}`);
  }

  /** Lets the first `count` of them send one-byte chunks without end. */
  async flood(seconds: number, count: number): Promise<void> {
    await this.#tell(`flood ${seconds} ${count}`);
  }

  async #tell(line: string): Promise<void> {
    const writer = this.#child!.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
    writer.releaseLock();
  }

  /** Ends them as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child) return;
    child.kill("SIGKILL");
    await child.status;
    await child.stdin.close().catch(() => {});
  }
}
