import { abortReason, type Clock, raceSignal, type Random, retry, withDeadline } from "../../src/base/mod.ts";
import { DatasetError } from "../errors.ts";

/** What a network source uses. */
export interface SourceClientModules {
  fetch: typeof fetch;
  clock: Clock;
  /** Jitter of the waits between tries. */
  random: Random;
}

/** How a source is asked. */
export interface SourceClientOptions {
  /** Who asks: sources turn away clients without a name and an address. */
  userAgent: string;
  /** Tries of one request in all. @default {3} */
  tries?: number;
  /** Milliseconds for one try. @default {15000} */
  timeoutMs?: number;
  /** Bytes of one reply. @default {8 MiB} */
  maxBytes?: number;
}

/** Longest wait that a source may ask of us within one request; a longer one means it is down for now. */
const MAX_WAIT_S = 20;

/** Asks one source for JSON: one request at a time, named, bounded, and slower when told so. */
export class SourceClient {
  readonly #options: Required<SourceClientOptions>;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param source name in errors, e.g. `wikipedia` */
  constructor(
    readonly source: string,
    options: SourceClientOptions,
    readonly modules: SourceClientModules,
  ) {
    this.#options = { tries: 3, timeoutMs: 15_000, maxBytes: 8 * 1024 * 1024, ...options };
  }

  /**
   * The parsed reply.
   * @param refusal what the reply says if it is a refusal in itself (MediaWiki's `maxlag`); null = it is none
   * @throws DatasetError `unavailable` (down, refusing, too slow), `bad_reply` (not JSON, too large); the signal's reason
   */
  getJson(
    url: URL,
    refusal: (reply: unknown) => string | null,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const turn = this.#queue.then(() => this.#ask(url, refusal, signal));
    this.#queue = turn.catch(() => {});
    // Who stops waiting leaves the line at once; the request itself sees the signal when its turn comes.
    return signal ? raceSignal(turn, signal) : turn;
  }

  async #ask(url: URL, refusal: (reply: unknown) => string | null, signal?: AbortSignal): Promise<unknown> {
    const { clock, random } = this.modules;
    return await retry(async (attempt) => {
      try {
        return await this.#once(url, refusal, signal);
      } catch (error) {
        const waitS = error instanceof DatasetError ? Number(error.data.retryAfterS ?? 0) : 0;
        if (waitS > 0 && waitS <= MAX_WAIT_S && attempt + 1 < this.#options.tries) {
          await clock.sleep(waitS * 1000, signal);
        }
        throw error;
      }
    }, {
      clock,
      random,
      tries: this.#options.tries,
      signal,
      retryIf: (error) =>
        error instanceof DatasetError && error.code === "unavailable" &&
        !(Number(error.data.retryAfterS) > MAX_WAIT_S) && error.data.final !== true,
    });
  }

  async #once(url: URL, refusal: (reply: unknown) => string | null, signal?: AbortSignal): Promise<unknown> {
    const { userAgent, timeoutMs } = this.#options;
    const ask = async (limit: AbortSignal) => {
      const response = await this.modules.fetch(url, {
        headers: { accept: "application/json", "user-agent": userAgent },
        signal: limit,
      });
      if (!response.ok) {
        throw this.#refused(`it answered ${response.status}`, response, await throttledS(response));
      }
      const reply = await this.#json(response);
      const why = refusal(reply);
      if (why !== null) throw this.#refused(why, response);
      return reply;
    };
    try {
      return await withDeadline(this.modules.clock, timeoutMs, `asking ${this.source}`, ask, signal);
    } catch (cause) {
      if (signal?.aborted) throw abortReason(signal);
      if (cause instanceof DatasetError) throw cause;
      throw new DatasetError("unavailable", `${this.source} cannot be reached`, {
        cause,
        data: { source: this.source },
      });
    }
  }

  #refused(why: string, response: Response, throttled = 0): DatasetError {
    const header = response.headers.get("retry-after") ?? "";
    // Either seconds or a date.
    const asked = /^\d{1,9}$/.test(header)
      ? Number(header)
      : Math.max(0, Math.ceil((Date.parse(header) - this.modules.clock.now()) / 1000)) || 0;
    const retryAfterS = Math.max(asked, throttled);
    // Asking again for what is forbidden, gone or not understood changes nothing.
    const final = response.status >= 400 && response.status < 500 && ![408, 429].includes(response.status);
    return new DatasetError("unavailable", `${this.source} refuses: ${why}`, {
      data: { source: this.source, status: response.status, retryAfterS, final },
    });
  }

  async #json(response: Response): Promise<unknown> {
    const { maxBytes } = this.#options;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) {
        throw new DatasetError("bad_reply", `${this.source} sent more than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
    try {
      return JSON.parse(await new Blob(chunks as BlobPart[]).text());
    } catch (cause) {
      throw new DatasetError("bad_reply", `${this.source} sent something that is not JSON`, { cause });
    }
  }
}

/** Bytes of a refusal that are looked at, and the longest ban that is believed. */
const MAX_REFUSAL_BYTES = 16 * 1024;
const MAX_BAN_S = 86_400;

/** Seconds of Stack Exchange's `throttle_violation`, which has them in its words alone; 0 = the reply names none. */
async function throttledS(response: Response): Promise<number> {
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk.subarray(0, MAX_REFUSAL_BYTES), { stream: true });
      if (text.length >= MAX_REFUSAL_BYTES) break;
    }
  } catch {
    // The status alone says that it refused.
  }
  const seconds = /more requests available in (\d{1,9}) seconds/.exec(text)?.[1];
  return Math.min(Number(seconds ?? 0), MAX_BAN_S);
}
