import type { Engine, GenerateRequest } from "../../src/llm/mod.ts";

/** An engine that answers as told and keeps what it was asked. */
export class FakeEngine implements Engine {
  readonly info = {
    kind: "mock" as const,
    model: "fake",
    device: "none",
    contextTokens: 4096,
    parallel: 1,
  };
  readonly requests: GenerateRequest[] = [];

  constructor(readonly answer: (request: GenerateRequest) => string) {}

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncIterable<string> {
    this.requests.push(request);
    for (const piece of this.answer(request).match(/[\s\S]{1,7}/gu) ?? []) {
      if (signal?.aborted) return;
      yield piece;
    }
  }

  countTokens(text: string): Promise<number> {
    return Promise.resolve(text.length);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
