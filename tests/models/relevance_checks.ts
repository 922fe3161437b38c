import assert from "node:assert/strict";
import { cosine } from "../../src/llm/local/model/pooling.ts";
import { engineModules, keepingLogger } from "./engine.ts";
import { PAIRS } from "./golden.data.ts";
import { digestOf, type Weights } from "./weights.ts";

/** Largest difference of a cosine from Python's. */
const TOLERANCE = 1e-4;

/** Cosines of texts by ONNX Runtime in Python, each text alone; kept beside the weights. */
export async function pythonCosines(
  weights: Weights,
  pairs: readonly (readonly [string, string])[],
): Promise<number[]> {
  const model = await weights.encoder();
  return await weights.remember(`cosines-${await digestOf(pairs)}`, async () => {
    const temporary = await Deno.makeTempDir({ prefix: "sn1-models-" });
    try {
      const [asked, told] = [`${temporary}/pairs.json`, `${temporary}/cosines.json`];
      await Deno.writeTextFile(asked, JSON.stringify(pairs));
      await weights.script("cosines.py", model, "mean", asked, told);
      return JSON.parse(await Deno.readTextFile(told)) as number[];
    } finally {
      await Deno.remove(temporary, { recursive: true });
    }
  });
}

/** Vectors of a batch have the cosines that Python finds for single texts, with the folder's own pooling. */
export async function checkRelevance(weights: Weights): Promise<string> {
  const expected = await pythonCosines(weights, PAIRS);
  const { createLocalEmbedder } = await import("../../src/llm/local/mod.ts");
  const { logger, lines } = keepingLogger();
  const model = await weights.encoder();
  const embedder = await createLocalEmbedder({ model, device: "cpu" }, engineModules(logger));
  try {
    assert.deepEqual(lines.filter((line) => line.startsWith("warn")), []);
    assert.ok(lines.some((line) => line.includes("pooling: mean")), lines.join("\n"));
    const vectors = await embedder.embed(PAIRS.flat());
    const found = PAIRS.map((_, i) => cosine(vectors[2 * i]!, vectors[2 * i + 1]!));
    const worst = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
    assert.ok(worst <= TOLERANCE, `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
    assert.ok(found[0]! > 0.8 && found[1]! < 0.3, "a paraphrase is nearer than another subject");
    return `${PAIRS.length} pairs, largest difference ${worst.toExponential(1)}`;
  } finally {
    await embedder.close();
  }
}
