/** One command of a console block, with what the page shows of its output. */
export interface Step {
  /** 1-based line of the `$`. */
  line: number;
  /** The command as a shell takes it; may have several lines. */
  command: string;
  /** Shown output; empty = not compared. */
  shown: string[];
  /** Line numbers of the shown output: first, and one after the last. */
  shownAt: [from: number, to: number];
  /** Exit code the page expects. */
  exit: number;
  /** What a person types at its questions; some = it runs on a terminal. */
  answers: string[];
  /** A `^C` follows: a command that goes on is stopped here. */
  stopped: boolean;
}

/** A fenced block of a page. */
export type Block =
  | { kind: "world"; line: number; settings: string }
  | { kind: "console"; line: number; steps: Step[] }
  /** Shown, not run: `reason` is null when the page gives none. */
  | { kind: "shown"; line: number; lang: string; reason: string | null; text: string };

/** A page taken apart. */
export interface Page {
  /** Made by a task of its own, which ran what it shows. */
  generated: boolean;
  blocks: Block[];
  /** Code spans of the prose, with their lines. */
  spans: { line: number; text: string }[];
  /** Targets of links and pictures that stay within the project. */
  links: { line: number; text: string }[];
  /** Names that links to headings use. */
  anchors: string[];
}

const COMMENT = /^<!--\s*(run|not run|exit|answers):?\s*(.*?)\s*-->$/;
const FENCE = /^( *)(`{3,}|~{3,})\s*([\w-]*)/;

/**
 * Takes a page apart: worlds (`<!-- run: … -->`), console blocks, shown blocks with their reasons
 * (`<!-- not run: why -->` right above), code spans. Above a console block, `<!-- exit: 2 -->` and
 * `<!-- answers: a, b -->` speak of its last command.
 * @throws Error naming the line of a comment that stands nowhere
 */
export function readPage(text: string): Page {
  const lines = text.split("\n");
  const page: Page = {
    generated: /^Made by `deno task /m.test(text),
    blocks: [],
    spans: [],
    links: [],
    anchors: [],
  };
  let reason: string | null = null;
  let exit = 0;
  let answers: string[] = [];
  let pending = 0;
  for (let at = 0; at < lines.length; at++) {
    const comment = COMMENT.exec(lines[at]!.trim());
    if (comment) {
      const [, kind, rest] = comment;
      if (kind === "run") page.blocks.push({ kind: "world", line: at + 1, settings: rest! });
      else {
        pending = at + 1;
        if (kind === "exit") exit = Number(rest);
        else if (kind === "answers") answers = rest!.split(/\s*,\s*/);
        else reason = rest!;
      }
      continue;
    }
    const fence = FENCE.exec(lines[at]!);
    if (!fence) {
      if (lines[at]!.trim() === "") continue;
      if (pending) throw new Error(`line ${pending}: the comment wants a fenced block right below it`);
      const from = at;
      while (at + 1 < lines.length && lines[at + 1]!.trim() !== "" && !FENCE.test(lines[at + 1]!)) at++;
      const paragraph = lines.slice(from, at + 1);
      page.spans.push(...found(paragraph, from + 1, /(`+)(?<text>[^]+?)\1(?!`)/g));
      page.links.push(...found(paragraph, from + 1, /\]\((?<text>(?!\w+:)[^)\s]+)\)/g));
      for (const line of paragraph) {
        for (const [, id] of line.matchAll(/<a id="([\w-]+)">/g)) page.anchors.push(id!);
      }
      const heading = /^#+ (.*)$/.exec(paragraph[0]!)?.[1];
      if (heading) {
        page.anchors.push(heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
      }
      continue;
    }
    const [, indent, ticks, lang] = fence;
    const from = at + 1;
    do at++; while (at < lines.length && !lines[at]!.trim().startsWith(ticks!));
    const body = lines.slice(from, at).map((l) => l.startsWith(indent!) ? l.slice(indent!.length) : l);
    if (lang === "console" && reason !== null) {
      const text = readSteps(body, from + 1).map(({ command }) => command).join("\n");
      page.blocks.push({ kind: "shown", line: from, lang: "sh", reason, text });
    } else if (lang === "console") {
      const steps = readSteps(body, from + 1);
      if (steps.length > 0) Object.assign(steps.at(-1)!, { exit, answers });
      page.blocks.push({ kind: "console", line: from, steps });
    } else page.blocks.push({ kind: "shown", line: from, lang: lang!, reason, text: body.join("\n") });
    [reason, exit, answers, pending] = [null, 0, [], 0];
  }
  return page;
}

/** The commands of a console block; the comments above it speak of the last one. */
function readSteps(body: readonly string[], first: number): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < body.length;) {
    const start = at;
    if (!body[at]!.startsWith("$ ")) {
      throw new Error(`line ${first + at}: a console block begins with "$ command"`);
    }
    const command = [body[at++]!.slice(2)];
    const next = () => body[at++]!.replace(/^> /, "");
    while (command.at(-1)!.endsWith("\\") && at < body.length) command.push(next());
    const here = /<<-?\s*(["']?)(\w+)\1/.exec(command.join("\n"));
    if (here) {
      while (at < body.length && command.at(-1) !== here[2]) command.push(next());
    }
    const from = at;
    while (at < body.length && !body[at]!.startsWith("$ ") && body[at] !== "^C") at++;
    const shown = body.slice(from, at);
    const shownAt: Step["shownAt"] = [first + from, first + at];
    const stopped = body[at] === "^C";
    if (stopped) at++;
    while (at < body.length && body[at]!.trim() === "") at++;
    steps.push({
      line: first + start,
      command: command.join("\n"),
      shown,
      shownAt,
      exit: 0,
      answers: [],
      stopped,
    });
  }
  return steps;
}

/** What an expression's group `text` finds in a paragraph; the formatter may have broken it over lines. */
function found(paragraph: readonly string[], first: number, what: RegExp): { line: number; text: string }[] {
  const text = paragraph.join("\n");
  return [...text.matchAll(what)].map(({ groups, index }) => ({
    line: first + text.slice(0, index).split("\n").length - 1,
    text: groups!.text!.replace(/\s+/g, " ").trim(),
  }));
}
