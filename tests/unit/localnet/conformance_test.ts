/** What this chain offers must mean the same, byte for byte, under the metadata of the real runtime. */
import assert from "node:assert/strict";
import type { GenericEvent } from "@polkadot/types";
import type { Codec } from "@polkadot/types/types";
import { fromHex, toHex } from "../../../src/base/mod.ts";
import { emitMetadata, METADATA_VERSIONS } from "../../../src/localnet/metadata/emit.ts";
import { parseVariant } from "../../../src/localnet/scale/definition.ts";
import { Schema } from "../../../src/localnet/chain_schema.ts";
import { EXTENSIONS, palletType } from "../../../src/localnet/table/runtime_table.ts";
import { full, fullPermissions } from "../../kit/mod.ts";
import { sampler } from "./sample.ts";

const folder = fullPermissions ? Deno.env.get("SN1_METADATA_DIR") : undefined;
const options = { skip: folder ? false as const : "SN1_METADATA_DIR names no metadata of the real runtime" };
const hex = (bytes: Uint8Array): `0x${string}` => `0x${toHex(bytes)}`;
const camel = (name: string) => name[0]!.toLowerCase() + name.slice(1);
const ROUNDS = 6;

/** The member of that name. */
function named<T extends { name: { toString(): string } }>(list: Iterable<T>, name: string): T {
  for (const one of list) if (one.name.toString() === name) return one;
  throw new Error(`${name} is unknown to this metadata`);
}

/** The same client library under our metadata and under the real one. */
async function clients() {
  const { Metadata, TypeRegistry, expandMetadata } = await import("@polkadot/types");
  const schema = new Schema();
  const open = (bytes: Uint8Array) => {
    const registry = new TypeRegistry();
    registry.setSignedExtensions([]);
    const metadata = new Metadata(registry, hex(bytes));
    registry.setMetadata(metadata);
    const { tx, query, consts } = expandMetadata(registry, metadata);
    return { registry, metadata, tx, query, consts };
  };
  const real = open(await Deno.readFile(`${folder}/metadata-424.scale`));
  return { schema, ours: open(emitMetadata(schema, 16)), real };
}

full(
  "our metadata and that of real runtimes come back byte for byte from the library that writes ours",
  async () => {
    const { decAnyMetadata, metadata } = await import("@polkadot-api/substrate-bindings");
    const all = METADATA_VERSIONS.map((version): Uint8Array => emitMetadata(new Schema(), version));
    for await (const { name } of folder ? Deno.readDir(folder) : []) {
      if (name.endsWith(".scale")) all.push(await Deno.readFile(`${folder}/${name}`));
    }
    for (const bytes of all) assert.equal(hex(metadata.enc(decAnyMetadata(bytes))), hex(bytes));
  },
);

full("the real runtime reads every call of ours as the same call", async () => {
  const { schema, ours, real } = await clients();
  const make = sampler(schema, "calls");
  let calls = 0;
  for (const pallet of schema.table.pallets) {
    for (const text of pallet.calls) {
      const { name, fields } = parseVariant(text);
      for (let i = 0; i < ROUNDS; i++) {
        const args = fields.length === 0
          ? null
          : Object.fromEntries(fields.map((field) => [field.name!, make(field.type)]));
        const bytes = schema.codecs.encode("RuntimeCall", {
          type: pallet.name,
          value: { type: name, value: args },
        });
        const theirs = real.registry.createType("Call", bytes);
        assert.equal(theirs.toHex(), hex(bytes), `${pallet.name}.${name}`);
        assert.deepEqual(theirs.toHuman(), ours.registry.createType("Call", bytes).toHuman());
      }
      calls++;
    }
  }
  console.log(`${calls} calls compared`);
}, options);

full("storage items have the real keys, values, modifiers and defaults", async () => {
  const { schema, ours, real } = await clients();
  const make = sampler(schema, "storage");
  let items = 0;
  for (const pallet of schema.table.pallets) {
    for (const [name, keys, value, fallback] of pallet.storage) {
      const what = `${pallet.name}.${name}`;
      const theirs = real.query[camel(pallet.name)]?.[camel(name)];
      if (!theirs) throw new Error(`${what} is unknown to the real runtime`);
      const item = schema.storage(what);
      assert.equal(theirs.meta.modifier.toString(), fallback === null ? "Optional" : "Default", what);
      if (fallback !== null) assert.equal(theirs.meta.fallback.toHex(), fallback, what);
      for (let i = 0; i < ROUNDS; i++) {
        const args = keys.map(([, type]) => make(type));
        const key: Codec = real.registry.createType(
          "StorageKey",
          keys.length === 1 ? theirs(args[0]) : theirs(...args),
        );
        assert.equal(hex(key.toU8a(true)), item.key(...args), what);
        const type = real.registry.createLookupType(
          theirs.meta.type.isPlain ? theirs.meta.type.asPlain : theirs.meta.type.asMap.value,
        );
        if (what === "System.Events") continue;
        const bytes = fromHex(item.encode(make(value)));
        const read = real.registry.createType(type, bytes);
        assert.equal(hex(read.toU8a()), hex(bytes), what);
        const own = ours.query[camel(pallet.name)]![camel(name)]!.meta.type;
        const mine = ours.registry.createType(
          ours.registry.createLookupType(own.isPlain ? own.asPlain : own.asMap.value),
          bytes,
        );
        assert.deepEqual(read.toHuman(), mine.toHuman(), what);
      }
      items++;
    }
  }
  console.log(`${items} storage items compared`);
}, options);

full("events and errors have the real indices and fields", async () => {
  const { schema, real } = await clients();
  const make = sampler(schema, "events");
  for (const pallet of schema.table.pallets) {
    for (const text of pallet.events) {
      const event = parseVariant(text);
      const type = schema.table.types[palletType(pallet.name, "Event")];
      assert.ok(type, pallet.name);
      const list = event.fields.map((field) => make(field.type));
      const value = event.fields.length === 0
        ? null
        : event.fields[0]!.name !== null
        ? Object.fromEntries(event.fields.map((field, i) => [field.name!, list[i]]))
        : list.length === 1
        ? list[0]
        : list;
      const bytes = schema.codecs.encode("RuntimeEvent", {
        type: pallet.name,
        value: { type: event.name, value },
      });
      const theirs = real.registry.createTypeUnsafe<GenericEvent>("Event", [bytes]);
      assert.equal(theirs.toHex(), hex(bytes), `${pallet.name}.${event.name}`);
      assert.equal(`${theirs.section}.${theirs.method}`, `${camel(pallet.name)}.${event.name}`);
    }
    for (const text of pallet.errors) {
      const { index, name } = parseVariant(text);
      const found = real.registry.findMetaError(new Uint8Array([pallet.index, index, 0, 0, 0]));
      assert.equal(found.name, name, `${pallet.name} error ${index}`);
    }
  }
}, options);

full("runtime APIs take and return the real types", async () => {
  const { schema, ours, real } = await clients();
  const make = sampler(schema, "apis");
  let methods = 0;
  for (const api of schema.table.apis) {
    const theirs = named(real.metadata.asLatest.apis, api.name);
    const mine = named(ours.metadata.asLatest.apis, api.name);
    for (const [name] of api.methods) {
      const what = `${api.name}_${name}`;
      const method = named(theirs.methods, name);
      const own = named(mine.methods, name);
      const { inputs, output } = schema.api(what)!;
      assert.deepEqual(method.inputs.map((one) => one.name.toString()), inputs.map((one) => one.name), what);
      const pairs = [
        ...inputs.map((one, i) => [one.type, method.inputs[i]!.type, own.inputs[i]!.type] as const),
        [output, method.output, own.output] as const,
      ];
      for (const [type, theirType, ownType] of pairs) {
        if (type === "UncheckedExtrinsic") continue;
        for (let i = 0; i < ROUNDS; i++) {
          const bytes = schema.codecs.encode(type, make(type));
          const read = real.registry.createType(real.registry.createLookupType(theirType), bytes);
          assert.equal(hex(read.toU8a()), hex(bytes), `${what} ${type}`);
          const mineRead = ours.registry.createType(ours.registry.createLookupType(ownType), bytes);
          assert.deepEqual(read.toHuman(), mineRead.toHuman(), `${what} ${type}`);
        }
      }
      methods++;
    }
  }
  console.log(`${methods} runtime API functions compared`);
}, options);

full("constants and the signed parts of a transaction are the real ones", async () => {
  const { schema, real } = await clients();
  for (const pallet of schema.table.pallets) {
    for (const [name, , value] of pallet.constants) {
      const theirs = real.consts[camel(pallet.name)]?.[camelConstant(name)];
      if (!theirs) throw new Error(`${pallet.name}.${name} is unknown to the real runtime`);
      assert.equal(theirs.toHex === undefined ? "" : hex(theirs.toU8a()), value, `${pallet.name}.${name}`);
    }
  }
  const extrinsic = real.metadata.asLatest.extrinsic;
  const names = extrinsic.transactionExtensions.map((one) => one.identifier.toString());
  assert.deepEqual(names, EXTENSIONS.map(([identifier]) => identifier));
}, options);

/** Client names of constants: `SS58Prefix` → `ss58Prefix`, `batched_calls_limit` → `batchedCallsLimit`. */
function camelConstant(name: string): string {
  if (name.includes("_")) return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+/, (head) => head.toLowerCase());
}
