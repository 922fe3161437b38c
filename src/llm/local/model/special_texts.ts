/** One character of the texts that are looked for, and what may follow it. */
interface Node {
  next: Map<number, Node>;
  ends: boolean;
}

/**
 * Finds where any of a set of texts begins, in one pass: a stranger's megabyte of special tokens must cost no more than
 * a megabyte of prose, and models have up to a few thousand special tokens.
 */
export class SpecialTexts {
  readonly #root: Node = { next: new Map(), ends: false };
  /** 1 for each UTF-16 unit that begins a text: most characters of most texts begin none. */
  readonly #begins = new Uint8Array(0x10000);

  /** @param texts empty ones are ignored */
  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      if (text === "") continue;
      this.#begins[text.charCodeAt(0)] = 1;
      let node = this.#root;
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        let next = node.next.get(unit);
        if (!next) node.next.set(unit, next = { next: new Map(), ends: false });
        node = next;
      }
      node.ends = true;
    }
  }

  #beginsAt(text: string, at: number): boolean {
    if (this.#begins[text.charCodeAt(at)] === 0) return false;
    let node: Node | undefined = this.#root;
    for (let i = at; i < text.length; i++) {
      node = node.next.get(text.charCodeAt(i));
      if (!node) return false;
      if (node.ends) return true;
    }
    return false;
  }

  /** Cuts `text` inside every occurrence, so that none is left whole; joined, the pieces are the text. */
  *cut(text: string): Generator<string> {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      if (!this.#beginsAt(text, at)) continue;
      // After the first character, never inside it.
      if (text.codePointAt(at)! > 0xffff) at++;
      yield text.slice(start, at + 1);
      start = at + 1;
    }
    if (start < text.length) yield text.slice(start);
  }
}
