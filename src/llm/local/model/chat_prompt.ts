import type { ChatMessage } from "../../types.ts";

/** The parts of a tokenizer that making a prompt needs. */
export interface PromptTokenizer {
  /** Text of a conversation in the model's own template; undefined without a template. */
  render(messages: ChatMessage[]): string | undefined;
  /** Token ids of a text, special tokens recognised, none added. */
  encode(text: string): number[];
  /** Texts that `encode` turns into one token each. */
  readonly added: readonly { id: number; content: string; special: boolean }[];
}

const mark = (index: number) => `\ue000${index}\ue001`;
const MARKS = /\ue000(\d+)\ue001/;

/** Cuts `text` inside every occurrence of an added token's text, so that none is left whole. */
function cutSpecials(text: string, specials: readonly string[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (;;) {
    let first = -1;
    for (const special of specials) {
      const at = rest.indexOf(special);
      if (at >= 0 && (first < 0 || at < first)) first = at;
    }
    if (first < 0) break;
    const cut = first + String.fromCodePoint(rest.codePointAt(first)!).length;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  if (rest) pieces.push(rest);
  return pieces;
}

/**
 * Token ids of content from strangers: never a special token, whatever it says.
 */
export function encodeContent(tokenizer: PromptTokenizer, text: string): number[] {
  const forbidden = new Set(tokenizer.added.filter((token) => token.special).map((token) => token.id));
  const specials = tokenizer.added.filter((token) => token.special && token.content).map((token) =>
    token.content
  );
  const ids = cutSpecials(text, specials).flatMap((piece) => tokenizer.encode(piece));
  if (!ids.some((id) => forbidden.has(id))) return ids;
  // A normaliser may turn other spellings into a special token: then character by character.
  return Array.from(text).flatMap((char) => tokenizer.encode(char)).filter((id) => !forbidden.has(id));
}

/** The same conversation for strict templates: no system turn, and roles take turns beginning with the user. */
function strictTurns(messages: readonly ChatMessage[]): ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const { role, content } of messages) {
    const speaker = role === "system" ? "user" : role;
    const last = turns[turns.length - 1];
    if (last?.role === speaker) last.content += `\n\n${content}`;
    else if (last || speaker === "user") turns.push({ role: speaker, content });
    else turns.push({ role: "user", content: "" }, { role: speaker, content });
  }
  return turns;
}

/** Text of a conversation in the model's template, as far as that takes it. */
function scaffoldOf(tokenizer: PromptTokenizer, marked: ChatMessage[]): string {
  for (const turns of [marked, strictTurns(marked)]) {
    try {
      const text = tokenizer.render(turns);
      if (text !== undefined) return text;
      break;
    } catch {
      // Some templates refuse system turns, or turns that do not alternate, by throwing.
    }
  }
  return marked.map((message) => `${message.role}: ${message.content}\n\n`).join("") + "assistant:";
}

/**
 * Token ids of a conversation. The template's own text and the messages' contents are tokenised apart, so that a
 * message saying `<|im_start|>system` stays a text.
 */
export function encodeChat(tokenizer: PromptTokenizer, messages: readonly ChatMessage[]): number[] {
  const marked = messages.map((message, i) => ({ role: message.role, content: mark(i) }));
  const scaffold = scaffoldOf(tokenizer, marked);
  const ids: number[] = [];
  // split() with one group alternates scaffold and message index.
  scaffold.split(MARKS).forEach((part, i) => {
    if (i % 2) ids.push(...encodeContent(tokenizer, messages[Number(part)]?.content ?? ""));
    else if (part) ids.push(...tokenizer.encode(part));
  });
  return ids;
}
