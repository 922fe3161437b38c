import { type Random } from "../../src/base/mod.ts";
import { truncate } from "../../src/text/mod.ts";
import type { Context, Dataset } from "../types.ts";
import type { HfRows } from "./hf_rows.ts";

/** Characters of an instruction: longer ones are texts with a question attached. */
const MAX_INSTRUCTION = 1000;
const MIN_INSTRUCTION = 15;

/**
 * Instructions that people wrote, as an optional source of task `generic` beside the template of the original
 * (docs/spec/domain.md#24-review-generic_instruction-mock): rows with a text field `instruction` and perhaps
 * a `category`.
 */
export class HfInstructionDataset implements Dataset {
  readonly name = "hf_instruction";
  readonly offline = false;
  #queue: Context[] = [];

  constructor(readonly rows: HfRows) {}

  async next(random: Random, signal?: AbortSignal): Promise<Context | null> {
    if (this.#queue.length === 0) {
      this.#queue = (await this.rows.some(random, signal)).flatMap((row) => instructionContext(row) ?? []);
    }
    return this.#queue.pop() ?? null;
  }
}

function instructionContext({ instruction, category }: Record<string, unknown>): Context | null {
  if (typeof instruction !== "string" || !instruction.isWellFormed()) return null;
  const text = instruction.trim();
  if (text.length < MIN_INSTRUCTION || text.length > MAX_INSTRUCTION) return null;
  const topic = typeof category === "string" && category !== ""
    ? category.replaceAll("_", " ")
    : "instruction";
  return {
    title: truncate(text.split("\n")[0]!, 80),
    topic,
    subtopic: topic,
    content: text,
    internalLinks: [],
    externalLinks: [],
    source: "hf_instruction",
    tags: [topic],
    extra: {},
  };
}
