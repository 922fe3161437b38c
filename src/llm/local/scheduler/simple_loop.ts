import type { Clock } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { EndReason } from "../protocol.ts";
import type { Detokenizer } from "./detokenizer.ts";
import type { TokenLoop, TokenRequest } from "./token_request.ts";
import { OutputProcessor } from "./output_processor.ts";

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
  readonly #queue: TokenRequest[] = [];
  readonly #aborted = new Set<number>();
  #current: TokenRequest | undefined;
  #tokens = 0;

  constructor(options: SimpleLoopOptions, modules: SimpleLoopModules) {
    this.#options = options;
    this.#modules = modules;
  }

  submit(request: TokenRequest): void {
    const { contextTokens, waiting } = this.#options;
    const prompt = request.promptIds.length;
    if (prompt + 1 > contextTokens) {
      throw new LlmError("too_long", `the prompt has ${prompt} tokens, the model reads ${contextTokens}`, {
        data: { promptTokens: prompt, contextTokens },
      });
    }
    if (this.#queue.length >= waiting) {
      throw new LlmError("refused", `${waiting} requests wait already`, { data: { retryAfterS: 1 } });
    }
    let at = this.#queue.length;
    while (at > 0 && this.#queue[at - 1]!.priority < request.priority) at--;
    this.#queue.splice(at, 0, { ...request, maxTokens: Math.min(request.maxTokens, contextTokens - prompt) });
    if (!this.#current) void this.#run();
  }

  abort(id: number): void {
    if (this.#current?.id === id || this.#queue.some((request) => request.id === id)) this.#aborted.add(id);
  }

  stats(): Record<string, number> {
    return { tokens: this.#tokens, running: this.#current ? 1 : 0, waiting: this.#queue.length };
  }

  async #run(): Promise<void> {
    while ((this.#current = this.#queue.shift())) {
      const request = this.#current;
      try {
        const { reason, tokens } = await this.#answer(request);
        request.onEnd(reason, tokens);
      } catch (cause) {
        request.onError(new LlmError("failed", "the model failed on this answer", { cause }));
      }
      this.#aborted.delete(request.id);
    }
  }

  #over(request: TokenRequest): EndReason | undefined {
    if (this.#aborted.has(request.id)) return "aborted";
    return this.#modules.clock.monotonic() >= request.deadlineAt ? "deadline" : undefined;
  }

  async #answer(request: TokenRequest): Promise<{ reason: EndReason; tokens: number }> {
    const text = new OutputProcessor(this.#modules.detokenizer(), request.stop);
    let tokens = 0;
    let reason = this.#over(request);
    if (reason) return { reason, tokens };
    await this.#modules.generate({
      promptIds: request.promptIds,
      maxTokens: request.maxTokens,
      ...request.sampling,
      onToken: (id) => {
        reason ??= this.#over(request);
        if (reason) return true;
        if (this.#options.endIds.has(id)) {
          reason = "stop";
          return true;
        }
        tokens++;
        this.#tokens++;
        const piece = text.push(id);
        if (piece.text) request.onText(piece.text);
        if (piece.stopped) {
          reason = "stop";
          return true;
        }
        return false;
      },
    });
    const end = (reason ?? "length") as EndReason;
    const rest = end === "stop" || end === "length" ? text.finish() : "";
    if (rest) request.onText(rest);
    return { reason: end, tokens };
  }
}
