const MASK = "[secret]";

/**
 * Holds a text that must not reach a log by accident: printing, inspecting or serializing it shows `[secret]`.
 *
 * @example
 * ```ts
 * import { Secret } from "./secret.ts";
 * const phrase = new Secret("legal winner …");
 * console.assert(`${phrase}` === "[secret]" && JSON.stringify({ phrase }) === '{"phrase":"[secret]"}');
 * console.assert(phrase.reveal().startsWith("legal"));
 * ```
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that shows or stores it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
