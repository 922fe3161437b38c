import { type Clock, type Random, randomInt, shuffle } from "../../src/base/mod.ts";
import { DatasetError } from "../errors.ts";
import type { Context, Dataset } from "../types.ts";
import { articleContext } from "./article_context.ts";
import { htmlText } from "./html_text.ts";
import type { SourceClient } from "./source_client.ts";

const PAGES = 5;
const PAGE_SIZE = 100;
const MIN_SCORE = 10;
/** Characters of an answer that are kept. */
const MAX_ANSWER = 16_384;

interface Question {
  id: number;
  title: string;
  tags: string[];
  link: string;
}

/**
 * Well-voted questions with their best answers (docs/spec/domain.md#27-stack_overflow), as proper contexts;
 * drawn only when named.
 */
export class StackOverflowDataset implements Dataset {
  readonly name = "stack_overflow";
  readonly offline = false;
  #queue: Question[] = [];
  /** Monotonic time until which the source asked us to wait. */
  #waitUntil = 0;

  constructor(readonly client: SourceClient, readonly base: string, readonly clock: Clock) {}

  async next(random: Random, signal?: AbortSignal): Promise<Context | null> {
    if (this.#queue.length === 0) this.#queue = shuffle(random, await this.#questions(random, signal));
    const question = this.#queue.pop();
    if (!question) return null;
    const [answer] = await this.#items(`questions/${question.id}/answers`, { filter: "withbody" }, signal);
    const text = typeof answer?.body === "string"
      ? htmlText(answer.body).slice(0, MAX_ANSWER).toWellFormed()
      : "";
    if (text === "") return null;
    const { title, tags, link } = question;
    const context = articleContext({ title, topic: tags[0] ?? "programming", text }, this.name, {
      url: link,
    });
    return { ...context, tags };
  }

  async #questions(random: Random, signal?: AbortSignal): Promise<Question[]> {
    const page = { pagesize: String(PAGE_SIZE), page: String(1 + randomInt(random, PAGES)) };
    const items = await this.#items("questions", page, signal);
    return items.flatMap((item) => {
      const { question_id: id, title, score, tags, link } = item;
      if (typeof id !== "number" || typeof title !== "string" || !(Number(score) >= MIN_SCORE)) return [];
      const names = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
      return [{ id, title: htmlText(title), tags: names, link: typeof link === "string" ? link : "" }];
    });
  }

  async #items(
    path: string,
    parameters: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>[]> {
    const left = this.#waitUntil - this.clock.monotonic();
    if (left > 0) throw this.#resting(Math.ceil(left / 1000), "it asked us to wait");
    const url = new URL(path, this.base);
    const all = { order: "desc", sort: "votes", site: "stackoverflow", ...parameters };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    const reply = await this.#reply(url, signal);
    const backoffS = Number(reply?.backoff ?? 0);
    // Without a key there are 300 requests a day; the last one must not be the one that gets us banned.
    const waitS = Number(reply?.quota_remaining ?? 1) <= 0 ? 3600 : backoffS;
    if (waitS > 0) this.#waitUntil = this.clock.monotonic() + waitS * 1000;
    if (!Array.isArray(reply?.items)) {
      throw new DatasetError("bad_reply", `${this.client.source} sent no items`);
    }
    return reply.items.filter((item) => typeof item === "object" && item !== null);
  }

  async #reply(url: URL, signal?: AbortSignal): Promise<Record<string, unknown> | null> {
    try {
      return await this.client.getJson(url, () => null, signal) as Record<string, unknown> | null;
    } catch (error) {
      // A ban of hours outlasts the longest rest of a failing source, and asking during it makes it longer.
      const waitS = error instanceof DatasetError ? Number(error.data.retryAfterS ?? 0) : 0;
      if (waitS > 0) this.#waitUntil = this.clock.monotonic() + waitS * 1000;
      throw error;
    }
  }

  #resting(retryAfterS: number, why: string): DatasetError {
    return new DatasetError("unavailable", `${this.client.source} rests: ${why}`, { data: { retryAfterS } });
  }
}
