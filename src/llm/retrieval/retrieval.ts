import { seededRandom } from "../../base/mod.ts";
import { LlmError } from "../errors.ts";
import { textEngine } from "../text_engine.ts";
import type { Engine, GenerateRequest } from "../types.ts";
import { answerFrom } from "./compose_answer.ts";
import { buildCorpus, type Corpus, type CorpusDocument, takeShare } from "./corpus.ts";
import { solveMath } from "./math/solve.ts";
import { readQuestion } from "./question.ts";
import { asksSentiment, sentimentOf } from "./answer_sentiment.ts";

/** Options of {@link createRetrievalEngine}. */
export interface RetrievalOptions {
  /** What the engine knows. */
  documents: readonly CorpusDocument[];
  /** Part of the documents that is kept, 0 to 1. @default {1} */
  share?: number;
  /** Chooses that part; equal seeds choose alike. @default {"corpus"} */
  seed?: string;
}

/** Said when nothing was found: a miner that invents is worth less than one that admits. */
export const NOT_FOUND = "I could not find anything about this in the texts I have.";

/**
 * Answers without a language model: finds sentences by BM25, solves simple mathematics exactly, classifies
 * reviews by a lexicon, and says so when it knows nothing.
 * @throws LlmError `config` for a share outside 0 to 1
 */
export function createRetrievalEngine(options: RetrievalOptions): Engine {
  const share = options.share ?? 1;
  if (!(share >= 0 && share <= 1)) {
    throw new LlmError("config", `share must be between 0 and 1, got ${share}`);
  }
  const random = seededRandom(options.seed ?? "corpus").fork("share");
  const corpus = buildCorpus(takeShare(options.documents, share, random));
  const percent = Math.round(share * 100);
  return textEngine({
    info: {
      kind: "retrieval",
      model: `bm25-${percent}`,
      device: "none",
      contextTokens: 1 << 16,
      parallel: 256,
    },
    answer: (request) => reply(corpus, request),
  });
}

function reply(corpus: Corpus, request: GenerateRequest): string {
  const question = readQuestion(request.messages);
  if (question === null) return "What would you like to know?";
  if (asksSentiment(question.text)) return `The sentiment is ${sentimentOf(question.text)}.`;
  const number = solveMath(question.text);
  if (number !== null) return `The answer is ${number}`;
  return answerFrom(corpus, question) ?? NOT_FOUND;
}
