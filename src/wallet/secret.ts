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

  /** Creates the object; see the parameters. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that shows or stores it. */
  reveal(): string {
    return this.#text;
  }

  /** A placeholder; the secret never becomes text. */
  toString(): string {
    return MASK;
  }

  /** A placeholder; the secret is never written as JSON. */
  toJSON(): string {
    return MASK;
  }

  /** A placeholder; the secret never becomes text. */
  [Symbol.for("Deno.customInspect")](): string {
    return MASK;
  }

  /** A placeholder; the secret never becomes text. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
