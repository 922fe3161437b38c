/** Marks of a reasoning block, as models write them: opening, closing. */
export const THINK_TAGS: readonly (readonly [open: string, close: string])[] = [
  ["<think>", "</think>"], // DeepSeek R1, Qwen 3, QwQ and most others
  ["<thinking>", "</thinking>"],
  ["<reasoning>", "</reasoning>"],
  ["<seed:think>", "</seed:think>"], // Seed-OSS
  ["[THINK]", "[/THINK]"], // Magistral
  ["◁think▷", "◁/think▷"], // Kimi
  ["<|channel|>analysis<|message|>", "<|start|>assistant<|channel|>final<|message|>"], // gpt-oss without a parser
];

/** Closing marks that occur alone: the chat template has put the opening one into the prompt. */
const LONE_CLOSES = THINK_TAGS.map(([, close]) => close).filter((close) => close.length < 16);

/**
 * Cuts the reasoning out of a streamed answer, wherever pieces are cut: leading blocks in any form of
 * {@link THINK_TAGS}, and everything before a lone closing mark while text is held back for it. Marks inside an answer
 * stay.
 */
export class ThinkFilter {
  #state: "start" | "block" | "gap" | "text" = "start";
  #buffer = "";
  #close = "";
  #searched = 0;
  /** Blanks that the buffer is known to begin with: pieces of blanks are looked at once, not again with each piece. */
  #blanks = 0;
  #holding: boolean;
  #tail = "";
  #reasoning = 0;
  #lone = false;

  /** @param holdForLoneClose hold all text back until a closing mark comes, {@link release} or the end */
  constructor(holdForLoneClose: boolean) {
    this.#holding = holdForLoneClose;
  }

  /** Characters of reasoning that were cut. */
  get reasoningCharacters(): number {
    return this.#reasoning;
  }

  /** Whether a closing mark came without its opening one. */
  get sawLoneClose(): boolean {
    return this.#lone;
  }

  /** Whether text waits for a lone closing mark. */
  get holding(): boolean {
    return this.#holding && this.#state === "start" && this.#textAt() < this.#buffer.length;
  }

  /**
   * @param piece next text of the stream
   * @returns what belongs to the answer, possibly nothing
   */
  push(piece: string): string {
    if (this.#state === "text") return this.#pass(piece);
    this.#buffer += piece;
    return this.#advance();
  }

  /** Stops holding text back. @returns the text that waited */
  release(): string {
    this.#holding = false;
    return this.#state === "start" ? this.#advance() : "";
  }

  /** The stream has ended. @returns what still belongs to the answer */
  end(): string {
    const rest = this.#buffer;
    this.#buffer = "";
    if (this.#state === "block") {
      this.#reasoning += rest.length;
      return "";
    }
    const leading = this.#state === "gap" ? rest.trimStart() : rest;
    this.#state = "text";
    return leading;
  }

  #pass(piece: string): string {
    // Only noticed: what has been passed on cannot be taken back, but the next answer can be held.
    const seen = this.#tail + piece;
    if (LONE_CLOSES.some((close) => seen.includes(close)) && this.#reasoning === 0) this.#lone = true;
    this.#tail = seen.slice(-16);
    return piece;
  }

  /** Index of the first character of the buffer that is no blank; its length when there is none. */
  #textAt(): number {
    const text = /\S/g;
    text.lastIndex = this.#blanks;
    return this.#blanks = text.exec(this.#buffer)?.index ?? this.#buffer.length;
  }

  /** Replaces the buffer by what follows its first `count` characters. */
  #drop(count: number): void {
    this.#buffer = this.#buffer.slice(count);
    this.#blanks = 0;
  }

  #advance(): string {
    for (;;) {
      if (this.#state === "block") {
        const at = this.#buffer.indexOf(this.#close);
        if (at < 0) {
          const keep = Math.min(this.#buffer.length, this.#close.length - 1);
          this.#reasoning += this.#buffer.length - keep;
          this.#drop(this.#buffer.length - keep);
          return "";
        }
        this.#reasoning += at;
        this.#drop(at + this.#close.length);
        this.#state = "gap";
      }
      const text = this.#buffer.slice(this.#textAt());
      const tag = THINK_TAGS.find(([open]) => text.startsWith(open));
      if (tag) {
        this.#close = tag[1];
        this.#drop(this.#blanks + tag[0].length);
        this.#state = "block";
        continue;
      }
      if (THINK_TAGS.some(([open]) => open.startsWith(text))) return "";
      if (this.#state === "start" && this.#holding) {
        const from = Math.max(0, this.#searched - 16);
        const found = LONE_CLOSES.map((close) => ({ close, at: this.#buffer.indexOf(close, from) }))
          .filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0];
        if (!found) {
          this.#searched = this.#buffer.length;
          return "";
        }
        this.#lone = true;
        this.#reasoning += found.at;
        this.#drop(found.at + found.close.length);
        this.#state = "gap";
        continue;
      }
      const out = this.#state === "gap" ? text : this.#buffer;
      this.#buffer = "";
      this.#state = "text";
      return this.#pass(out);
    }
  }
}
