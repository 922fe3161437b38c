import assert from "node:assert/strict";
import { toHex } from "../../../src/base/mod.ts";
import { full } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";
import { emitMetadata, METADATA_VERSIONS } from "../../../src/localnet/metadata/emit.ts";
import { commitHash } from "../../../src/localnet/runtime/commit_rules.ts";
import { Schema } from "../../../src/localnet/chain_schema.ts";
import { ss58Decode } from "../../../src/wallet/mod.ts";
import { address, Harness } from "./kit.ts";

const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;

full("clients read the metadata in every format and write it back byte for byte", async () => {
  const { Metadata, TypeRegistry } = await import("@polkadot/types");
  const schema = new Schema();
  for (const version of METADATA_VERSIONS) {
    const bytes = emitMetadata(schema, version);
    const registry = new TypeRegistry();
    const metadata = new Metadata(registry, hex(bytes) as `0x${string}`);
    assert.equal(metadata.version, version);
    // deno-lint-ignore no-explicit-any -- the getter's name depends on the version
    const json = (metadata as any)[`asV${version}`].toJSON();
    const again = registry.createType(`MetadataV${version}`, json).toU8a();
    assert.equal(hex(again), hex(bytes.subarray(5)), `version ${version}`);
    const names = metadata.asLatest.pallets.map((pallet) => `${pallet.name}=${pallet.index}`).join(" ");
    assert.equal(
      names,
      "System=0 Timestamp=2 Aura=3 Balances=5 TransactionPayment=6 SubtensorModule=7 Utility=11 Sudo=12 Proxy=16 AdminUtils=19 Drand=26",
    );
  }
});

full("storage keys, calls and commit hashes of chain-hash.json hold", async () => {
  const vectors = await readVectors("chain-hash.json");
  if (!vectors) return;
  const { Metadata, TypeRegistry, expandMetadata } = await import("@polkadot/types");
  const { u8aToHex } = await import("@polkadot/util");
  const schema = new Schema();
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, hex(emitMetadata(schema, 16)) as `0x${string}`);
  registry.setMetadata(metadata);
  const { tx, query } = expandMetadata(registry, metadata);
  const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
  let cases = 0;

  for (const [text, wanted] of Object.entries<string>(vectors.storage_keys)) {
    const [, item, list] = /^(\w+)\((.*)\)$/.exec(text)!;
    const args = list!.split(",").map((arg) => /^\d+$/.test(arg) ? Number(arg) : arg);
    const entry = query.subtensorModule![item!]!;
    const key = args.length === 1 ? entry(args[0]) : entry(...args);
    // The client puts the length of the key before it.
    assert.equal(u8aToHex(registry.createType("StorageKey", key).toU8a(true)), wanted, text);
    const own = args.map((arg) => typeof arg === "string" ? hex(ss58Decode(arg)) : arg);
    assert.equal(schema.storage(item![0]!.toUpperCase() + item!.slice(1)).key(...own), wanted, text);
    cases++;
  }
  const calls: Record<string, unknown[]> = {
    "burnedRegister(1,Alice)": [1, alice],
    "serveAxon(1,10002000,134744072,8091,4,4,0,0)": [1, 10002000, 134744072, 8091, 4, 4, 0, 0],
    "setWeights(1,[1,2],[65535,1],0)": [1, [1, 2], [65535, 1], 0],
    "setMechanismWeights(1,0,[1,2],[65535,1],0)": [1, 0, [1, 2], [65535, 1], 0],
    "commitTimelockedMechanismWeights(1,0,0x0102,1000,4)": [1, 0, "0x0102", 1000, 4],
    "registerLimit(1,Alice,200000000)": [1, alice, 200000000],
  };
  for (const [text, wanted] of Object.entries<string>(vectors.calls)) {
    assert.ok(calls[text], `new vector ${text}`);
    assert.equal(tx.subtensorModule![text.split("(")[0]!]!(...calls[text]!).toHex(), wanted, text);
    cases++;
  }
  for (const one of vectors.commit) {
    const reveal = {
      netuid: 1,
      uids: one.uids,
      values: one.values,
      salt: one.salt,
      version_key: BigInt(one.version_key),
    };
    assert.equal(commitHash(schema, one.hotkey, one.netuid_index, reveal), one.hash);
    cases++;
  }
  reportCases("chain-hash.json", cases);
});

full("values of the runtime APIs decode in an independent client as they were meant", async () => {
  const { Metadata, TypeRegistry } = await import("@polkadot/types");
  const h = new Harness({
    subnets: [{ netuid: 1, neurons: [{ hotkey: address(5), coldkey: address(6), stakeRao: 7n }] }],
  });
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, hex(emitMetadata(h.schema, 16)) as `0x${string}`);
  registry.setMetadata(metadata);
  const api = metadata.asLatest.apis.find((one) => one.name.toString() === "NeuronInfoRuntimeApi")!;
  const method = api.methods.find((one) => one.name.toString() === "get_neurons")!;
  const bytes = h.node.call(h.chain.head, "NeuronInfoRuntimeApi_get_neurons", "0x0100");
  const [neuron] = registry.createType(registry.createLookupType(method.output), bytes).toJSON() as Record<
    string,
    unknown
  >[];
  assert.equal(neuron!.hotkey, address(5));
  assert.deepEqual(neuron!.stake, [[address(6), 7]]);
  assert.equal(neuron!.validatorPermit, true);
});
