import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/base/mod.ts";
import { decoderModel } from "../../../src/llm/local/tiny/tiny_decoder.ts";
import { Extended, extendOnnx } from "../../../src/llm/local/onnx/extend_onnx.ts";
import { scanOnnx } from "../../../src/llm/local/onnx/onnx_scan.ts";

const shape = { width: 16, layers: 2, heads: 4, kvHeads: 2, inner: 16, contextTokens: 32, vocabulary: 40 };
const model = (fused: boolean, cache: "float32" | "float16") =>
  decoderModel({ ...shape, fused, cache }, new Float32Array(40), seededRandom("onnx"));

Deno.test("the border of a model is read without its weights", () => {
  const border = scanOnnx(model(true, "float16"));
  assert.equal(border.fused, true);
  assert.deepEqual(border.inputs.map(({ name }) => name).slice(0, 3), [
    "input_ids",
    "attention_mask",
    "past_key_values.0.key",
  ]);
  const cache = border.outputs.find(({ name }) => name === "present.1.value");
  assert.deepEqual(cache, {
    name: "present.1.value",
    type: 10,
    dims: ["batch_size", 2, "total_sequence_length", 4],
  });
  assert.equal(scanOnnx(model(false, "float32")).fused, false);
});

Deno.test("an extended model is the model with more results", () => {
  const before = model(false, "float32");
  const { bytes } = extendOnnx(before)!;
  assert.deepEqual(bytes.subarray(0, before.length), before);
  const [old, now] = [scanOnnx(before), scanOnnx(bytes)];
  assert.deepEqual(now.outputs.slice(0, old.outputs.length), old.outputs);
  const names = now.outputs.slice(old.outputs.length).map(({ name }) => name);
  const fresh = ["0.key", "0.value", "1.key", "1.value"].map(Extended.fresh);
  assert.deepEqual(names, [...fresh, Extended.logits]);
  assert.deepEqual(now.inputs.slice(-2).map(({ name }) => name), [Extended.positions, Extended.last]);
});

Deno.test("a model of another kind is left alone", () => {
  assert.equal(extendOnnx(new Uint8Array(0)), undefined);
});

Deno.test("bytes that are no model are refused, never looped over", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    try {
      scanOnnx(bytes);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }));
});
