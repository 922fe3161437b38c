import { textEngine } from "./text_engine.ts";
import type { Engine } from "./types.ts";

/**
 * Answers everything with one greeting that names who is speaking (docs/spec/domain.md#8-miners).
 * @param name usually the hotkey's address
 */
export function createMockEngine(name: string = "a test miner"): Engine {
  return textEngine({
    info: { kind: "mock", model: "mock", device: "none", contextTokens: 1 << 18, parallel: 1024 },
    answer: () => `Hello, this is ${name}. I am here to test connections and know nothing.`,
  });
}
