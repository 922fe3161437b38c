/** What a Python process can be asked: the name of a command and its arguments. */
export type PeerRequest = { do: string } & Record<string, unknown>;

/** An unasked line of a peer. */
export type PeerEvent = { event: string } & Record<string, unknown>;

/** Time a peer has to import its SDK. */
const START_MS = 60_000;

/** Time a peer has to end once its stdin is closed. */
const END_MS = 3_000;

/** Bytes of stderr that are kept. */
const KEPT_STDERR = 20_000;

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** A Python process of one SDK, spoken to in JSON lines. Every call has a deadline. */
export class Peer {
  readonly events: PeerEvent[] = [];
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #pending = new Map<number, Pending>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #done: Promise<unknown>;
  #next = 1;
  #stderr = "";
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.pid = child.pid;
    this.#writer = child.stdin.getWriter();
    const status = child.status.then(({ code }) => {
      this.#ended = true;
      this.#failAll(`the Python process ended with code ${code}\n${this.stderrTail()}`);
    });
    this.#done = Promise.all([status, this.#readLines(child.stdout), this.#readErrors(child.stderr)]);
    this.#ready.promise.catch(() => {});
  }

  /**
   * Starts `peer.py` and waits until its SDK is loaded.
   * @param home folder that stands for the home of the process; the SDK writes into it
   * @param script another program that speaks the same lines
   */
  static async start(
    python: string,
    home: string,
    env: Record<string, string> = {},
    script: URL = new URL("./python/peer.py", import.meta.url),
  ): Promise<Peer> {
    const child = new Deno.Command(python, {
      args: ["-B", "-W", "ignore", script.pathname],
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin", HOME: home, LANG: "C.UTF-8", BT_NO_PARSE_CLI_ARGS: "1", ...env },
      cwd: home,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const peer = new Peer(child);
    try {
      await peer.#within(peer.#ready.promise, START_MS, "starting the Python process");
    } catch (error) {
      await peer.stop();
      throw error;
    }
    return peer;
  }

  /** The end of what the process wrote to stderr. */
  stderrTail(): string {
    return this.#stderr.slice(-1500);
  }

  /**
   * Asks.
   * @param ms deadline
   * @throws Error with the text of the Python exception
   */
  async call<T>(request: PeerRequest, ms = 20_000): Promise<T> {
    if (this.#ended) throw new Error(`the Python process has ended\n${this.stderrTail()}`);
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject });
    try {
      await this.#writer.write(new TextEncoder().encode(`${JSON.stringify({ id, ...request })}\n`));
      return await this.#within(promise, ms, `${request.do} of the Python process`) as T;
    } finally {
      this.#pending.delete(id);
    }
  }

  /** Takes the events that came since the last call. */
  takeEvents(): PeerEvent[] {
    return this.events.splice(0);
  }

  /** Ends the process: politely by closing its stdin, by force after a moment. */
  async stop(): Promise<void> {
    await this.#writer.close().catch(() => {});
    const timer = setTimeout(() => {
      if (!this.#ended) this.#child.kill("SIGKILL");
    }, END_MS);
    await this.#done;
    clearTimeout(timer);
  }

  async #within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new Error(`${what} took longer than ${ms} ms\n${this.stderrTail()}`)),
      ms,
    );
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #failAll(reason: string): void {
    this.#ready.reject(new Error(reason));
    for (const { reject } of this.#pending.values()) reject(new Error(reason));
  }

  async #readLines(stdout: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#take(JSON.parse(line));
    }
  }

  #take(message: Record<string, unknown>): void {
    if (message.event === "ready") return this.#ready.resolve();
    if (typeof message.event === "string") return void this.events.push(message as PeerEvent);
    const pending = this.#pending.get(Number(message.id));
    if (!pending) return;
    if (typeof message.error === "string") pending.reject(new Error(message.error, { cause: message.trace }));
    else pending.resolve(message.result);
  }

  async #readErrors(stderr: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stderr.pipeThrough(new TextDecoderStream())) {
      this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR);
    }
  }
}
