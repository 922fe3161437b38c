/** Texts that both sides must agree on to the byte. */

/** Answers with characters of one to four bytes, joiners, a flag made of tags and combining marks. */
export const MULTI_BYTE = "Grüße, 世界! 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 e\u0301 \u200d\ufeff €\u00a0𝒳 ";

/** Conversations whose hash goes through every rule of docs/spec/wire.md#23-text-of-a-string. */
export const AWKWARD_MESSAGES: readonly (readonly string[])[] = [
  [""],
  ["It's"],
  ['He said "no"'],
  [`It's "both" \\ and a slash / too`],
  ["line\nline\r\n\ttab\u0000\u001b[31m\u007f"],
  ["caf\u00e9 \u00a0\u00ad\u0085 \u2028\u2029 \u3000\ufeff"],
  ["\ud83d\ude00 \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \u{e0067}\u{e007f}"],
  ["\ue000 \uffff \u{10ffff} \u0378 \u{1fae8} \u{31350}"],
  ["\\sqrt{2} \\u00e9 \\n {}[]"],
  ["first", "second", "third's", 'fourth "quoted"'],
  ["x".repeat(60_000) + "\u00e9"],
];

/** Cuts a text every `size` UTF-16 units, surrogate pairs in the middle included. */
export function cutAnywhere(text: string, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces;
}

/** Cuts the UTF-8 bytes of a text every `size` bytes, characters in the middle included. */
export function cutBytes(text: string, size: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

/** Roles for `messages`, alternating. */
export function rolesFor(messages: readonly string[]): string[] {
  return messages.map((_, i) => i % 2 ? "assistant" : "user");
}

/** Replaces what differs from run to run: error numbers, ports, seconds, signatures. */
export function tidy(text: unknown): unknown {
  if (typeof text !== "string") return text;
  return text
    .replace(/#[0-9a-f]{8}-[0-9a-f-]{27}/g, "#ID")
    .replace(/\d+\.\d+\.\d+\.\d+:\d+/g, "HOST")
    .replace(/0x[0-9a-f]{128}/g, "SIGNATURE")
    .replace(/\d{13,}(?=\.5)/g, "NONCE")
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b/g, "UUID")
    // Our dendrite cuts long messages, usually inside of the hash.
    .replace(/\b[0-9a-f]{64}\b|\b[0-9a-f]{20,63}…$/g, "HASH")
    .replace(/\d+\.\d\d seconds/g, "N seconds");
}
