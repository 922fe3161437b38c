import assert from "node:assert/strict";
import { API_FUNCTIONS } from "../../../src/localnet/apis/call_api.ts";
import { CALLS } from "../../../src/localnet/runtime/dispatch.ts";
import { Reader } from "../../../src/localnet/scale/buffer.ts";
import { parseVariant } from "../../../src/localnet/scale/definition.ts";
import { Schema } from "../../../src/localnet/chain_schema.ts";
import { ADMIN_SETTINGS } from "../../../src/localnet/table/admin.data.ts";

const schema = new Schema();

Deno.test("every call of the table is executed and nothing else is", () => {
  const listed = schema.table.pallets.flatMap((pallet) =>
    pallet.calls.map((text) => `${pallet.name}.${parseVariant(text).name}`)
  );
  assert.deepEqual(Object.keys(CALLS).sort(), listed.sort());
});

Deno.test("every runtime API of the table is answered and nothing else is", () => {
  const listed = schema.table.apis.flatMap((api) => api.methods.map(([name]) => `${api.name}_${name}`));
  assert.deepEqual(Object.keys(API_FUNCTIONS).sort(), listed.sort());
});

Deno.test("every default and every constant is a whole value of its type", () => {
  for (const item of schema.items) {
    if (item.fallback === null) continue;
    const reader = new Reader(item.fallback);
    item.codec.read(reader);
    assert.equal(reader.left, 0, item.name);
  }
  for (const pallet of schema.table.pallets) {
    for (const [name, type, value] of pallet.constants) {
      assert.doesNotThrow(() => schema.codecs.decodeHex(type, value), `${pallet.name}.${name}`);
    }
  }
});

Deno.test("indices and names are unique within each pallet", () => {
  for (const pallet of schema.table.pallets) {
    for (const texts of [pallet.calls, pallet.events, pallet.errors]) {
      const variants = texts.map(parseVariant);
      assert.equal(new Set(variants.map((v) => v.index)).size, variants.length, pallet.name);
      assert.equal(new Set(variants.map((v) => v.name)).size, variants.length, pallet.name);
    }
  }
});

Deno.test("every setting of root names a storage item and an event that fit its arguments", () => {
  const events = new Map(
    schema.table.pallets.flatMap((pallet) => pallet.events.map(parseVariant)).map((v) => [v.name, v]),
  );
  for (const [text, storage, event] of ADMIN_SETTINGS) {
    const fields = parseVariant(text).fields;
    assert.equal(schema.storage(storage).arity, fields.length - 1, text);
    if (event === null) continue;
    assert.deepEqual(
      events.get(event)?.fields.map((field) => field.type),
      fields.map((field) => field.type),
      text,
    );
  }
});
