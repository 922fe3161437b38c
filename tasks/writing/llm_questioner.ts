import { abortReason } from "../../src/base/mod.ts";
import type { Engine } from "../../src/llm/mod.ts";
import { TaskError } from "../errors.ts";
import type { Persona, Questioner, WritingRequest } from "../types.ts";
import { ExtractiveQuestioner } from "./extractive_questioner.ts";
import { sharesWord, tidyWriting } from "./tidy_writing.ts";

/** Sampling of every generation (docs/spec/domain.md#11-common-behavior). */
const DEFAULT_NEW_TOKENS = 256;
const TEMPERATURE = 0.7;
const TOP_P = 0.95;
/** Characters taken of one answer of the model. */
const MAX_TEXT = 16_384;

/** Writes with a language model: one fresh conversation per text. */
export class LlmQuestioner implements Questioner {
  /** Always true: what a model wrote needs the cleaners. */
  readonly generates = true;
  readonly #engine: Engine;
  readonly #templates = new ExtractiveQuestioner();
  readonly #maxTokens: number;

  /**
   * A writer that asks one engine.
   * @param engine writes the texts; the caller closes it
   * @param options.maxTokens new tokens of one text at most; reasoning counts. @default {256}
   */
  constructor(engine: Engine, options: { maxTokens?: number } = {}) {
    this.#engine = engine;
    this.#maxTokens = options.maxTokens ?? DEFAULT_NEW_TOKENS;
  }

  /** Always true: a model can write for every task. */
  supports(_task: string): boolean {
    return true;
  }

  /**
   * Asks the model for the question. One that shares no word with its text is replaced by one from a template.
   * @throws TaskError `no_text`; LlmError
   */
  async question(request: WritingRequest, signal?: AbortSignal): Promise<string> {
    const text = await this.#write(request, signal);
    const { task, context, history } = request;
    const source = [context.title, context.topic, context.content, ...history.map(({ content }) => content)];
    if (!this.#templates.supports(task) || sharesWord(text, source.join("\n"))) return text;
    return await this.#templates.question(request);
  }

  /** Asks the model for the reference answer. @throws TaskError `no_text`; LlmError */
  reference(request: WritingRequest, signal?: AbortSignal): Promise<string> {
    return this.#write(request, signal);
  }

  /**
   * Asks the model to word the question as a person would. A message that shares no word with the question is
   * replaced by one from a template.
   * @throws TaskError `no_text`; LlmError
   */
  async challenge(request: WritingRequest & { persona: Persona }, signal?: AbortSignal): Promise<string> {
    const text = await this.#write(request, signal);
    const { task, context, question } = request;
    if (!this.#templates.supports(task) || sharesWord(text, `${context.title}\n${question}`)) return text;
    return await this.#templates.challenge(request);
  }

  async #write({ task, system, prompt, random }: WritingRequest, signal?: AbortSignal): Promise<string> {
    let text = "";
    const pieces = this.#engine.generate({
      messages: [
        ...(system === "" ? [] : [{ role: "system" as const, content: system }]),
        { role: "user", content: prompt },
      ],
      maxTokens: this.#maxTokens,
      temperature: TEMPERATURE,
      topP: TOP_P,
      seed: Math.floor(random.next() * 2 ** 31),
    }, signal);
    for await (const piece of pieces) {
      text += piece;
      if (text.length >= MAX_TEXT) break;
    }
    // An engine ends early without an error when its signal aborts: half a text must not pass for a whole one.
    if (signal?.aborted) throw abortReason(signal);
    const tidy = tidyWriting(text.slice(0, MAX_TEXT).toWellFormed());
    if (tidy.trim() === "") throw new TaskError("no_text", `the model wrote nothing for task ${task}`);
    return tidy;
  }
}
