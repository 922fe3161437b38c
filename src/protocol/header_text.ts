/** Longest status message that is sent: aiohttp refuses header lines over 8190 bytes. */
const MESSAGE_LIMIT = 1024;

/**
 * A text that may travel in a header: one line, Latin-1, no control characters, no blanks at the ends
 * (docs/spec/wire.md#0-what-matters-most). What does not fit Latin-1 becomes `?`.
 */
export function headerText(text: string, limit = MESSAGE_LIMIT): string {
  return text
    .replace(/\s+/g, " ")
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
    .replace(/[^\u0020-\u00ff]/gu, "?")
    .trim()
    .slice(0, limit)
    .trimEnd();
}
