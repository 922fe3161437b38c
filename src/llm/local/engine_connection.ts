import { abortReason, type Clock, type Logger, raceSignal } from "../../base/mod.ts";
import { stripControl, truncate } from "../../text/mod.ts";
import { LlmError } from "../errors.ts";
import { DEFAULT_MAX_TOKENS } from "../request.ts";
import type { GenerateRequest } from "../types.ts";
import type { SpawnCommand } from "./engine_command.ts";
import { FrameDecoder, FrameWriter } from "./frames.ts";
import {
  type FromEngine,
  PROTOCOL_VERSION,
  type ReadyInfo,
  type StartOptions,
  type ToEngine,
} from "./protocol.ts";

/** Bytes to the engine process that may wait; beyond that requests are refused. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** Lines of the engine's error output that are logged per process, at most. */
const MAX_STDERR_LINES = 200;

/**
 * Characters of an answer per token asked for. An engine of somebody else's making may ignore `maxTokens`, and a client
 * may not read: what waits between them is bounded by this.
 */
const MAX_CHARS_PER_TOKEN = 64;

/** How an answer ended, in numbers. */
export type AnswerEnd = Extract<FromEngine, { type: "end" }>;

/** A request whose answers come back by id. */
interface Pending {
  onText(piece: string): void;
  onEnd(end: AnswerEnd): void;
  onResult(value: unknown): void;
  onError(error: LlmError): void;
}

/** The engine process ended while it owed an answer. */
export class EngineGone extends LlmError {
  constructor(message: string) {
    super("failed", message, { hint: "the next request starts on a fresh engine process" });
  }
}

/** What {@link EngineConnection.spawn} needs. */
export interface ConnectionModules {
  clock: Clock;
  logger: Logger;
}

/** One engine process and the requests it works on. */
export class EngineConnection {
  readonly #child: Deno.ChildProcess;
  readonly #writer: FrameWriter;
  readonly #modules: ConnectionModules;
  readonly #pending = new Map<number, Pending>();
  readonly #ready = Promise.withResolvers<ReadyInfo>();
  /** Resolves with a sentence once the process has ended. */
  readonly closed: Promise<string>;
  #nextId = 1;
  #goneBecause: string | undefined;

  private constructor(child: Deno.ChildProcess, modules: ConnectionModules) {
    this.#child = child;
    this.#modules = modules;
    this.#writer = new FrameWriter(child.stdin, () => {});
    this.#ready.promise.catch(() => {});
    const reading = this.#read();
    void this.#readErrors();
    this.closed = (async () => {
      const [status] = await Promise.all([child.status, reading]);
      const how = status.signal ? `signal ${status.signal}` : `exit code ${status.code}`;
      this.#end(`the engine process ended (${how})`);
      return this.#goneBecause!;
    })();
  }

  /**
   * Starts an engine process; it loads nothing before {@link start}.
   * @throws LlmError `config` when the program cannot be started
   */
  static spawn(command: SpawnCommand, modules: ConnectionModules): EngineConnection {
    try {
      const child = new Deno.Command(command.path, {
        args: command.args,
        env: command.env,
        clearEnv: true,
        // A group of its own: Ctrl-C in a terminal reaches every process of a group, and answers are still to be
        // finished. The engine ends with its input.
        detached: true,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      return new EngineConnection(child, modules);
    } catch (cause) {
      const name = [command.path, ...command.args].join(" ");
      throw new LlmError("config", `the engine program cannot be started: ${truncate(name, 200)}`, { cause });
    }
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Requests under way. */
  get load(): number {
    return this.#pending.size;
  }

  get gone(): boolean {
    return this.#goneBecause !== undefined;
  }

  /**
   * Lets the process load its model.
   * @throws LlmError what the engine said, or `failed` when it ended or took longer than `timeoutMs`
   */
  async start(options: StartOptions, timeoutMs: number): Promise<ReadyInfo> {
    this.#writer.send({ type: "start", version: PROTOCOL_VERSION, options } satisfies ToEngine);
    const cancel = this.#modules.clock.after(timeoutMs, () => {
      this.#ready.reject(new LlmError("failed", `the engine was not ready within ${timeoutMs} ms`));
      this.kill();
    });
    try {
      return await this.#ready.promise;
    } finally {
      cancel();
    }
  }

  /**
   * Streams one answer.
   * @param onEnd told how it ended, when it ended by itself
   * @throws EngineGone when the process ends first, LlmError what the engine said
   */
  async *stream(
    request: GenerateRequest,
    signal?: AbortSignal,
    onEnd: (end: AnswerEnd) => void = () => {},
  ): AsyncGenerator<string> {
    if (signal?.aborted) return;
    const pieces: string[] = [];
    let charsLeft = (request.maxTokens ?? DEFAULT_MAX_TOKENS) * MAX_CHARS_PER_TOKEN;
    let ended = false;
    let cut = false;
    let failure: LlmError | undefined;
    let wake = () => {};
    const id = this.#register({
      onText: (piece) => {
        if (charsLeft > 0) pieces.push(piece.slice(0, charsLeft).toWellFormed());
        charsLeft -= piece.length;
        if (charsLeft <= 0 && !cut) {
          // The engine is not told to stop by the client's reading: the client may not read at all.
          cut = true;
          this.#pending.delete(id);
          this.#writer.send({ type: "abort", id } satisfies ToEngine);
        }
        wake();
      },
      onEnd: (end) => (ended = true, onEnd(end), wake()),
      onResult: () => {},
      onError: (error) => (failure = error, wake()),
    });
    let aborted = false;
    const onAbort = () => (aborted = true, wake());
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      this.#send({ type: "generate", id, request });
      while (!aborted) {
        if (pieces.length) yield pieces.splice(0).join("");
        else if (failure) throw failure;
        else if (ended || cut) return;
        else await new Promise<void>((resolve) => wake = resolve);
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.#pending.delete(id);
      if (!ended && !cut && !failure && !this.gone) {
        this.#writer.send({ type: "abort", id } satisfies ToEngine);
      }
    }
  }

  /**
   * Asks one question.
   * @param build makes the message from its id
   * @throws EngineGone, LlmError, or the reason of `signal`
   */
  async call(build: (id: number) => ToEngine, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) throw abortReason(signal);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = this.#register({ onText() {}, onEnd() {}, onResult: resolve, onError: reject });
    try {
      this.#send(build(id));
      return await (signal ? raceSignal(promise, signal) : promise);
    } finally {
      if (this.#pending.delete(id) && !this.gone) this.#writer.send({ type: "abort", id } satisfies ToEngine);
    }
  }

  /** Lets the process end by itself, then by force after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    await this.#writer.close();
    const cancel = this.#modules.clock.after(graceMs, () => this.kill());
    await this.closed;
    cancel();
  }

  /** Ends the process at once. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already; `closed` tells.
    }
  }

  #register(pending: Pending): number {
    if (this.#goneBecause) throw new EngineGone(this.#goneBecause);
    if (this.#writer.waitingBytes > MAX_WAITING_BYTES) {
      throw new LlmError("refused", "the engine does not keep up", { data: { retryAfterS: 1 } });
    }
    const id = this.#nextId++;
    this.#pending.set(id, pending);
    return id;
  }

  #send(message: ToEngine): void {
    this.#writer.send(message);
  }

  #end(reason: string): void {
    if (this.#goneBecause) return;
    this.#goneBecause = reason;
    this.#ready.reject(new EngineGone(reason));
    for (const pending of this.#pending.values()) pending.onError(new EngineGone(reason));
    this.#pending.clear();
  }

  async #read(): Promise<void> {
    const decoder = new FrameDecoder();
    try {
      for await (const chunk of this.#child.stdout) {
        for (const message of decoder.push(chunk)) this.#sample(message as FromEngine);
      }
    } catch (error) {
      this.#modules.logger.error("malformed frame from engine", { error });
      this.kill();
    }
  }

  #sample(message: FromEngine): void {
    switch (message.type) {
      case "ready":
        return this.#ready.resolve(message.info);
      case "failed":
        return this.#ready.reject(
          new LlmError(message.code, message.message, message.hint ? { hint: message.hint } : {}),
        );
      case "text":
        for (const [id, piece] of message.items) this.#pending.get(id)?.onText(piece);
        return;
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    if (message.type === "end") pending.onEnd(message);
    else if (message.type === "result") pending.onResult(message.value);
    else {pending.onError(
        new LlmError(message.code, message.message, message.data ? { data: message.data } : {}),
      );}
  }

  async #readErrors(): Promise<void> {
    let lines = 0;
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stderr) {
      for (const line of decoder.decode(chunk, { stream: true }).split("\n")) {
        const text = stripControl(line, true);
        if (text && lines++ < MAX_STDERR_LINES) {
          this.#modules.logger.debug(`engine: ${truncate(text, 400)}`, { pid: this.pid });
        }
      }
    }
  }
}
