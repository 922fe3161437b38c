import assert from "node:assert/strict";
import { full } from "../../../kit/mod.ts";
import { testMetadata } from "../metadata.ts";

/** The library's registry with the chain's types, and a decoder that reads by them. */
async function scene() {
  const { Metadata, TypeRegistry } = await import("@polkadot/types");
  const { PlainDecoder } = await import("../../../../src/chain/read/plain_values.ts");
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, await testMetadata() as Uint8Array<ArrayBuffer>);
  registry.setMetadata(metadata);
  const apis = metadata.asLatest.apis;
  const output = (api: string, method: string) =>
    apis.find(({ name }) => name.toString() === api)!.methods.find(({ name }) => name.toString() === method)!
      .output;
  const type = output("SubnetInfoRuntimeApi", "get_selective_mechagraph");
  return { registry, type, decoder: new PlainDecoder(registry.lookup) };
}

const ACCOUNT = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const AXON = {
  block: 2n ** 40n,
  version: 7004000,
  ip: 2n ** 100n + 5n,
  port: 8091,
  ipType: 6,
  protocol: 4,
  placeholder1: 0,
  placeholder2: 0,
};

/** A metagraph of so many neurons, in the library's encoding. */
async function encoded(count: number) {
  const { registry, type, decoder } = await scene();
  const many = <T>(value: T) => Array.from({ length: count }, () => value);
  const value = registry.createType(registry.createLookupType(type), {
    netuid: 1,
    block: 5_000_000_000,
    hotkeys: many(ACCOUNT),
    axons: many(AXON),
    active: many(true),
    emission: many(2n ** 63n),
    incentives: many(65_535),
    name: [104, 105],
  });
  return { type, decoder, bytes: new Uint8Array(value.toU8a()) };
}

/** What `decode` gives for the columns above. */
function columns(graph: unknown): unknown {
  const inner = (graph as { unwrap(): Map<string, { isSome: boolean; unwrap(): unknown }> }).unwrap();
  const column = (name: string) => inner.get(name)!.unwrap() as unknown[];
  const axon = column("axons").at(-1) as Map<string, unknown>;
  return {
    block: Number(inner.get("block")!.unwrap()),
    hotkey: String(column("hotkeys").at(-1)),
    n: column("hotkeys").length,
    axon: Object.fromEntries(Object.keys(AXON).map((name) => [name, axon.get(name)])),
    active: column("active").at(-1),
    emission: column("emission").at(-1),
    incentive: Number(column("incentives").at(-1)),
    missing: inner.get("coldkeys")!.isSome,
  };
}

full("plain values are what the library wrote, whatever the widths", async () => {
  for (const count of [1, 300]) {
    const { type, decoder, bytes } = await encoded(count);
    assert.deepEqual(columns(await decoder.decode(type, bytes)), {
      block: 5_000_000_000,
      hotkey: ACCOUNT,
      n: count,
      axon: AXON,
      active: true,
      emission: 2n ** 63n,
      incentive: 65_535,
      missing: false,
    });
  }
});

full("an answer that is cut, or promises more than it has, is an error and costs no memory", async () => {
  const { type, decoder, bytes } = await encoded(3);
  for (let length = 0; length < bytes.length; length += 7) {
    await assert.rejects(decoder.decode(type, bytes.slice(0, length)), RangeError, String(length));
  }
  // The list of hotkeys, its length said to be 2^30 − 1.
  const hotkeys = bytes.findIndex((byte, at) => byte === 3 << 2 && bytes[at + 1] === 0xd4);
  const lying = new Uint8Array([
    ...bytes.slice(0, hotkeys),
    0xfe,
    0xff,
    0xff,
    0xff,
    ...bytes.slice(hotkeys + 1),
  ]);
  await assert.rejects(decoder.decode(type, lying), /a list of 1073741823 does not fit its answer/);
});

full("other work runs while a long answer is read", async () => {
  const { type, decoder, bytes } = await encoded(1_000);
  let turns = 0;
  let reading = true;
  const turn = () => {
    turns++;
    if (reading) setTimeout(turn, 0);
  };
  setTimeout(turn, 0);
  await decoder.decode(type, bytes);
  reading = false;
  assert.ok(turns >= 3, `${turns} turns`);
});
