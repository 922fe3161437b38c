/** How {@link joinChunks} joins. */
export interface JoinOptions {
  /** True = as SN1 up to 2.3 stores a completion: newlines vanish, `\r`, blanks and tabs stay. False = 2.4 and later. */
  dropNewlines: boolean;
}

/**
 * The completion that a reward profile sees, from what the wire carried (docs/spec/wire.md#55-streaming).
 *
 * @example
 * ```ts
 * import { joinChunks } from "./join_chunks.ts";
 * console.assert(joinChunks(["a\n", "b"], { dropNewlines: true }) === "ab");
 * ```
 */
export function joinChunks(
  chunks: readonly (string | { readonly text: string })[],
  options: JoinOptions,
): string {
  const text = chunks.map((chunk) => typeof chunk === "string" ? chunk : chunk.text).join("");
  return options.dropNewlines ? text.replaceAll("\n", "") : text;
}

/** The status a completion ends with: success without text is 204 (docs/spec/domain.md#73-run_step). */
export function settledStatus(statusCode: number, completion: string): number {
  return statusCode === 200 && completion === "" ? 204 : statusCode;
}
