import assert from "node:assert/strict";
import fc from "fast-check";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { LlmError } from "../../../src/llm/mod.ts";
import { groupByLength } from "../../../src/llm/local/worker/embed.ts";
import { cutText } from "../../../src/llm/local/worker/translate.ts";
import { decodeVectors, encodeVectors } from "../../../src/llm/local/vectors.ts";
import { full } from "../../kit/mod.ts";

const modules = {
  clock: systemClock,
  random: seededRandom("embed"),
  logger: nullLogger,
  metrics: nullMetrics,
};

Deno.test("vectors travel exactly", () => {
  fc.assert(fc.property(
    fc.array(fc.array(fc.float(), { minLength: 3, maxLength: 3 }), { maxLength: 5 }),
    (rows) => {
      const vectors = rows.map((row) => Float32Array.from(row));
      assert.deepEqual(decodeVectors(encodeVectors(vectors)), vectors);
    },
  ));
  assert.throws(() => decodeVectors({ count: 2, width: 2, base64: "AAAA" }), LlmError);
});

Deno.test("groups hold every text once, and neither too many nor too long ones", () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 60 })), (texts) => {
    const groups = groupByLength(texts, 4, 100);
    assert.deepEqual(groups.flat().sort((a, b) => a - b), texts.map((_, i) => i));
    for (const group of groups) {
      const longest = Math.max(...group.map((index) => texts[index]!.length));
      assert.ok(group.length === 1 || (group.length <= 4 && group.length * longest <= 100));
    }
  }));
});

Deno.test("a text is cut into pieces that together are the text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", ".", "!", "\n", "é", "😀"), maxLength: 200 });
  fc.assert(fc.property(text, (text) => {
    const pieces = cutText(text, 20);
    assert.equal(pieces.map((piece) => piece.text + piece.gap).join(""), text.replace(/^\n+/, ""));
    for (const piece of pieces) assert.ok(Array.from(piece.text).length <= 20 && piece.text.isWellFormed());
  }));
});

Deno.test("sentences stay together while they fit, and lines stay apart", () => {
  assert.deepEqual(cutText("One. Two. Three is longer!\nNext line", 12), [
    { text: "One. Two.", gap: " " },
    { text: "Three is lon", gap: "" },
    { text: "ger!", gap: "\n" },
    { text: "Next line", gap: "" },
  ]);
});

async function embedder() {
  const { createLocalEmbedder } = await import("../../../src/llm/local/mod.ts");
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  return await createLocalEmbedder({ model: await tinyModel("bert"), device: "cpu", threads: 1 }, modules);
}

full("texts embedded together equal texts embedded alone, and the library's own vectors", async () => {
  const embed = await embedder();
  try {
    const texts = [
      "",
      "the chain keeps the weights",
      "x",
      "question ".repeat(700),
      "Wörter 😀 \ud800 and \u0000",
    ];
    for (let i = 0; i < 70; i++) texts.push("miner answers quickly ".repeat(1 + i % 9) + i);
    const together = await embed.embed(texts);
    assert.equal(together.length, texts.length);
    for (const index of [0, 1, 2, 3, 4, 40, 74]) {
      const [alone] = await embed.embed([texts[index]!]);
      for (let i = 0; i < alone!.length; i++) {
        assert.ok(Math.abs(alone![i]! - together[index]![i]!) < 1e-5, `text ${index}, number ${i}`);
      }
    }
    const { tinyModel } = await import("../../fixtures/tiny_models.ts");
    const { loadLibrary, modelReference } = await import("../../../src/llm/local/model/library.ts");
    const library = await loadLibrary();
    const name = modelReference(await tinyModel("bert"));
    const tokenizer = await library.AutoTokenizer.from_pretrained(name);
    const model = await library.AutoModel.from_pretrained(name, { dtype: "fp32", device: "cpu" });
    const { last_hidden_state: hidden } = await model.forward(await tokenizer(texts[1]!)) as {
      last_hidden_state: { data: Float32Array; dims: number[] };
    };
    for (let i = 0; i < hidden.dims[2]!; i++) assert.ok(Math.abs(hidden.data[i]! - together[1]![i]!) < 1e-5);
  } finally {
    await embed.close();
  }
}, { sanitizeOps: false, sanitizeResources: false });

full("an embedder gives up when nobody listens, and goes on working", async () => {
  const embed = await embedder();
  try {
    const abort = new AbortController();
    const many = Array.from({ length: 600 }, (_, i) => `text ${i} `.repeat(40));
    const work = embed.embed(many, abort.signal);
    abort.abort(new Error("enough"));
    await assert.rejects(work, /enough/);
    assert.equal((await embed.embed(["still there"])).length, 1);
  } finally {
    await embed.close();
  }
});

full("a model that writes text is refused as an embedder before anybody waits for its vectors", async () => {
  const { createLocalEmbedder } = await import("../../../src/llm/local/local_models.ts");
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const model = await tinyModel("llama");
  await assert.rejects(
    createLocalEmbedder({ model, device: "cpu", threads: 1 }, modules),
    (error) =>
      error instanceof LlmError && error.code === "bad_model" && /not an embedding model/.test(error.message),
  );
});

full("a translator lists its pairs, follows the target language, and keeps lines", async () => {
  const { createLocalTranslator } = await import("../../../src/llm/local/mod.ts");
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const translator = await createLocalTranslator(
    { model: await tinyModel("m2m"), device: "cpu", threads: 1 },
    modules,
  );
  try {
    assert.equal(translator.pairs.length, 20);
    assert.ok(translator.pairs.some(([from, to]) => from === "en" && to === "uk"));
    const text = "The miner answers.\nThe chain pays the miner.";
    const french = await translator.translate(text, "en", "fr");
    assert.equal(await translator.translate(text, "en", "fr"), french);
    assert.equal(french.split("\n").length, 2);
    assert.notEqual(await translator.translate(text, "en", "es"), french);
    assert.notEqual(await translator.translate(text, "uk", "fr"), french);
    assert.equal(await translator.translate("", "en", "fr"), "");
    await assert.rejects(
      translator.translate(text, "en", "xx"),
      (error) => error instanceof LlmError && error.code === "config",
    );
  } finally {
    await translator.close();
  }
});
