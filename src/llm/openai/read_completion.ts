import { isRecord } from "./json_shape.ts";

/** What one chunk of a stream, or one whole answer, says. */
export interface CompletionPart {
  /** Text of the answer. */
  text: string;
  /** Text of the model's reasoning, which is not part of the answer. */
  reasoning: string;
  /** The model's refusal, in the field OpenAI added for it. */
  refusal: string;
  /** Whether the model asks for a tool to be called. */
  toolCall: boolean;
  /** Why the answer ended, in the server's word; null while it goes on. */
  finish: string | null;
  /** Token counts, when the server tells them. */
  usage: { completion?: number; reasoning?: number };
  /** The error a server reports in place of an answer. */
  error: unknown;
}

const NOTHING: CompletionPart = {
  text: "",
  reasoning: "",
  refusal: "",
  toolCall: false,
  finish: null,
  usage: {},
  error: undefined,
};

/** Parts of `content` that carry the answer; Mistral writes `text`, OpenAI's newer servers `output_text`. */
const TEXT_PARTS = new Set(["text", "output_text"]);
/** Parts of `content` that carry reasoning. */
const REASONING_PARTS = new Set(["thinking", "reasoning", "reasoning_content", "redacted_thinking"]);
/** Fields of a delta or message that carry reasoning, by server: vLLM and SGLang, OpenRouter and Ollama, others. */
const REASONING_FIELDS = ["reasoning_content", "reasoning", "thinking"] as const;

/**
 * Reads a chunk (`choices[].delta`) or a whole answer (`choices[].message`) in any known dialect. Only the choice with
 * index 0 is the answer.
 * @param value parsed JSON
 * @returns null when the document is neither an answer nor an error
 */
export function readCompletion(value: unknown): CompletionPart | null {
  // Gemini's endpoint wraps its errors into an array of one.
  if (Array.isArray(value)) return value.length > 0 ? readCompletion(value[0]) : null;
  if (!isRecord(value)) return null;
  const error = errorIn(value);
  if (error !== undefined) return { ...NOTHING, error };
  const usage = usageOf(value.usage ?? value.x_groq);
  if (!Array.isArray(value.choices)) {
    // Ollama's own API, for those who point the base URL at it.
    if (isRecord(value.message) && typeof value.done === "boolean") {
      const finish = value.done ? String(value.done_reason ?? "stop") : null;
      return { ...contentOf(value.message), finish, usage: { completion: numberOf(value.eval_count) } };
    }
    return value.object === "chat.completion.chunk" || value.usage !== undefined
      ? { ...NOTHING, usage }
      : null;
  }
  const choice: unknown = value.choices.find((one) => isRecord(one) && (one.index ?? 0) === 0);
  if (!isRecord(choice)) return { ...NOTHING, usage };
  const failed = errorIn(choice);
  if (failed !== undefined) return { ...NOTHING, usage, error: failed };
  const body = choice.delta ?? choice.message;
  const content = isRecord(body) ? contentOf(body) : { ...NOTHING, text: textOf(choice.text) };
  const finish = typeof choice.finish_reason === "string" && choice.finish_reason !== ""
    ? choice.finish_reason
    : null;
  if (finish === "error") {
    return { ...content, usage, finish, error: "the server reports finish_reason error" };
  }
  return { ...content, usage, finish };
}

/** The error object of a document, in any of its shapes. */
function errorIn(value: Record<string, unknown>): unknown {
  if (value.error !== undefined && value.error !== null && value.error !== false) return value;
  if (typeof value.object === "string" && value.object.toLowerCase() === "error") return value;
  if (value.type === "error") return value;
  // FastAPI's shape.
  return value.choices === undefined && value.detail !== undefined ? value : undefined;
}

function contentOf(body: Record<string, unknown>): CompletionPart {
  const part = { ...NOTHING };
  if (Array.isArray(body.content)) {
    for (const piece of body.content) {
      if (typeof piece === "string") part.text += piece;
      if (!isRecord(piece)) continue;
      const type = String(piece.type ?? "text");
      if (TEXT_PARTS.has(type)) part.text += textOf(piece.text);
      else if (REASONING_PARTS.has(type)) part.reasoning += textOf(piece[type] ?? piece.text);
      else if (type === "refusal") part.refusal += textOf(piece.refusal);
    }
  } else part.text = textOf(body.content);
  for (const field of REASONING_FIELDS) {
    const reasoning = textOf(body[field]);
    if (reasoning === "") continue;
    part.reasoning += reasoning;
    break;
  }
  if (typeof body.refusal === "string") part.refusal += body.refusal;
  part.toolCall = hasEntries(body.tool_calls) || isRecord(body.function_call);
  return part;
}

/** Text of a value that is a text, or a list of parts with texts (Mistral nests its thinking). */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).join("");
  return isRecord(value) && typeof value.text === "string" ? value.text : "";
}

function hasEntries(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function usageOf(value: unknown): CompletionPart["usage"] {
  if (!isRecord(value)) return {};
  if (isRecord(value.usage)) return usageOf(value.usage);
  const details = value.completion_tokens_details;
  return {
    completion: numberOf(value.completion_tokens),
    reasoning: numberOf(isRecord(details) ? details.reasoning_tokens : value.reasoning_tokens),
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}
