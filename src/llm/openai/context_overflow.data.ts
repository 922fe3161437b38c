/** How one server says that a conversation is longer than its model reads. */
export interface OverflowWords {
  /** Servers that use these words. */
  servers: string;
  /** Matches the error text, in any of the server's versions. */
  pattern: RegExp;
}

/**
 * Words for "the conversation is too long", by server. Servers agree neither on a status (200 inside a stream, 400, 413,
 * 422 and 500 occur) nor on a code, so the text decides. Each row has samples in tests/kit/openai_dialects.data.ts.
 */
export const OVERFLOW_WORDS: readonly OverflowWords[] = [
  { servers: "OpenAI, vLLM, OpenRouter, DeepSeek, SGLang", pattern: /maximum context length/i },
  { servers: "OpenAI", pattern: /context_length_exceeded|string_above_max_length/i },
  { servers: "vLLM", pattern: /model'?s context length is only|longer than the maximum model length/i },
  { servers: "vLLM before 0.6", pattern: /max_tokens must be at least 1, got -\d/i },
  { servers: "SGLang", pattern: /longer than the model'?s context length/i },
  {
    servers: "llama.cpp",
    pattern: /exceed_context_size_error|exceeds? the available context size|input is too large to process/i,
  },
  { servers: "llama-cpp-python", pattern: /exceed context window of/i },
  {
    servers: "Ollama",
    pattern: /input length exceeds (?:the )?(?:maximum )?context length|exceeded max context length/i,
  },
  {
    servers: "TGI",
    pattern: /`inputs` tokens \+ `max_new_tokens` must be|`inputs` must have less than \d+ tokens/i,
  },
  {
    servers: "LM Studio",
    pattern:
      /tokens when context the overflows|context size has been exceeded|tokens to keep from the initial prompt is greater/i,
  },
  { servers: "Gemini", pattern: /input token count \(?\d*\)? ?exceeds the maximum/i },
  { servers: "Mistral", pattern: /prompt contains \d+ tokens.* too large for model/is },
  {
    servers: "Anthropic, Bedrock",
    pattern: /(?:prompt|input) is too long|exceed context limit|exceeds? the context window/i,
  },
  { servers: "Groq, Azure", pattern: /reduce the length of the (?:messages|input|prompt)/i },
  { servers: "xAI", pattern: /maximum prompt length is/i },
  { servers: "oMLX, mlx-serve", pattern: /prompt too long: \d+ tokens|exceeds (?:max|maximum) context/i },
  { servers: "TensorRT-LLM", pattern: /should not exceed max_(?:input_len|num_tokens|seq_len)/i },
  { servers: "Cohere", pattern: /too many tokens: (?:total|size)/i },
];
