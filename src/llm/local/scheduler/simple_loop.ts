import type { Clock } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { EndReason } from "../protocol.ts";
import type { Detokenizer } from "./detokenizer.ts";
import type { Job, TokenLoop } from "./job.ts";
import { RowText } from "./row_text.ts";

/** One `generate()` call. */
export interface GenerateCall {
  promptIds: number[];
  maxTokens: number;
  temperature: number;
  topP: number;
  topK: number;
  seed: string;
  /** Told about each token; true ends the answer. */
  onToken(id: number): boolean;
}

/** Options of {@link SimpleLoop}. */
export interface SimpleLoopOptions {
  contextTokens: number;
  waiting: number;
  endIds: ReadonlySet<number>;
}

/** What the loop needs. */
export interface SimpleLoopModules {
  clock: Clock;
  generate(call: GenerateCall): Promise<void>;
  detokenizer(): Detokenizer;
}

/** One answer after the other by the library's own `generate()`: the reference, and the fallback for odd exports. */
export class SimpleLoop implements TokenLoop {
  readonly parallel = 1;
  readonly #options: SimpleLoopOptions;
  readonly #modules: SimpleLoopModules;
  readonly #queue: Job[] = [];
  readonly #aborted = new Set<number>();
  #current: Job | undefined;
  #tokens = 0;

  constructor(options: SimpleLoopOptions, modules: SimpleLoopModules) {
    this.#options = options;
    this.#modules = modules;
  }

  submit(job: Job): void {
    const { contextTokens, waiting } = this.#options;
    const prompt = job.promptIds.length;
    if (prompt + 1 > contextTokens) {
      throw new LlmError("too_long", `the prompt has ${prompt} tokens, the model reads ${contextTokens}`, {
        data: { promptTokens: prompt, contextTokens },
      });
    }
    if (this.#queue.length >= waiting) {
      throw new LlmError("refused", `${waiting} requests wait already`, { data: { retryAfterS: 1 } });
    }
    let at = this.#queue.length;
    while (at > 0 && this.#queue[at - 1]!.priority < job.priority) at--;
    this.#queue.splice(at, 0, { ...job, maxTokens: Math.min(job.maxTokens, contextTokens - prompt) });
    if (!this.#current) void this.#turns();
  }

  abort(id: number): void {
    if (this.#current?.id === id || this.#queue.some((job) => job.id === id)) this.#aborted.add(id);
  }

  stats(): Record<string, number> {
    return { tokens: this.#tokens, running: this.#current ? 1 : 0, waiting: this.#queue.length };
  }

  async #turns(): Promise<void> {
    while ((this.#current = this.#queue.shift())) {
      const job = this.#current;
      try {
        const { reason, tokens } = await this.#answer(job);
        job.onEnd(reason, tokens);
      } catch (cause) {
        job.onError(new LlmError("failed", "the model failed on this answer", { cause }));
      }
      this.#aborted.delete(job.id);
    }
  }

  #over(job: Job): EndReason | undefined {
    if (this.#aborted.has(job.id)) return "aborted";
    return this.#modules.clock.monotonic() >= job.deadlineAt ? "deadline" : undefined;
  }

  async #answer(job: Job): Promise<{ reason: EndReason; tokens: number }> {
    const text = new RowText(this.#modules.detokenizer(), job.stop);
    let tokens = 0;
    let reason = this.#over(job);
    if (reason) return { reason, tokens };
    await this.#modules.generate({
      promptIds: job.promptIds,
      maxTokens: job.maxTokens,
      ...job.sampling,
      onToken: (id) => {
        reason ??= this.#over(job);
        if (reason) return true;
        if (this.#options.endIds.has(id)) {
          reason = "stop";
          return true;
        }
        tokens++;
        this.#tokens++;
        const piece = text.push(id);
        if (piece.text) job.onText(piece.text);
        if (piece.stopped) {
          reason = "stop";
          return true;
        }
        return false;
      },
    });
    const end = (reason ?? "length") as EndReason;
    const rest = end === "stop" || end === "length" ? text.finish() : "";
    if (rest) job.onText(rest);
    return { reason: end, tokens };
  }
}
