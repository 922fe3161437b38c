import assert from "node:assert/strict";
import { commitHash } from "../../../src/localnet/runtime/commit_rules.ts";
import { address, Harness, id, TAO } from "./kit.ts";

const VALIDATOR = 100;
const TEMPO = 10;
const chain = () =>
  new Harness({
    subnets: [{
      netuid: 1,
      hyperparameters: { commitRevealEnabled: true, tempo: TEMPO, weightsRateLimit: 2 },
      neurons: [
        { hotkey: address(VALIDATOR), coldkey: address(1), stakeRao: 100n * TAO },
        { hotkey: address(101), coldkey: address(1) },
      ],
    }],
  });
const shown = { netuid: 1, uids: [1], values: [65535], salt: [1, 2, 3], version_key: 0n };
const commit = (h: Harness, reveal = shown) =>
  h.send(VALIDATOR, "SubtensorModule.commit_weights", {
    netuid: 1,
    commit_hash: commitHash(h.schema, id(VALIDATOR), 1, reveal),
  });

Deno.test("a commit is shown in the next epoch, not earlier and not later", () => {
  const h = chain();
  const outcome = commit(h);
  assert.deepEqual(outcome.events, ["SubtensorModule.WeightsCommitted", "System.ExtrinsicSuccess"]);
  assert.deepEqual(h.get("LastUpdate", 1), [1n, 0n]);
  const reveal = "SubtensorModule.reveal_weights";
  assert.equal(h.poolAnswer(VALIDATOR, reveal, shown), "1010 Custom error: 17");
  h.blocks(TEMPO - 1);
  assert.equal(h.get("SubnetEpochIndex", 1), 1n);
  assert.equal(h.poolAnswer(VALIDATOR, reveal, { ...shown, salt: [9] }), "1010 Custom error: 16");
  const revealed = h.send(VALIDATOR, reveal, shown);
  assert.deepEqual(revealed.events.map((name) => name.split(".")[1]), [
    "WeightsSet",
    "WeightsRevealed",
    "ExtrinsicSuccess",
  ]);
  assert.deepEqual(h.get("Weights", 1, 0), [[1, 65535]]);
  assert.deepEqual(h.get("LastUpdate", 1), [1n, 0n], "a reveal is not an update");
  assert.equal(h.get("WeightCommits", 1, id(VALIDATOR)), null);

  commit(h);
  h.blocks(2 * TEMPO);
  assert.equal(h.poolAnswer(VALIDATOR, reveal, shown), "1010 Custom error: 17");
});

Deno.test("showing a later commit drops the earlier ones", () => {
  const h = chain();
  const later = { ...shown, values: [7], salt: [4] };
  commit(h);
  h.blocks(2);
  commit(h, later);
  h.blocks(TEMPO - 3);
  assert.equal(h.send(VALIDATOR, "SubtensorModule.reveal_weights", later).error, null);
  assert.equal(h.get("WeightCommits", 1, id(VALIDATOR)), null);
});

Deno.test("commits are refused by name", () => {
  const h = chain();
  const args = (change: Record<string, unknown> = {}) => ({
    netuid: 1,
    commit_hash: `0x${"11".repeat(32)}`,
    ...change,
  });
  const refused = (change: Record<string, unknown>, signer = VALIDATOR) =>
    h.send(signer, "SubtensorModule.commit_weights", args(change)).error?.replace("SubtensorModule.", "");
  assert.equal(refused({ netuid: 9 }), "SubnetNotExists");
  assert.equal(refused({}, 7), "HotKeyNotRegisteredInSubNet");
  assert.equal(refused({}), undefined);
  assert.equal(
    h.poolAnswer(VALIDATOR, "SubtensorModule.commit_weights", args()),
    "1010 Custom error: 6",
  );
  const batch = h.send(VALIDATOR, "SubtensorModule.batch_commit_weights", {
    netuids: [1],
    commit_hashes: [`0x${"22".repeat(32)}`],
  });
  assert.deepEqual(batch.events.map((name) => name.split(".")[1]), [
    "BatchCompletedWithErrors",
    "BatchWeightItemFailed",
    "BatchWeightsCompleted",
    "ExtrinsicSuccess",
  ]);
  assert.equal(
    h.errorText((batch.values[1] as [number, never])[1]),
    "SubtensorModule.CommittingWeightsTooFast",
  );
  h.set(
    "WeightCommits",
    [1, id(VALIDATOR)],
    Array.from({ length: 10 }, (_, i) => [`0x${String(i).repeat(64)}`, 0n, 1n, 0n]),
  );
  h.blocks(2);
  assert.equal(refused({}), "TooManyUnrevealedCommits");
  h.sudo("AdminUtils.sudo_set_commit_reveal_weights_enabled", { netuid: 1, enabled: false });
  h.set("CommitRevealWeightsEnabled", [1], false);
  h.blocks(1);
  assert.equal(refused({}), "CommitRevealDisabled");
});

Deno.test("several commits are shown in one call", () => {
  const h = chain();
  commit(h);
  h.blocks(TEMPO);
  const outcome = h.send(VALIDATOR, "SubtensorModule.batch_reveal_weights", {
    netuid: 1,
    uids_list: [shown.uids],
    values_list: [shown.values],
    salts_list: [shown.salt],
    version_keys: [0n],
  });
  assert.equal(outcome.error, null);
  assert.ok(outcome.events.includes("SubtensorModule.WeightsBatchRevealed"));
});

Deno.test("too early and too late have their names at dispatch", () => {
  const h = chain();
  const reveal = () =>
    h.send(VALIDATOR, "SubtensorModule.batch_reveal_weights", {
      netuid: 1,
      uids_list: [shown.uids],
      values_list: [shown.values],
      salts_list: [shown.salt],
      version_keys: [0n],
    }).error;
  assert.equal(reveal(), "SubtensorModule.NoWeightsCommitFound");
  commit(h);
  assert.equal(reveal(), "SubtensorModule.RevealTooEarly");
  h.blocks(2 * TEMPO);
  assert.equal(reveal(), "SubtensorModule.ExpiredWeightCommit");
});
