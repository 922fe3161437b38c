import type { Translator } from "../../src/llm/mod.ts";
import huggingface from "../fixtures/sources/huggingface.json" with { type: "json" };
import { FakeEngine } from "../kit/fake_engine.ts";
import { recordedFetch } from "../kit/recorded_fetch.ts";

/** A language model for tests: a question or answer made of the end of what it was given. */
export function endingWriter(): FakeEngine {
  return new FakeEngine(({ messages, seed }) => {
    const text = messages.at(-1)!.content.slice(-(200 + (seed ?? 0) % 300));
    return `What about ${text.replaceAll("?", ".")}?`;
  });
}

/** A translation model for tests: marks every word with its language. */
export function markingTranslator(): Translator {
  return {
    pairs: [["en", "fr"], ["fr", "en"], ["fr", "es"], ["en", "uk"], ["uk", "pt"]],
    translate: (text, _, to) => Promise.resolve(text.replace(/\S+/g, (word) => `${to}${word}`)),
    close: () => Promise.resolve(),
  };
}

/** Recorded replies for the source of task `debugging`; every other source is down. */
export function codeOnlyFetch(): ReturnType<typeof recordedFetch> {
  return recordedFetch((url) =>
    url.hostname.includes("huggingface")
      ? { body: url.pathname === "/size" ? huggingface.size : huggingface.rows }
      : { status: 404 }
  );
}
