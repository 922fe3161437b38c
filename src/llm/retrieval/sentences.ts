/** Sentences longer than this are cut at a blank. */
const MAX_SENTENCE = 600;

/** Markdown's signs around a word. */
const EMPHASIS = /(?<![\p{L}\p{N}])[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?![\p{L}\p{N}])/gu;

/** Endings that look like the end of a sentence and are none. */
const ABBREVIATION =
  /(?:^|[\s("'])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Col|Capt|Lt|Sgt|Rev|Hon|Gov|Sen|Rep|Mt|Ft|No|Nos|Vol|Fig|pp|vs|etc|ca|c|approx|e\.g|i\.e|cf|al|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|\p{Lu}|(?:\p{L}\.)+\p{L})\.$/u;

/**
 * Sentences of running text. Headings (Markdown or wiki), rules and empty lines separate and are left out;
 * single line breaks inside a paragraph are blanks.
 */
export function splitSentences(text: string): string[] {
  const out: string[] = [];
  for (const paragraph of paragraphsOf(text)) {
    let start = 0;
    for (const match of paragraph.matchAll(/[.!?]["'”’)\]]*\s+(?=["'“‘(\[]?[\p{Lu}\p{N}])/gu)) {
      const end = match.index + match[0].length;
      const sentence = paragraph.slice(start, end).trimEnd();
      if (ABBREVIATION.test(sentence.slice(-16))) continue;
      push(out, sentence);
      start = end;
    }
    push(out, paragraph.slice(start).trimEnd());
  }
  return out;
}

function push(out: string[], sentence: string): void {
  let rest = sentence;
  while (rest.length > MAX_SENTENCE) {
    const blank = rest.lastIndexOf(" ", MAX_SENTENCE);
    const cut = blank > 0 ? blank : MAX_SENTENCE;
    out.push(rest.slice(0, cut).toWellFormed());
    rest = rest.slice(cut).trimStart();
  }
  if (/\p{L}|\p{N}/u.test(rest)) out.push(rest.toWellFormed());
}

function paragraphsOf(text: string): string[] {
  const paragraphs: string[] = [];
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) paragraphs.push(lines.join(" "));
    lines = [];
  };
  for (const raw of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const line = raw.trim();
    const heading = /^(?:#{1,6}\s|=+[^=]+=+$|[-=*_]{3,}$|```)/.test(line);
    const item = /^(?:[-*+•]\s+|\d{1,3}[.)]\s+)/.exec(line);
    if (line === "" || heading) flush();
    else if (item) {
      flush();
      lines.push(line.slice(item[0].length));
    } else lines.push(line);
  }
  flush();
  return paragraphs.map((paragraph) =>
    paragraph.replace(/!?\[([^[\]]{1,200})\]\([^)]{1,500}\)/g, "$1").replace(EMPHASIS, "")
      .replace(/\s+/g, " ").trim()
  );
}
