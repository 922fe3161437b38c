/**
 * How servers with an OpenAI-compatible endpoint answer, each in its own way: what a miner's upstream really sends. The
 * shapes follow what operators reported to these projects; the server is tests/kit/dialect_server.ts.
 */

/** One answer on the wire. */
export interface WireAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Written one after the other, each flushed. */
  chunks: string[];
  /** What happens after the last chunk. @default {"end"} */
  then?: "end" | "open" | "cut";
}

/** One server's habits. */
export interface Dialect {
  name: string;
  /** Where a stream puts reasoning: a field of the delta, parts of `content`, or a block inside the text. */
  reasoning: "reasoning_content" | "reasoning" | "parts" | "block" | "lone";
  /** Sent before, between and after events. */
  keepAlive?: string;
  /** Ends the stream; some leave it out, some leave the connection open. */
  done?: "mark" | "none" | "open";
  /** Whether the last chunk comes with token counts. */
  usage?: boolean;
  /** Further choices in every chunk. */
  choices?: number;
  /** Answers without a stream although one was asked for. */
  neverStreams?: boolean;
  /** An error inside a stream. */
  streamError: (message: string) => string;
  /** An error before a stream. */
  errorBody: (status: number, message: string) => string;
  /** What is said to a conversation of `tokens` when `limit` fit; with status 200 it comes inside a stream. */
  overflow: (tokens: number, limit: number) => { status: number; body: string };
  /** What is said to a parameter the server does not know; null when it ignores those. */
  refuses: ((parameter: string) => { status: number; body: string }) | null;
  /** What is said above a rate limit. */
  rateLimit: (seconds: number) => { status: number; headers?: Record<string, string>; body: string };
}

const json = JSON.stringify;
const openAiBody = (status: number, message: string, type = "invalid_request_error", code: unknown = null) =>
  json({ error: { message, type, param: null, code: code ?? status } });
const dataError = (error: unknown) => `data: ${json(error)}\n\n`;
const after = (seconds: number) => ({ "retry-after": String(seconds) });

/** The servers, by name. */
export const DIALECTS: readonly Dialect[] = [
  {
    name: "openai",
    reasoning: "reasoning_content",
    usage: true,
    streamError: (message) =>
      dataError({ error: { message, type: "server_error", param: null, code: null } }),
    errorBody: (status, message) => openAiBody(status, message),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        error: {
          message:
            `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens.`,
          type: "invalid_request_error",
          param: "messages",
          code: "context_length_exceeded",
        },
      }),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({
        error: {
          message: `Unsupported parameter: '${parameter}' is not supported with this model.`,
          type: "invalid_request_error",
          param: parameter,
          code: "unsupported_parameter",
        },
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: openAiBody(429, "Rate limit reached", "requests"),
    }),
  },
  {
    name: "azure",
    reasoning: "reasoning_content",
    streamError: (message) => dataError({ error: { code: "InternalServerError", message } }),
    errorBody: (status, message) => json({ error: { code: String(status), message } }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        error: {
          code: "context_length_exceeded",
          message: `This model's maximum context length is ${limit} tokens, you requested ${tokens}.`,
        },
      }),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({
        error: {
          message: `Unrecognized request argument supplied: ${parameter}`,
          type: "invalid_request_error",
        },
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      body: json({
        error: { code: "429", message: `Requests exceeded the rate. Try again in ${s} seconds.` },
      }),
    }),
  },
  {
    name: "vllm",
    reasoning: "reasoning_content",
    streamError: (message) =>
      dataError({ object: "error", message, type: "InternalServerError", param: null, code: 500 }),
    errorBody: (status, message) =>
      json({ object: "error", message, type: "BadRequestError", param: null, code: status }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        object: "error",
        message:
          `This model's maximum context length is ${limit} tokens. However, you requested ${tokens} tokens in the messages.`,
        type: "BadRequestError",
        param: null,
        code: 400,
      }),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({
        object: "error",
        message:
          `[{'type': 'extra_forbidden', 'loc': ('body', '${parameter}'), 'msg': 'Extra inputs are not permitted', 'input': 7}]`,
        type: "BadRequestError",
        param: null,
        code: 400,
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({ object: "error", message: "Too many requests", type: "TooManyRequests", code: 429 }),
    }),
  },
  {
    name: "vllm (short context)",
    reasoning: "reasoning",
    usage: true,
    streamError: (message) => dataError({ error: { message, type: "InternalServerError", code: 500 } }),
    errorBody: (status, message) =>
      json({ error: { message, type: "BadRequestError", param: null, code: status } }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        error: {
          message:
            `You passed ${tokens} input tokens and requested 256 output tokens. However, the model's context length is only ${limit} tokens.`,
          type: "BadRequestError",
          param: "input_tokens",
          code: 400,
        },
      }),
    }),
    refuses: null,
    rateLimit: (s) => ({
      status: 503,
      headers: after(s),
      body: json({ error: { message: "overloaded", code: 503 } }),
    }),
  },
  {
    name: "sglang",
    reasoning: "reasoning_content",
    streamError: (message) =>
      dataError({ error: { object: "error", message, type: "BadRequestError", code: 500 } }),
    errorBody: (status, message) =>
      json({ object: "error", message, type: "BadRequestError", param: null, code: status }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        object: "error",
        message: `The input (${tokens} tokens) is longer than the model's context length (${limit} tokens).`,
        type: "BadRequestError",
        param: null,
        code: 400,
      }),
    }),
    refuses: (parameter) => ({
      status: 422,
      body: json({
        detail: [{
          type: "extra_forbidden",
          loc: ["body", parameter],
          msg: "Extra inputs are not permitted",
        }],
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({
        object: "error",
        message: "The request queue is full.",
        type: "TooManyRequests",
        code: 429,
      }),
    }),
  },
  {
    name: "llama.cpp (2025)",
    reasoning: "block",
    keepAlive: ": ping\n\n",
    streamError: (message) => `error: ${json({ code: 500, message, type: "server_error" })}\n\n`,
    errorBody: (status, message) => json({ error: { code: status, message, type: "invalid_request_error" } }),
    // This build has answered 200 before it looks at the length.
    overflow: () => ({
      status: 200,
      body: `error: ${
        json({
          code: 400,
          message: "the request exceeds the available context size. try increasing the context size",
          type: "invalid_request_error",
        })
      }\n\ndata: [DONE]\n\n`,
    }),
    refuses: (parameter) => ({
      status: 500,
      body: json({ error: { code: 500, message: `Unsupported param: ${parameter}`, type: "server_error" } }),
    }),
    rateLimit: (s) => ({
      status: 503,
      headers: after(s),
      body: json({ error: { code: 503, message: "Loading model", type: "unavailable_error" } }),
    }),
  },
  {
    name: "llama.cpp",
    reasoning: "reasoning_content",
    usage: true,
    streamError: (message) => dataError({ error: { code: 500, message, type: "server_error" } }),
    errorBody: (status, message) => json({ error: { code: status, message, type: "invalid_request_error" } }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        error: {
          code: 400,
          message: `request (${tokens} tokens) exceeds the available context size (${limit} tokens)`,
          type: "exceed_context_size_error",
          n_prompt_tokens: tokens,
          n_ctx: limit,
        },
      }),
    }),
    refuses: null,
    rateLimit: (s) => ({
      status: 503,
      headers: after(s),
      body: json({ error: { code: 503, message: "no slot" } }),
    }),
  },
  {
    name: "ollama",
    reasoning: "reasoning",
    // A raw line of JSON in the middle of the stream.
    streamError: (message) => `${json({ error: message })}\n`,
    errorBody: (_status, message) => json({ error: message }),
    overflow: () => ({
      status: 400,
      body: json({ error: { message: "the input length exceeds the context length", type: "api_error" } }),
    }),
    refuses: null,
    rateLimit: (s) => ({
      status: 503,
      headers: after(s),
      body: json({ error: "server busy, please try again" }),
    }),
  },
  {
    name: "tgi",
    reasoning: "lone",
    done: "none",
    keepAlive: ":\n\n",
    streamError: (message) => `event: error\ndata: ${json({ error: message, error_type: "generation" })}\n\n`,
    errorBody: (_status, message) => json({ error: message, error_type: "validation" }),
    overflow: (tokens, limit) => ({
      status: 422,
      body: json({
        error:
          `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${limit}. Given: ${tokens} \`inputs\` tokens and 256 \`max_new_tokens\``,
        error_type: "validation",
      }),
    }),
    refuses: (parameter) => ({
      status: 422,
      body: `Failed to deserialize the JSON body into the target type: unknown field \`${parameter}\``,
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({ error: "Model is overloaded", error_type: "overloaded" }),
    }),
  },
  {
    name: "lm studio",
    reasoning: "reasoning",
    done: "open",
    streamError: (message) => `event: error\ndata: ${json({ error: { message }, message })}\n\n`,
    errorBody: (_status, message) => json({ error: message }),
    overflow: (tokens, limit) => ({
      status: 200,
      body: `event: error\ndata: ${
        json({
          error: {
            message:
              `Trying to keep the first ${tokens} tokens when context the overflows. However, the model is loaded with context length of only ${limit} tokens, which is not enough.`,
          },
        })
      }\n\n`,
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({ error: `Unrecognized key(s) in object: '${parameter}'` }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({ error: "Too many requests in queue" }),
    }),
  },
  {
    name: "gemini",
    reasoning: "block",
    usage: true,
    streamError: (message) => dataError([{ error: { code: 500, message, status: "INTERNAL" } }]),
    errorBody: (status, message) => json([{ error: { code: status, message, status: "INVALID_ARGUMENT" } }]),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json([{
        error: {
          code: 400,
          message:
            `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${limit}).`,
          status: "INVALID_ARGUMENT",
        },
      }]),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json([{
        error: {
          code: 400,
          message: `Invalid JSON payload received. Unknown name "${parameter}": Cannot find field.`,
          status: "INVALID_ARGUMENT",
          details: [{
            fieldViolations: [{ description: `Unknown name "${parameter}": Cannot find field.` }],
          }],
        },
      }]),
    }),
    rateLimit: (s) => ({
      status: 429,
      body: json([{
        error: {
          code: 429,
          message: "You exceeded your current quota.",
          status: "RESOURCE_EXHAUSTED",
          details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${s}s` }],
        },
      }]),
    }),
  },
  {
    name: "mistral",
    reasoning: "parts",
    usage: true,
    streamError: (message) =>
      dataError({ object: "error", message, type: "internal_server_error", param: null, code: "3000" }),
    errorBody: (status, message) =>
      json({ object: "error", message, type: "invalid_request_error", param: null, code: String(status) }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        object: "error",
        message:
          `Prompt contains ${tokens} tokens and 0 draft tokens, too large for model with ${limit} maximum context length`,
        type: "invalid_request_error",
        code: "3051",
      }),
    }),
    refuses: (parameter) => ({
      status: 422,
      body: json({
        object: "error",
        message: {
          detail: [{
            type: "extra_forbidden",
            loc: ["body", parameter],
            msg: "Extra inputs are not permitted",
            input: 7,
          }],
        },
        type: "invalid_request_error",
        param: null,
        code: null,
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({
        object: "error",
        message: "Requests rate limit exceeded",
        type: "rate_limited",
        code: "1300",
      }),
    }),
  },
  {
    name: "anthropic",
    reasoning: "reasoning",
    usage: true,
    streamError: (message) =>
      `event: error\ndata: ${json({ type: "error", error: { type: "api_error", message } })}\n\n`,
    errorBody: (_status, message) =>
      json({ type: "error", error: { type: "invalid_request_error", message } }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        type: "error",
        error: {
          type: "invalid_request_error",
          message: `prompt is too long: ${tokens} tokens > ${limit} maximum`,
        },
      }),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({
        type: "error",
        error: { type: "invalid_request_error", message: `${parameter}: Extra inputs are not permitted` },
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({ type: "error", error: { type: "rate_limit_error", message: "rate limit of 5 requests" } }),
    }),
  },
  {
    name: "openrouter",
    reasoning: "reasoning",
    keepAlive: ": OPENROUTER PROCESSING\n\n",
    usage: true,
    streamError: (message) =>
      dataError({
        id: "gen-1",
        object: "chat.completion.chunk",
        error: { code: 502, message: "Provider returned error", metadata: { raw: json({ message }) } },
        choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }],
      }),
    errorBody: (status, message) => json({ error: { message, code: status } }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        error: {
          message:
            `This endpoint's maximum context length is ${limit} tokens. However, you requested about ${tokens} tokens.`,
          code: 400,
        },
      }),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({
        error: {
          message: "Provider returned error",
          code: 400,
          metadata: { raw: json({ error: { message: `property '${parameter}' is unsupported` } }) },
        },
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({ error: { message: "Rate limit exceeded: free-models-per-min", code: 429 } }),
    }),
  },
  {
    name: "groq",
    reasoning: "reasoning",
    streamError: (message) =>
      `event: error\ndata: ${json({ error: { message, type: "invalid_request_error" } })}\n\n`,
    errorBody: (_status, message) => json({ error: { message, type: "invalid_request_error" } }),
    overflow: () => ({
      status: 400,
      body: json({
        error: {
          message: "Please reduce the length of the messages or completion.",
          type: "invalid_request_error",
        },
      }),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({
        error: {
          message: `'${parameter}' : property '${parameter}' is unsupported`,
          type: "invalid_request_error",
        },
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      body: json({
        error: { message: `Rate limit reached. Please try again in ${s}s.`, code: "rate_limit_exceeded" },
      }),
    }),
  },
  {
    name: "litellm",
    reasoning: "reasoning_content",
    choices: 3,
    keepAlive: "data:\n\n",
    streamError: (message) => dataError({ error: { message, type: "None", param: "None", code: "500" } }),
    errorBody: (status, message) =>
      json({ error: { message, type: null, param: null, code: String(status) } }),
    overflow: (tokens, limit) => ({
      status: 400,
      body: json({
        error: {
          message: `litellm.ContextWindowExceededError: ${
            json({ error: { message: `prompt is too long: ${tokens} tokens > ${limit} maximum` } })
          }`,
          type: null,
          code: "400",
        },
      }),
    }),
    refuses: (parameter) => ({
      status: 500,
      body: json({
        error: {
          message: `litellm.UnsupportedParamsError: ollama does not support parameters: {'${parameter}': 7}`,
          type: null,
          param: null,
          code: 500,
        },
      }),
    }),
    rateLimit: (s) => ({
      status: 429,
      headers: after(s),
      body: json({ error: { message: "litellm.RateLimitError", type: "throttling_error", code: "429" } }),
    }),
  },
  {
    name: "a server that cannot stream",
    reasoning: "reasoning_content",
    neverStreams: true,
    usage: true,
    streamError: (message) => json({ error: { message, code: 500 } }),
    errorBody: (status, message) => json({ error: { message, code: status } }),
    overflow: (tokens, limit) => ({
      status: 413,
      body: json({ error: { message: `${tokens} tokens, ${limit} fit` } }),
    }),
    refuses: (parameter) => ({
      status: 400,
      body: json({ error: { message: `Argument not supported on this model: ${parameter}` } }),
    }),
    rateLimit: (s) => ({ status: 429, headers: after(s), body: "" }),
  },
];
