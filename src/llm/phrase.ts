import { textEngine } from "./text_engine.ts";
import type { Engine } from "./types.ts";

/** What `phrase` says when `--neuron.phrase` is not given (docs/spec/domain.md#9-configuration-flags). */
export const DEFAULT_PHRASE = "Can you please repeat that?";

/** Answers everything with one fixed text (docs/spec/domain.md#8-miners). */
export function createPhraseEngine(phrase: string = DEFAULT_PHRASE): Engine {
  return textEngine({
    info: { kind: "phrase", model: "phrase", device: "none", contextTokens: 1 << 18, parallel: 1024 },
    answer: () => phrase,
  });
}
