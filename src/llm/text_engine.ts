import { estimateTokens, StopGate, tokenPieces } from "../text/mod.ts";
import { LlmError } from "./errors.ts";
import { checkRequest, DEFAULT_MAX_TOKENS } from "./request.ts";
import type { Engine, EngineInfo, GenerateRequest } from "./types.ts";

/** Options of {@link textEngine}. */
export interface TextEngineOptions {
  info: EngineInfo;
  /** The whole answer. Called once per request, after its checks. */
  answer: (request: GenerateRequest) => string | Promise<string>;
  /** Estimated tokens per piece. @default {4} */
  tokensPerPiece?: number;
}

/**
 * An engine whose answer is known as a whole: checks the request, then streams the text in pieces of whole
 * tokens, up to `maxTokens` and the first stop text.
 */
export function textEngine(options: TextEngineOptions): Engine {
  const { info, answer, tokensPerPiece = 4 } = options;
  let closed = false;

  async function* generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<string> {
    if (closed) throw new LlmError("failed", `the ${info.kind} engine is closed`);
    checkRequest(request);
    if (signal?.aborted) return;
    const text = (await answer(request)).toWellFormed();
    const gate = new StopGate(request.stop);
    let left = request.maxTokens ?? DEFAULT_MAX_TOKENS;
    let piece = "";
    let inPiece = 0;
    for (const token of tokenPieces(text)) {
      if (left-- <= 0) break;
      piece += token;
      if (++inPiece < tokensPerPiece) continue;
      const out = gate.push(piece);
      piece = "";
      inPiece = 0;
      if (signal?.aborted) return;
      if (out) yield out;
      if (gate.ended || closed) return;
    }
    const out = gate.push(piece) + gate.flush();
    if (out && !signal?.aborted) yield out;
  }

  return {
    info,
    generate,
    countTokens: (text) => Promise.resolve(estimateTokens(text)),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}
