import assert from "node:assert/strict";
import type { ProcessEngine } from "../../src/llm/local/mod.ts";
import { ANSWER_MS, greedy, withEngine } from "./engine.ts";
import { chatMl, FP32_BEGINNINGS, LONG_QUESTIONS, QUESTIONS } from "./golden.data.ts";
import { digestOf, type ExportKind, type Weights } from "./weights.ts";

interface PythonText {
  ids: number[];
  text: string;
}

/** Threads of both engines: sums are added in the same order only with equal numbers of threads. */
const THREADS = 2;
/** Prompt tokens of a piece while long prompts are computed. */
const PIECE_TOKENS = 64;

/** Answers of ONNX Runtime in Python, kept beside the weights. */
async function pythonTexts(weights: Weights, kind: ExportKind): Promise<string[]> {
  const prompts = [...QUESTIONS, ...LONG_QUESTIONS]
    .map(({ question, max }) => ({ text: chatMl(question), max }));
  const folder = await weights.decoder(kind);
  const file = kind.dtype === "q4" ? "onnx/model_q4.onnx" : "onnx/model.onnx";
  const name = `texts-${kind.name}-${await digestOf(prompts)}`;
  const texts = await weights.remember(name, async () => {
    const temporary = await Deno.makeTempDir({ prefix: "sn1-models-" });
    try {
      const [asked, told] = [`${temporary}/prompts.json`, `${temporary}/texts.json`];
      await Deno.writeTextFile(asked, JSON.stringify(prompts));
      await weights.script("greedy.py", folder, file, String(THREADS), asked, told);
      return JSON.parse(await Deno.readTextFile(told)) as PythonText[];
    } finally {
      await Deno.remove(temporary, { recursive: true });
    }
  });
  return texts.map(({ text }) => text);
}

/**
 * Greedy texts of one export equal those of ONNX Runtime in Python: alone, eight at once, and for long prompts that
 * are computed in pieces and taken from the prefix cache. Texts come and aborts act within three steps.
 */
export async function checkTexts(weights: Weights, kind: ExportKind): Promise<string> {
  const expected = await pythonTexts(weights, kind);
  const [short, long] = [expected.slice(0, QUESTIONS.length), expected.slice(QUESTIONS.length)];
  if (kind.dtype === "fp32") {
    FP32_BEGINNINGS.forEach((text, i) =>
      assert.ok(short[i]!.startsWith(text.slice(0, short[i]!.length)), short[i]!)
    );
  }
  const model = await weights.decoder(kind);
  return await withEngine(model, { threads: THREADS, prefillTokens: PIECE_TOKENS }, async (engine, log) => {
    assert.equal(engine.info.parallel, 16, `one at a time: ${log.join("\n")}`);
    assert.deepEqual(log.filter((line) => line.startsWith("warn")), [], "no warnings about this export");
    const alone: string[] = [];
    for (const { question, max } of QUESTIONS) alone.push(await greedy(engine, question, max));
    compareTexts(kind, alone, short, "alone");
    const eight = [...QUESTIONS, ...QUESTIONS];
    const together = await Promise.all(eight.map(({ question, max }) => greedy(engine, question, max)));
    compareTexts(kind, together, [...short, ...short], "eight at once");
    await checkLong(engine, long, kind);
    const { gap, aborted } = await checkPace(engine);
    return `alone and 8 at once, largest gap ${gap} tokens, aborted after ${aborted} steps`;
  });
}

/** Characters at the beginning of a text that rounding of activations leaves alone. */
const SAME_BEGINNING = 12;

/**
 * Texts are equal, except with int8 activations: differences of 1e-6 before a rounding (a padded row adds in another
 * order) can turn the rounding, and then a later word. There only the beginnings are compared.
 */
function compareTexts(kind: ExportKind, found: string[], expected: string[], when: string): void {
  if (kind.accuracy === 0) return assert.deepEqual(found, expected, when);
  const beginning = (text: string) => text.slice(0, SAME_BEGINNING);
  assert.deepEqual(found.map(beginning), expected.map(beginning), when);
}

async function checkLong(
  engine: ProcessEngine,
  expected: readonly string[],
  kind: ExportKind,
): Promise<void> {
  for (const [i, { question, max }] of LONG_QUESTIONS.entries()) {
    const before = await engine.stats();
    const text = await greedy(engine, question, max);
    const after = await engine.stats();
    const hits = after.prefixHitTokens! - before.prefixHitTokens!;
    const computed = after.promptTokens! - before.promptTokens!;
    // The first prompt shares only the template's beginning with what was asked before; the second its articles.
    if (i === 0) assert.ok(computed > 4 * PIECE_TOKENS, `${computed} tokens computed in pieces`);
    else assert.ok(hits > 4 * PIECE_TOKENS, `${hits} tokens from the prefix cache`);
    if (kind.accuracy === 0) assert.equal(text, expected[i], `long prompt ${i}`);
    else assert.ok(text.length > 0, `long prompt ${i}`);
  }
}

/** Steps that an abort may take, and tokens that one piece of text may carry. */
const MOST_STEPS = 3;

async function checkPace(engine: ProcessEngine): Promise<{ gap: number; aborted: number }> {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(ANSWER_MS)]);
  const messages = [{ role: "user" as const, content: "Tell me a long story about a ship." }];
  const sizes: Promise<number>[] = [];
  let asked = 0;
  for await (const piece of engine.generate({ messages, maxTokens: 200, temperature: 0 }, signal)) {
    sizes.push(engine.countTokens(piece));
    if (sizes.length < 20) continue;
    asked = (await engine.stats()).steps!;
    controller.abort();
  }
  assert.ok(asked > 0, "the answer ended before it was aborted");
  const gap = Math.max(...await Promise.all(sizes));
  assert.ok(gap <= MOST_STEPS, `a piece of ${gap} tokens: text waits for the engine`);
  for (;;) {
    const { running, steps } = await engine.stats();
    const aborted = steps! - asked;
    assert.ok(aborted <= MOST_STEPS, `still running ${aborted} steps after the abort`);
    if (running === 0) return { gap, aborted };
  }
}
