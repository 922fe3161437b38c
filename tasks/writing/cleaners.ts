import { isPySpace, PY_SPACE, PY_WORD, stripChars } from "../../src/text/mod.ts";

/**
 * Changes a generated text. May throw: the pipeline then stops before this step
 * (docs/spec/domain.md#43-cleaners).
 */
export type Cleaner = (text: string) => string;

const wordChar = new RegExp(`[${PY_WORD}]`, "u");
const sentenceRuns = new RegExp(`(?<=[.!?])[${PY_SPACE}]+`, "u");

/** Removed in this order by the legacy role cleaner. */
const ROLE_TEXTS = [
  "User: ",
  "System: ",
  "Assistant: ",
  "Assistant, ",
  "Dear AI, ",
  "Dear AI ",
  "#Question: ",
  "<|im_start|>",
  "<|im_end|>",
  "<i>",
  "</i>",
];

/** Labels the corrected role cleaner removes at the start of a line. */
const roleLabel =
  /^[ \t]*(?:#+[ \t]*)?(?:user|human|system|assistant|ai|question|answer|query|response|summary)[ \t]*:[ \t]*/gimu;
const greetings = /^[ \t]*(?:Assistant,|Dear AI,?)[ \t]+/gmu;
const markup = /<\|im_(?:start|end)\|>(?:user|system|assistant)?|<\/?i>/gu;

/** Every cleaner by the name tasks use. The last two correct defects 11.1-4 and 11.1-29. */
export const CLEANERS: Readonly<Record<string, Cleaner>> = {
  remove_quotes: (text) => stripChars(text, (char) => char === '"' || char === "'"),
  prune_ending: pruneEnding,
  remove_roles: removeRoles,
  remove_post_question_text: keepPostQuestionText,
  remove_tags: (text) => text.replaceAll("<date>", ""),
  first_question: firstQuestion,
  remove_role_labels: removeRoleLabels,
  cut_post_question_text: cutPostQuestionText,
};

/**
 * Applies cleaners in order. At an unknown or failing step the text as it was before that step is the result.
 * @param onError told which step stopped the pipeline
 */
export function cleanText(
  text: string,
  steps: readonly string[],
  onError?: (step: string, error: unknown) => void,
): string {
  for (const step of steps) {
    try {
      const cleaner = Object.hasOwn(CLEANERS, step) ? CLEANERS[step] : undefined;
      if (!cleaner) throw new RangeError(`unknown cleaner ${step}`);
      text = cleaner(text);
    } catch (error) {
      onError?.(step, error);
      return text;
    }
  }
  return text;
}

function pruneEnding(text: string): string {
  if (!/[.?!]/.test(text) || /[.?!]$/.test(text)) return text;
  return text.slice(0, Math.max(text.lastIndexOf("."), text.lastIndexOf("?"), text.lastIndexOf("!")) + 1);
}

function removeRoles(text: string): string {
  text = dropLabels(text);
  for (const role of ROLE_TEXTS) text = text.replaceAll(role, "");
  return text.split(sentenceRuns).map(capitalize).join(" ");
}

/**
 * Deletes every word that a colon follows, with blanks between and line breaks before it. Walking back from each
 * colon touches each character once; as a regex (`\\n*\\w+\\s*:`) it is quadratic on long words.
 */
function dropLabels(text: string): string {
  const points = Array.from(text);
  let out = "";
  let done = 0;
  for (let at = points.indexOf(":"); at >= 0; at = points.indexOf(":", at + 1)) {
    let start = at;
    while (start > done && isPySpace(points[start - 1]!)) start--;
    const wordEnd = start;
    while (start > done && wordChar.test(points[start - 1]!)) start--;
    if (start === wordEnd) continue;
    while (start > done && points[start - 1] === "\n") start--;
    out += points.slice(done, start).join("");
    done = at + 1;
  }
  return out + points.slice(done).join("");
}

/** Python's `str.capitalize()`: first character in title case, all others in lower case. */
function capitalize(piece: string): string {
  const first = String.fromCodePoint(piece.codePointAt(0) ?? 0);
  if (piece === "") return "";
  // Lower-casing the whole keeps rules that look at neighbors (final sigma); then the first character's part goes.
  const rest = piece.slice(first.length);
  const lowered = (first + rest).toLowerCase().slice(first.toLowerCase().length);
  return titleCase(first) + lowered;
}

/** Title case of one character, where that is not its upper case (Unicode's SpecialCasing). */
function titleCase(char: string): string {
  // Georgian letters are capitals only in texts that are capitals throughout.
  if (/[\u10d0-\u10fa\u10fd-\u10ff]/.test(char)) return char;
  // An apostrophe and a letter: both stay.
  if (char === "\u0149") return char.toUpperCase();
  // The digraphs that have a third form of their own: DŽ, LJ, NJ, DZ.
  const digraph = ["Ǆǅǆ", "Ǉǈǉ", "Ǌǋǌ", "Ǳǲǳ"].find((forms) => forms.includes(char));
  if (digraph) return digraph[1]!;
  const upper = char.toUpperCase();
  const [head, ...tail] = upper;
  // Greek letters with an iota below keep it there; only in upper case it stands beside them.
  if (/[\u1f80-\u1ffc]/.test(char) && tail.at(-1) === "Ι") {
    const raised = upper.slice(0, -1) + "\u0345";
    return tail.length === 1 ? raised.normalize("NFC") : raised;
  }
  return tail.length > 0 ? head + tail.join("").toLowerCase() : upper;
}

/** The original cut with a list where text was needed, so it never cut anything; kept because others run it. */
function keepPostQuestionText(text: string): string {
  if (cutPostQuestionText(text) !== text) throw new TypeError("the original fails where it should cut");
  return text;
}

function cutPostQuestionText(text: string): string {
  const points = Array.from(text);
  const at = points.lastIndexOf("?");
  return at >= 5 && at <= Math.floor(points.length / 2) ? points.slice(0, at + 1).join("") : text;
}

function firstQuestion(text: string): string {
  if (!text.includes("?")) return text;
  if (text.includes(":")) text = text.split(":")[1]!;
  return text.split("?")[0] + "?";
}

function removeRoleLabels(text: string): string {
  const bare = text.replace(markup, "").replace(roleLabel, "").replace(greetings, "");
  // Only the first letter of a sentence is raised; names, abbreviations and times stay as they are.
  return bare.trim().split(sentenceRuns).map((piece) => {
    const [first = "", ...rest] = piece;
    return titleCase(first) + rest.join("");
  }).join(" ");
}
