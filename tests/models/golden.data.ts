import { BUNDLED_ARTICLES } from "../../tasks/datasets/bundled.data/mod.ts";

/** The system prompt that SmolLM2's own template puts before a question. */
const SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face";

/** Questions with short answers, and the most new tokens of each. */
export const QUESTIONS: readonly { question: string; max: number }[] = [
  { question: "What is the capital of France?", max: 40 },
  { question: "Translate to French: I like cheese.", max: 40 },
  { question: "Write a haiku about the sea.", max: 24 },
  { question: "What is 12 * 7?", max: 24 },
];

/** Beginnings of answers of the fp32 weights, the same from llama.cpp and from ONNX Runtime in Python. */
export const FP32_BEGINNINGS: readonly string[] = [
  "The capital of France is Paris.",
  "Je suis amétré.",
  "The waves of the sea, a silent beauty,\nA gentle lapping of the shore,\n",
];

const ARTICLES = BUNDLED_ARTICLES.slice(0, 3).map(({ text }) => text).join("\n\n");

/** Two prompts of many pieces that begin with the same text. */
export const LONG_QUESTIONS: readonly { question: string; max: number }[] = [
  { question: `${ARTICLES}\n\nWho is this text about?`, max: 12 },
  { question: `${ARTICLES}\n\nWhat did the satellite do?`, max: 12 },
];

/** The prompt as the model's own template writes it, written here without any template. */
export function chatMl(question: string): string {
  return `<|im_start|>system\n${SYSTEM}<|im_end|>\n<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`;
}

/** Pairs of texts for the embedding model; the empty text and one over 512 tokens are among them. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ["The capital of France is Paris.", "Paris is the capital city of France."],
  ["The capital of France is Paris.", "Bees dance to show where flowers grow."],
  ["The capital of France is Paris.", ""],
  ["Wer hat das Telefon erfunden?", "Who invented the telephone?"],
  ["2 + 2 = 4", "two plus two is four"],
  [ARTICLES, BUNDLED_ARTICLES[0]!.text],
];
