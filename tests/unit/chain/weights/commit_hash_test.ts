import assert from "node:assert/strict";
import { fromHex } from "../../../../src/base/mod.ts";
import { full } from "../../../kit/mod.ts";
import { readVectors } from "../../../kit/vectors.ts";

interface CommitCase {
  hotkey: string;
  netuid_index: number;
  uids: number[];
  values: number[];
  salt: number[];
  version_key: number;
  hash: string;
}

full("the hash of a commit is the one the chain computes", async () => {
  const { commitHash } = await import("../../../../src/chain/mod.ts");
  const vectors = await readVectors("chain-hash.json") as { commit: CommitCase[] } | null;
  if (!vectors) return;
  for (const { hotkey, netuid_index, version_key, hash, ...row } of vectors.commit) {
    const commit = {
      ...row,
      hotkey: fromHex(hotkey.slice(2)),
      netuid: netuid_index,
      versionKey: version_key,
    };
    assert.equal(commitHash(commit), hash);
  }
  console.log(`chain-hash.json commit: ${vectors.commit.length} cases`);
});

full("salts are u16 numbers that do not repeat", async () => {
  const { weightsSalt } = await import("../../../../src/chain/mod.ts");
  const salts = Array.from({ length: 200 }, () => weightsSalt());
  assert.ok(salts.every((salt) => salt.length === 8 && salt.every((n) => n >= 0 && n <= 65_535)));
  assert.equal(new Set(salts.map(String)).size, salts.length);
});
