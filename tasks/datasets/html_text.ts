const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
};

/** The text of a piece of HTML: tags become line breaks or nothing, entities characters. For reading, not for display. */
export function htmlText(html: string): string {
  return html
    .replace(/<(?:script|style)\b[\s\S]{0,100000}?<\/(?:script|style)>/gi, "")
    .replace(/<\/?(?:p|div|br|li|ul|ol|pre|h\d|blockquote|tr)\b[^<>]{0,1000}>/gi, "\n")
    .replace(/<[^<>]{0,1000}>/g, "")
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,10});/gi, (all, name: string) => decode(name) ?? all)
    .replace(/\n\s*\n+/g, "\n")
    .trim();
}

function decode(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()];
  const code = name[1]!.toLowerCase() === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : "";
}
