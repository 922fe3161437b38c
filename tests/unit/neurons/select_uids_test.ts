import assert from "node:assert/strict";
import { candidateUids, selectUids } from "../../../neurons/validator/ask/select_uids.ts";
import { seededRandom } from "../../../src/base/mod.ts";
import { full } from "../../kit/mod.ts";
import { metagraphOf } from "../../kit/metagraph.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";

full("uids.json: the same candidates as the original", async () => {
  const file = await readVectors("uids.json");
  if (!file) return;
  for (const { id, input, expected } of file.cases) {
    const neurons = input.neurons.map((n: Record<string, unknown>, uid: number) => ({
      uid,
      coldkey: n.coldkey,
      validatorPermit: n.validator_permit,
      stake: n.stake,
      axon: { ip: n.is_serving ? n.ip : "0.0.0.0" },
    }));
    const candidates = candidateUids(neurons, {
      ownUid: input.own_uid,
      exclude: input.exclude,
      vpermitTaoLimit: input.vpermit_tao_limit,
      uniqueColdkeys: input.query_unique_coldkeys,
      uniqueIps: input.query_unique_ips,
    });
    // The original raises where nobody is left; ours gives an empty list and the step is not scored.
    assert.deepEqual(candidates, expected.error ? [] : expected.candidates, id);
  }
  reportCases("uids.json", file.cases.length);
});

Deno.test("a sample has the wanted size, no doubles and nobody who is no candidate", () => {
  const { neurons } = metagraphOf(Array.from({ length: 40 }, (_, i) => `h${i}`));
  const options = { ownUid: 3, exclude: [5], vpermitTaoLimit: 4096, uniqueColdkeys: false, uniqueIps: false };
  const chosen = selectUids(neurons, { ...options, count: 10 }, seededRandom(1));
  assert.equal(new Set(chosen).size, 10);
  assert.ok(!chosen.includes(3) && !chosen.includes(5));
  assert.equal(selectUids(neurons, { ...options, count: 100 }, seededRandom(1)).length, 38);
});
