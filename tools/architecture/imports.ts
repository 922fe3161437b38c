import { type Token, tokenize } from "./lexer.ts";

/** One import or re-export. */
export interface Import {
  specifier: string;
  line: number;
  /** Only types: gone when the program runs. */
  typeOnly: boolean;
  /** `import()`: loaded when the line runs. */
  lazy: boolean;
}

/** An exported declaration and whether a doc comment stands before it. */
export interface Exported {
  kind: "function" | "class" | "interface";
  name: string;
  line: number;
  documented: boolean;
}

/** What the rules ask of one source file. */
export interface Module {
  imports: Import[];
  exported: Exported[];
}

/** Reads imports and exported declarations of a TypeScript source. */
export function readModule(source: string): Module {
  const tokens = tokenize(source);
  const imports: Import[] = [];
  const exported: Exported[] = [];
  const seen = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind !== "word") continue;
    if (token.text === "import" && tokens[i - 1]?.text !== ".") {
      const found = readImport(tokens, i);
      if (found) imports.push(found);
    } else if (token.text === "export" && token.depth === 0) {
      const from = readReexport(tokens, i);
      if (from) imports.push(from);
      const declared = readExported(tokens, i);
      // The first signature of an overloaded function carries the comment.
      if (declared && !seen.has(declared.name)) exported.push(declared);
      if (declared) seen.add(declared.name);
    }
  }
  return { imports, exported };
}

function readImport(tokens: readonly Token[], at: number): Import | null {
  const next = tokens[at + 1];
  const line = tokens[at]!.line;
  if (next?.text === "(" && next.kind === "punct") {
    const argument = tokens[at + 2];
    if (argument?.kind !== "string") return null;
    // `typeof import("x")` and `import("x").Type` in a type position are rare enough to be treated as lazy.
    return { specifier: argument.text, line, typeOnly: false, lazy: true };
  }
  if (next?.kind === "string") return { specifier: next.text, line, typeOnly: false, lazy: false };
  if (tokens[at]!.depth > 0 || next === undefined) return null;
  return readFrom(tokens, at + 1, line);
}

function readReexport(tokens: readonly Token[], at: number): Import | null {
  const next = tokens[at + 1]?.text;
  const typed = next === "type" && (tokens[at + 2]?.text === "{" || tokens[at + 2]?.text === "*");
  return next === "{" || next === "*" || typed ? readFrom(tokens, at + 1, tokens[at]!.line) : null;
}

/** Reads `[type] clause from "specifier"`. */
function readFrom(tokens: readonly Token[], at: number, line: number): Import | null {
  let typeOnly = false;
  if (tokens[at]?.text === "type" && !["from", ","].includes(tokens[at + 1]?.text ?? "")) {
    typeOnly = true;
    at++;
  }
  const clause: Token[] = [];
  for (; at < tokens.length && tokens[at]!.text !== ";"; at++) {
    const token = tokens[at]!;
    if (token.kind === "word" && token.text === "from" && tokens[at + 1]?.kind === "string") {
      typeOnly ||= onlyTypes(clause);
      return { specifier: tokens[at + 1]!.text, line, typeOnly, lazy: false };
    }
    clause.push(token);
  }
  return null;
}

/** True for `{ type A, type B }`. */
function onlyTypes(clause: readonly Token[]): boolean {
  if (clause[0]?.text !== "{" || clause.at(-1)?.text !== "}") return false;
  const names = clause.slice(1, -1).map((token) => token.text).join(" ").split(",").map((name) =>
    name.trim()
  );
  const given = names.filter((name) => name !== "");
  return given.length > 0 && given.every((name) => /^type \S/.test(name));
}

function readExported(tokens: readonly Token[], at: number): Exported | null {
  let i = at + 1;
  while (["default", "async", "abstract", "declare"].includes(tokens[i]?.text ?? "")) i++;
  const kind = tokens[i]?.text;
  if (kind !== "function" && kind !== "class" && kind !== "interface") return null;
  const name = tokens[i + 1]?.text === "*" ? tokens[i + 2]?.text : tokens[i + 1]?.text;
  return {
    kind,
    name: name ?? "default",
    line: tokens[at]!.line,
    documented: tokens[at - 1]?.kind === "doc",
  };
}
