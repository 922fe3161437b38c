import { lastUserMessage } from "./request.ts";
import { textEngine } from "./text_engine.ts";
import type { Engine } from "./types.ts";

/** Says the last user message back (docs/spec/domain.md#8-miners). */
export function createEchoEngine(): Engine {
  return textEngine({
    info: { kind: "echo", model: "echo", device: "none", contextTokens: 1 << 18, parallel: 1024 },
    answer: (request) => lastUserMessage(request) ?? "",
  });
}
