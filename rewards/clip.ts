/** UTF-8 bytes of a text that are scored and recorded: what is scored is what a record can be recomputed from. */
export const MAX_SCORED_BYTES = 32 * 1024;

/**
 * The part of a text that counts: at most {@link MAX_SCORED_BYTES} bytes of UTF-8, never half a character, lone
 * surrogates as U+FFFD (they would not survive storage).
 */
export function clipText(text: string): string {
  const whole = text.slice(0, MAX_SCORED_BYTES + 1).toWellFormed();
  if (whole.length * 3 <= MAX_SCORED_BYTES) return whole;
  const target = new Uint8Array(MAX_SCORED_BYTES);
  const { read } = new TextEncoder().encodeInto(whole, target);
  return whole.slice(0, read);
}
