import { type Clock, type Random, seededRandom } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { EndReason } from "../protocol.ts";
import { Admission, before } from "./admission.ts";
import type { StepModel } from "../model/decoder.ts";
import type { Detokenizer } from "./detokenizer.ts";
import type { TokenLoop, TokenRequest } from "./token_request.ts";
import { type KvBlock, KvCache } from "./kv_cache.ts";
import { PrefixCache, readPast } from "./prefix_cache.ts";
import { Rates } from "./rates.ts";
import { OutputProcessor } from "./output_processor.ts";
import { sampleToken } from "./sampler.ts";

/** Prompt tokens computed at a time when no row is running. */
const IDLE_PREFILL_TOKENS = 512;

/** Changes logits in place before a token is chosen (repetition penalty and the like). */
export type LogitsRule = (ids: readonly number[], logits: Float32Array) => void;

/** Options of {@link Scheduler}. */
export interface SchedulerOptions {
  /** Rows that run at once. */
  parallel: number;
  /** Requests that may wait. */
  waiting: number;
  contextTokens: number;
  /** Prompt tokens computed between two steps of running rows. */
  prefillTokens: number;
  /** Bytes the cache of running rows may take. */
  kvBytes: number;
  /** Bytes of kept prompt beginnings. */
  prefixBytes: number;
  /** Tokens that end an answer. */
  endIds: ReadonlySet<number>;
}

/** What the loop needs. */
export interface SchedulerModules {
  clock: Clock;
  decoder: StepModel;
  detokenizer(): Detokenizer;
  /** The model's own rules for a new answer; undefined when it has none. */
  logitsRule?(promptTokens: number): LogitsRule | undefined;
}

interface Sequence {
  readonly request: TokenRequest;
  readonly text: OutputProcessor;
  readonly random: Random;
  readonly rule: LogitsRule | undefined;
  /** Prompt and answer. */
  readonly ids: number[];
  /** Tokens whose keys and values are computed. */
  used: number;
  past: KvBlock | undefined;
}

/**
 * Continuous batching: rows join and leave between steps. Prompts are computed row by row in pieces, so that running
 * rows wait for at most one piece; then all running rows take one step together.
 */
export class Scheduler implements TokenLoop {
  readonly parallel: number;
  readonly #options: SchedulerOptions;
  readonly #modules: SchedulerModules;
  readonly #slots: KvCache;
  readonly #prefixes: PrefixCache;
  readonly #rates = new Rates();
  readonly #admission: Admission;
  readonly #queue: TokenRequest[] = [];
  readonly #prefilling: Sequence[] = [];
  readonly #running: Sequence[] = [];
  readonly #aborted = new Set<number>();
  #busy = false;
  #steps = 0;
  #tokens = 0;
  #promptTokens = 0;

  constructor(options: SchedulerOptions, modules: SchedulerModules) {
    this.parallel = options.parallel;
    this.#options = options;
    this.#modules = modules;
    this.#slots = new KvCache(modules.decoder.layout);
    this.#prefixes = new PrefixCache(modules.decoder.layout, options.prefixBytes);
    this.#admission = new Admission(
      { ...options, bytesPerToken: modules.decoder.layout.bytesPerToken },
      this.#rates,
    );
  }

  submit(request: TokenRequest): void {
    const taken = this.#admission.check(request, {
      queue: this.#queue,
      promptTokensLeft: this.#prefilling.reduce(
        (sum, row) => sum + row.request.promptIds.length - row.used,
        0,
      ),
      busy: this.#prefilling.length + this.#running.length,
      now: this.#modules.clock.monotonic(),
    });
    // Sorted on entry: higher priority first, then the nearer deadline, then the earlier arrival.
    let at = this.#queue.length;
    while (at > 0 && before(taken, this.#queue[at - 1]!)) at--;
    this.#queue.splice(at, 0, taken);
    if (!this.#busy) {
      this.#busy = true;
      void this.#run();
    }
  }

  abort(id: number): void {
    const known = (list: readonly { id: number }[]) => list.some((request) => request.id === id);
    if (known(this.#queue) || known(this.#rows().map((row) => row.request))) this.#aborted.add(id);
  }

  stats(): Record<string, number> {
    const { prefillMs, stepMs } = this.#rates.now;
    return {
      steps: this.#steps,
      tokens: this.#tokens,
      promptTokens: this.#promptTokens,
      prefixHitTokens: this.#prefixes.hitTokens,
      prefixBytes: this.#prefixes.bytes,
      kvBytes: this.#slots.bytes,
      running: this.#running.length,
      waiting: this.#queue.length + this.#prefilling.length,
      prefillMs,
      stepMs,
    };
  }

  #rows(): Sequence[] {
    return [...this.#prefilling, ...this.#running];
  }

  async #run(): Promise<void> {
    try {
      while (this.#queue.length || this.#prefilling.length || this.#running.length) {
        this.#reap();
        this.#admit();
        await this.#prefill();
        this.#reap();
        await this.#step();
      }
    } catch (cause) {
      this.#fail(cause);
    }
    // Set in the same turn as the last look at the queue: a request that comes now starts a new loop.
    this.#busy = false;
  }

  /** Ends rows that were aborted or whose caller no longer listens. */
  #reap(): void {
    const now = this.#modules.clock.monotonic();
    const verdict = (request: TokenRequest): EndReason | undefined =>
      this.#aborted.has(request.id) ? "aborted" : now >= request.deadlineAt ? "deadline" : undefined;
    for (let i = this.#queue.length - 1; i >= 0; i--) {
      const reason = verdict(this.#queue[i]!);
      if (reason) this.#queue.splice(i, 1)[0]!.onEnd(reason, 0);
    }
    for (let i = this.#prefilling.length - 1; i >= 0; i--) {
      const reason = verdict(this.#prefilling[i]!.request);
      if (reason) this.#prefilling.splice(i, 1)[0]!.request.onEnd(reason, 0);
    }
    for (let i = this.#running.length - 1; i >= 0; i--) {
      const reason = verdict(this.#running[i]!.request);
      if (reason) this.#finish(i, reason);
    }
    this.#aborted.clear();
  }

  /** Bytes the cache may come to need with these requests: every row has room for the longest. */
  #worstBytes(requests: readonly TokenRequest[]): number {
    const longest = requests.reduce(
      (most, request) => Math.max(most, request.promptIds.length + request.maxTokens),
      0,
    );
    return requests.length * longest * this.#modules.decoder.layout.bytesPerToken;
  }

  #admit(): void {
    while (this.#queue.length && this.#prefilling.length + this.#running.length < this.parallel) {
      const request = this.#queue[0]!;
      const together = [...this.#rows().map((row) => row.request), request];
      if (together.length > 1 && this.#worstBytes(together) > this.#options.kvBytes) return;
      this.#queue.shift();
      const past = this.#prefixes.find(request.promptIds);
      const rule = this.#modules.logitsRule?.(request.promptIds.length);
      this.#prefilling.push({
        request,
        text: new OutputProcessor(this.#modules.detokenizer(), request.stop),
        random: seededRandom(request.sampling.seed),
        rule,
        ids: [...request.promptIds],
        used: past?.length ?? 0,
        past,
      });
    }
  }

  /** Computes prompts, up to the budget; finished ones join the running rows with their first token. */
  async #prefill(): Promise<void> {
    const { clock, decoder } = this.#modules;
    let budget = this.#running.length ? this.#options.prefillTokens : IDLE_PREFILL_TOKENS;
    while (budget > 0 && this.#prefilling.length) {
      const row = this.#prefilling[0]!;
      const end = Math.min(row.request.promptIds.length, row.used + budget);
      const piece = row.ids.slice(row.used, end);
      const since = clock.monotonic();
      const { past, logits } = await decoder.prefill(row.past, piece, end === row.request.promptIds.length);
      this.#rates.prefill(piece.length, clock.monotonic() - since);
      this.#promptTokens += piece.length;
      budget -= piece.length;
      row.past = past;
      row.used = end;
      if (logits) {
        this.#prefilling.shift();
        this.#join(row, past, logits);
      }
    }
  }

  #join(row: Sequence, past: KvBlock, logits: Float32Array): void {
    this.#prefixes.keep(
      row.request.promptIds,
      (from, to) => readPast(this.#modules.decoder.layout, past, from, to),
    );
    this.#slots.add(past, this.#running.map((other) => other.used));
    row.past = undefined;
    this.#running.push(row);
    const reason = this.#sample(row, logits);
    if (reason) this.#finish(this.#running.length - 1, reason);
  }

  /** One token for every running row. */
  async #step(): Promise<void> {
    if (!this.#running.length) return;
    const { clock, decoder } = this.#modules;
    const rows = [...this.#running];
    const since = clock.monotonic();
    const logits = await decoder.step(
      this.#slots,
      rows.map((row) => row.ids[row.ids.length - 1]!),
      rows.map((row) => row.used),
    );
    for (const row of rows) row.used++;
    const ends = rows.map((row, i) => this.#sample(row, logits[i]!));
    for (let i = rows.length - 1; i >= 0; i--) if (ends[i]) this.#finish(i, ends[i]!);
    this.#steps++;
    this.#rates.step(clock.monotonic() - since);
  }

  /** Chooses a row's next token and shows its text. @returns why the row ends, if it does */
  #sample(row: Sequence, logits: Float32Array): EndReason | undefined {
    if (this.#aborted.has(row.request.id)) return "aborted";
    row.rule?.(row.ids, logits);
    const id = sampleToken(logits, row.request.sampling, row.random);
    if (this.#options.endIds.has(id)) return this.#flush(row, "stop");
    row.ids.push(id);
    this.#tokens++;
    const { text, stopped } = row.text.push(id);
    if (text) row.request.onText(text);
    if (stopped) return "stop";
    return row.ids.length - row.request.promptIds.length >= row.request.maxTokens
      ? this.#flush(row, "length")
      : undefined;
  }

  #flush(row: Sequence, reason: EndReason): EndReason {
    const rest = row.text.finish();
    if (rest) row.request.onText(rest);
    return reason;
  }

  /** Removes a running row; the last one takes its place. */
  #finish(index: number, reason: EndReason): void {
    const row = this.#running[index]!;
    const tokens = row.ids.length - row.request.promptIds.length;
    // A second turn begins with this prompt and answer.
    this.#prefixes.keep(row.ids.slice(0, row.used), (from, to) => this.#slots.read(index, from, to));
    this.#slots.remove(index, this.#running.map((other) => other.used));
    const last = this.#running.pop()!;
    if (last !== row) this.#running[index] = last;
    if (reason === "stop" || reason === "length") this.#rates.answer(tokens);
    row.request.onEnd(reason, tokens);
  }

  #fail(cause: unknown): void {
    const requests = [...this.#rows().map((row) => row.request), ...this.#queue];
    const used = this.#running.map((row) => row.used);
    for (let i = used.length - 1; i >= 0; i--) this.#slots.remove(i, used.slice(0, i + 1));
    this.#running.length = this.#prefilling.length = this.#queue.length = 0;
    for (const request of requests) {
      request.onError(new LlmError("failed", "the model failed on a step", { cause }));
    }
  }
}
