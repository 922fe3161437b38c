import assert from "node:assert/strict";
import fc from "fast-check";
import { probeKind } from "../../../src/llm/local/model/probe_kind.ts";
import { FakeModel, VOCABULARY } from "./fake_model.ts";

/** Logits with noise that depends on what the model was asked; `amount` is a share of the spread of 100. */
function noisy(logits: Float32Array, key: string, amount: number): Float32Array {
  let hash = 7;
  for (const char of key) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  return logits.map((value, i) => value + 100 * amount * Math.sin(hash + i));
}

/** A model whose activations are rounded: own noise by the form of a call, and noise by the other rows. */
function rounded({ own, neighbors }: { own: number; neighbors: number }): FakeModel {
  const model = new FakeModel();
  const prefill = model.prefill.bind(model);
  model.prefill = async (past, ids, wantLogits) => {
    const result = await prefill(past, ids, wantLogits);
    const logits = result.logits && noisy(result.logits, `${past?.length ?? 0} ${ids.length}`, own);
    return { ...result, logits };
  };
  const step = model.step.bind(model);
  model.step = async (cache, tokens, used) => {
    const logits = await step(cache, tokens, used);
    return logits.map((line) => noisy(noisy(line, used.join(), own), tokens.join(), neighbors));
  };
  return model;
}

const probe = (model: FakeModel, fused = false) =>
  probeKind({ model: () => model, vocabulary: VOCABULARY - 1, fused });

Deno.test("rounded activations do not forbid batches, whatever their noise", async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 0.05, noNaN: true }), fc.boolean(), async (own, fused) => {
      const kind = fused ? "prefix" : "mask";
      assert.deepEqual(await probe(rounded({ own, neighbors: 0 }), fused), { kind, neighborsMatter: false });
    }),
  );
});

Deno.test("rows that other rows change run one at a time, and the reason is known", async () => {
  await fc.assert(fc.asyncProperty(
    fc.double({ min: 0.03, max: 0.05, noNaN: true }),
    fc.double({ min: 0.01, max: 0.03, noNaN: true }),
    async (own, neighbors) => {
      const { kind, neighborsMatter } = await probe(rounded({ own, neighbors }));
      assert.equal(kind, undefined);
      assert.ok(neighborsMatter);
    },
  ));
});

Deno.test("a cache in the wrong place and a graph that refuses are told from noise", async () => {
  const wrong = new FakeModel();
  const step = wrong.step.bind(wrong);
  wrong.step = async (cache, tokens, used) =>
    (await step(cache, tokens, used)).map(() => new Float32Array(VOCABULARY).fill(NaN));
  assert.deepEqual(await probe(wrong), { kind: undefined, neighborsMatter: false });
  const model = new FakeModel();
  const refused = await probeKind({
    model: (kind) => {
      if (kind === "mask") return model;
      const other = new FakeModel();
      other.step = () => Promise.reject(new Error("no such input"));
      return other;
    },
    vocabulary: VOCABULARY - 1,
    fused: true,
  });
  assert.deepEqual(refused, { kind: "mask", neighborsMatter: false });
});
