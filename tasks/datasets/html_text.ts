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

/** Characters of HTML that are read; the rest is cut. */
export const MAX_HTML_CHARACTERS = 524_288;
/** Characters of a script or style that is left out; a longer one is text. */
const MAX_SCRIPT_CHARACTERS = 100_000;

/** The text of a piece of HTML: tags become line breaks or nothing, entities characters. For reading, not for display. */
export function htmlText(html: string): string {
  return withoutScripts(html.slice(0, MAX_HTML_CHARACTERS))
    .replace(/<\/?(?:p|div|br|li|ul|ol|pre|h\d|blockquote|tr)\b[^<>]{0,1000}>/gi, "\n")
    .replace(/<[^<>]{0,1000}>/g, "")
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,10});/gi, (all, name: string) => decode(name) ?? all)
    .replace(/\n\s*\n+/g, "\n")
    .trim();
}

/** Leaves scripts and styles out. Each end is looked for once: a search from every start is quadratic. */
function withoutScripts(html: string): string {
  const opening = /<(?:script|style)\b/gi;
  const closing = /<\/(?:script|style)>/gi;
  let end: RegExpExecArray | null = null;
  let out = "";
  let at = 0;
  for (let start = opening.exec(html); start; start = opening.exec(html)) {
    if (!end || end.index < opening.lastIndex) {
      closing.lastIndex = opening.lastIndex;
      end = closing.exec(html);
      if (!end) break;
    }
    if (end.index - opening.lastIndex > MAX_SCRIPT_CHARACTERS) continue;
    out += html.slice(at, start.index);
    at = opening.lastIndex = closing.lastIndex;
  }
  return out + html.slice(at);
}

function decode(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()];
  const code = name[1]!.toLowerCase() === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : "";
}
