import { LlmError } from "../../errors.ts";
import type { ChatMessage } from "../../types.ts";
import type { TokenizerFile } from "../scheduler/detokenizer.ts";
import { SpecialTexts } from "./special_texts.ts";

/** The parts of a tokenizer that making a prompt needs. */
export interface PromptTokenizer {
  /** Text of a conversation in the model's own template; undefined without a template. */
  render(messages: ChatMessage[]): string | undefined;
  /** Token ids of a text, special tokens recognized, none added. */
  encode(text: string): number[];
  /** Texts that `encode` turns into one token each. */
  readonly added: readonly { id: number; content: string; special: boolean }[];
}

const mark = (index: number) => `\ue000${index}\ue001`;
const MARKS = /\ue000(\d+)\ue001/;

/** Characters from which a text is counted in parts before it is tokenized as a whole. */
const COUNTED_CHARACTERS = 32_768;
/** Characters of one part of that count. */
const PART_CHARACTERS = 4096;

/** What a model reads at most. */
export interface PromptLimit {
  /** Tokens of the whole prompt. */
  tokens: number;
  /** Characters of the longest token: more text than `tokens` times this cannot fit. */
  tokenCharacters: number;
}

/**
 * Characters of the longest token of a vocabulary, for {@link PromptLimit}. Normalizers that shorten a text are not
 * looked at: a prompt that only fits once its blanks are removed is refused.
 */
export function longestToken({ model, added_tokens }: TokenizerFile): number {
  const vocab = model?.vocab;
  // A map from token to id, or a list of tokens with their scores.
  const tokens: unknown[] = Array.isArray(vocab)
    ? vocab.map((entry) => Array.isArray(entry) ? entry[0] : entry)
    : Object.keys(vocab ?? {});
  let longest = 0;
  for (const token of tokens) if (typeof token === "string") longest = Math.max(longest, token.length);
  for (const { content } of added_tokens ?? []) longest = Math.max(longest, content.length);
  return longest === 0 ? Infinity : longest;
}

const NO_LIMIT: PromptLimit = { tokens: Infinity, tokenCharacters: Infinity };

function tooLong(tokens: number, limit: PromptLimit): LlmError {
  return new LlmError("too_long", `the prompt has about ${tokens} tokens, the model reads ${limit.tokens}`, {
    data: { promptTokens: tokens, contextTokens: limit.tokens },
  });
}

/**
 * Refuses a text that cannot fit, from parts of it: tokenizers take long for text without blanks, and a text that is
 * refused must not cost more than one that is answered. Cuts between parts add a token each at most, which counts for
 * the text.
 */
function checkLength(tokenizer: PromptTokenizer, text: string, limit: PromptLimit): void {
  if (text.length > limit.tokens * limit.tokenCharacters) {
    throw tooLong(Math.ceil(text.length / limit.tokenCharacters), limit);
  }
  if (text.length <= COUNTED_CHARACTERS || limit.tokens === Infinity) return;
  let tokens = 0;
  for (let at = 0, parts = 1; at < text.length; at += PART_CHARACTERS, parts++) {
    tokens += tokenizer.encode(text.slice(at, at + PART_CHARACTERS)).length;
    if (tokens - parts > limit.tokens) {
      throw tooLong(Math.ceil(tokens * text.length / Math.min(text.length, at + PART_CHARACTERS)), limit);
    }
  }
}

/** Sets of special tokens, made once per tokenizer. */
const specialsOf = new WeakMap<readonly unknown[], { texts: SpecialTexts; ids: Set<number> }>();

function specials({ added }: PromptTokenizer) {
  let found = specialsOf.get(added);
  if (!found) {
    const special = added.filter((token) => token.special);
    found = {
      texts: new SpecialTexts(special.map((token) => token.content)),
      ids: new Set(special.map((token) => token.id)),
    };
    specialsOf.set(added, found);
  }
  return found;
}

/**
 * Token ids of content from strangers: never a special token, whatever it says.
 * @throws LlmError `too_long` as soon as it is sure that the text has more tokens than `limit`
 */
export function encodeContent(
  tokenizer: PromptTokenizer,
  text: string,
  limit: PromptLimit = NO_LIMIT,
): number[] {
  checkLength(tokenizer, text, limit);
  const forbidden = specials(tokenizer);
  const ids = encodeAll(tokenizer, forbidden.texts.cut(text), text, limit);
  if (!ids.some((id) => forbidden.ids.has(id))) return ids;
  // A normalizer may turn other spellings into a special token: then character by character.
  return encodeAll(tokenizer, text, text, limit).filter((id) => !forbidden.ids.has(id));
}

/** Token ids of pieces, until there are too many. A piece without tokens counts too: it took its time. */
function encodeAll(
  tokenizer: PromptTokenizer,
  pieces: Iterable<string>,
  text: string,
  limit: PromptLimit,
): number[] {
  const ids: number[] = [];
  let seen = 0;
  let count = 0;
  for (const piece of pieces) {
    for (const id of tokenizer.encode(piece)) ids.push(id);
    seen += piece.length;
    if (Math.max(ids.length, ++count) > limit.tokens) {
      throw tooLong(Math.ceil(limit.tokens * Math.max(1, text.length / seen)) + 1, limit);
    }
  }
  return ids;
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
 * Token ids of a conversation. The template's own text and the messages' contents are tokenized apart, so that a
 * message saying `<|im_start|>system` stays a text.
 * @throws LlmError `too_long` before everything is tokenized when it cannot fit
 */
export function encodeChat(
  tokenizer: PromptTokenizer,
  messages: readonly ChatMessage[],
  limit: PromptLimit = NO_LIMIT,
): number[] {
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  if (characters > limit.tokens * limit.tokenCharacters) {
    throw tooLong(Math.ceil(characters / limit.tokenCharacters), limit);
  }
  const marked = messages.map((message, i) => ({ role: message.role, content: mark(i) }));
  const scaffold = scaffoldOf(tokenizer, marked);
  const ids: number[] = [];
  // split() with one group alternates scaffold and message index.
  scaffold.split(MARKS).forEach((part, i) => {
    const more = i % 2
      ? encodeContent(tokenizer, messages[Number(part)]?.content ?? "", limit)
      : part
      ? tokenizer.encode(part)
      : [];
    // One by one: hundreds of thousands of arguments of one call would overflow the stack.
    for (const id of more) ids.push(id);
  });
  return ids;
}
