/** What the linter needs of a source text. */
export interface Token {
  kind: "word" | "string" | "punct" | "doc";
  text: string;
  /** 1-based. */
  line: number;
  /** Depth of open brackets before the token. */
  depth: number;
}

const WORD = /[\p{ID_Start}$_#@][\p{ID_Continue}$]*|[0-9][\w.]*/uy;
/** After one of these a slash starts a regular expression, not a division. */
const BEFORE_REGEX =
  /^(?:[(,=:.[!&|?{};+\-*%<>~^]|return|typeof|case|in|of|void|delete|do|else|throw|await|yield)$/;

/**
 * Splits TypeScript into words, strings, punctuation and doc comments. Comments and the insides of templates and
 * regular expressions are left out; code inside `${}` is kept.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  /** For each open `${`, the depth at which it closes. */
  const templates: number[] = [];
  let at = 0;
  let line = 1;
  let depth = 0;

  const push = (kind: Token["kind"], text: string, atLine = line) =>
    tokens.push({ kind, text, line: atLine, depth });
  const skipTo = (end: number) => {
    for (; at < end; at++) if (source[at] === "\n") line++;
  };
  /** Reads on inside a template until its end or the next `${`. */
  const template = () => {
    while (at < source.length && source[at] !== "`") {
      if (source[at] === "\\") skipTo(at + 2);
      else if (source.startsWith("${", at)) {
        at += 2;
        templates.push(depth++);
        return;
      } else skipTo(at + 1);
    }
    at++;
  };

  while (at < source.length) {
    const c = source[at]!;
    if (/\s/.test(c)) skipTo(at + 1);
    else if (source.startsWith("//", at) || (at === 0 && source.startsWith("#!"))) {
      const end = source.indexOf("\n", at);
      at = end < 0 ? source.length : end;
    } else if (source.startsWith("/*", at)) {
      const end = source.indexOf("*/", at + 2);
      const stop = end < 0 ? source.length : end + 2;
      if (source.startsWith("/**", at)) push("doc", source.slice(at, stop));
      skipTo(stop);
    } else if (c === '"' || c === "'") {
      let end = at + 1;
      while (end < source.length && source[end] !== c && source[end] !== "\n") {
        end += source[end] === "\\" ? 2 : 1;
      }
      push("string", source.slice(at + 1, end));
      at = end + 1;
    } else if (c === "`") {
      push("punct", "`");
      at++;
      template();
    } else if (c === "/" && startsRegex(tokens)) {
      at = regexEnd(source, at);
      push("punct", "/regex/");
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(source)?.[0];
      if (word !== undefined) {
        push("word", word);
        at += word.length;
      } else if (c === "}" && templates.length > 0 && templates.at(-1) === depth - 1) {
        depth = templates.pop()!;
        at++;
        template();
      } else {
        if ("}])".includes(c)) depth--;
        push("punct", c);
        if ("{[(".includes(c)) depth++;
        at++;
      }
    }
  }
  return tokens;
}

function startsRegex(tokens: readonly Token[]): boolean {
  const previous = tokens.at(-1);
  if (previous === undefined || previous.kind === "doc") return true;
  // `value! / 2`: an exclamation mark behind a value is an assertion.
  if (previous.text === "!" && isValueEnd(tokens.at(-2))) return false;
  return previous.kind !== "string" && BEFORE_REGEX.test(previous.text);
}

function isValueEnd(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.text === ")" || token.text === "]" ||
    (token.kind === "word" && !BEFORE_REGEX.test(token.text));
}

function regexEnd(source: string, start: number): number {
  let inClass = false;
  let at = start + 1;
  for (; at < source.length && source[at] !== "\n"; at++) {
    const c = source[at];
    if (c === "\\") at++;
    else if (c === "[") inClass = true;
    else if (c === "]") inClass = false;
    else if (c === "/" && !inClass) break;
  }
  at++;
  while (/[a-z]/.test(source[at] ?? "")) at++;
  return at;
}
