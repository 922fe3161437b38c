import { z } from "zod";
import { MAX_MESSAGES } from "../protocol/mod.ts";
import type { ChatMessage } from "./conversation.ts";
import { MAX_STOP_CHARACTERS, MAX_STOPS } from "./api_limits.ts";
import { invalid } from "./api_refused.ts";

/** A chat completion request, checked and reduced to what can be done here. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  stream: boolean;
  /** A last chunk with the usage is wanted. */
  includeUsage: boolean;
  /** Tokens of the answer at most; null = as the miner likes. */
  maxTokens: number | null;
  stop: string[];
}

/** A value that is absent, null, or one of those that ask for nothing. */
const nothing = (what: string, ...harmless: unknown[]) =>
  z.unknown().refine(
    (value) => value === null || harmless.includes(value),
    `asks for ${what}, which cannot be had from this subnet`,
  ).optional();
const noList = (what: string) =>
  z.unknown().refine(
    (value) => value === null || (Array.isArray(value) && value.length === 0),
    `asks for ${what}, which cannot be had from this subnet`,
  ).optional();

const content = z.union([
  z.string(),
  z.array(z.object({ type: z.literal("text"), text: z.string() }), { error: "must be a text" })
    .transform((parts) => parts.map(({ text }) => text).join("\n")),
], { error: "must be a text, or a list of parts of type text" });

const message = z.object({
  role: z.enum(["system", "developer", "user", "assistant"], {
    error: "must be one of system, developer, user, assistant",
  }),
  content,
  tool_calls: noList("calls of tools"),
  function_call: nothing("calls of functions"),
});

const tokens = z.int({ error: "must be a whole number" }).min(1, "must be at least 1").nullish();
const stopText = z.string().max(MAX_STOP_CHARACTERS, `has more than ${MAX_STOP_CHARACTERS} characters`);

const schema = z.object({
  model: z.string({ error: "must name a model" }),
  messages: z.array(message, { error: "must be a list of messages" })
    .min(1, "is empty")
    .max(MAX_MESSAGES, `has more than ${MAX_MESSAGES} entries`),
  stream: z.boolean({ error: "must be true or false" }).nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  stop: z.union([
    stopText.transform((text) => [text]),
    z.array(stopText).max(MAX_STOPS, `has more than ${MAX_STOPS} texts`),
  ], { error: `must be a text, or at most ${MAX_STOPS} of them` }).nullish(),
  // What would change the answer and cannot be passed on is refused, not ignored.
  n: nothing("more than one answer", 1),
  tools: noList("tools"),
  functions: noList("functions"),
  logprobs: nothing("log probabilities", false),
  top_logprobs: nothing("log probabilities", 0),
  audio: nothing("audio"),
  prediction: nothing("predicted outputs"),
  web_search_options: nothing("web search"),
  modalities: z.unknown().refine(
    (value) => !Array.isArray(value) || value.every((item) => item === "text"),
    "must be text: only that can be had from this subnet",
  ).optional(),
  response_format: z.object({
    type: z.literal("text", { error: "must be text: only that can be had from this subnet" }),
  })
    .nullish(),
});

/**
 * Reads the body of a chat completion request. Sampling parameters (`temperature`, `top_p`, `seed` …) are accepted
 * without effect: the subnet's protocol has no place for them. Fields nobody knows are left alone.
 * @throws ApiRefused 400 naming the field
 */
export function parseChatRequest(bytes: Uint8Array): ChatRequest {
  const found = schema.safeParse(parseJson(bytes));
  if (!found.success) {
    const { path, message } = found.error.issues[0]!;
    const param = fieldName(path);
    throw invalid(`${param ?? "The body"} ${message}.`, param);
  }
  const { model, messages, stream, stream_options, stop, ...rest } = found.data;
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
    maxTokens: rest.max_completion_tokens ?? rest.max_tokens ?? null,
    stop: stop ?? [],
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value;
  } catch {
    // Said below: what the parser says quotes the body.
  }
  throw invalid("The body must be a JSON object in UTF-8.", null);
}

/** `messages[0].content` from the path of an issue. */
function fieldName(path: readonly PropertyKey[]): string | null {
  const name = path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
  return name === "" ? null : name;
}
