import assert from "node:assert/strict";
import fc from "fast-check";
import { LocalnetError } from "../../../src/localnet/mod.ts";
import { decodeEra, eraBirth, lastBlock } from "../../../src/localnet/node/era.ts";
import { HASHERS, twox128 } from "../../../src/localnet/hash.ts";
import { Codecs } from "../../../src/localnet/scale/scale_codec.ts";
import { parseFields } from "../../../src/localnet/scale/definition.ts";
import { parseType, typeText } from "../../../src/localnet/scale/type_expression.ts";
import { Schema } from "../../../src/localnet/chain_schema.ts";
import { toHex, utf8 } from "../../../src/base/mod.ts";

const codecs = new Codecs({
  Pair: { path: "", fields: "left: u16, right: Option<Vec<u8>>" },
  Tree: { path: "", variants: ["0 Leaf", "5 Node(Vec<Tree>)", "9 Named(a: u8, b: bool)"] },
});

Deno.test("values come back from their bytes", () => {
  const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
  const value = fc.tuple(
    fc.array(fc.nat(0xffff)),
    u64,
    fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
    fc.integer({ min: -0x8000, max: 0x7fff }),
    fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    fc.string({ unit: "grapheme" }),
    fc.boolean(),
  );
  const type = "(Vec<Compact<u16>>,Compact<u64>,u128,i16,i64,str,bool)";
  fc.assert(fc.property(value, (given) => {
    assert.deepEqual(codecs.decode(type, codecs.encode(type, given)), given);
  }));
});

Deno.test("compact integers have the bytes of the SCALE rules at every border", () => {
  const cases: [bigint, string][] = [
    [0n, "0x00"],
    [63n, "0xfc"],
    [64n, "0x0101"],
    [16383n, "0xfdff"],
    [16384n, "0x02000100"],
    [1073741823n, "0xfeffffff"],
    [1073741824n, "0x0300000040"],
    [(1n << 64n) - 1n, "0x13ffffffffffffffff"],
  ];
  for (const [value, bytes] of cases) {
    assert.equal(codecs.encodeHex("Compact<u64>", value), bytes);
    assert.equal(codecs.decodeHex("Compact<u64>", bytes), value);
  }
});

Deno.test("enums, options, named fields and types that contain themselves", () => {
  const tree = {
    type: "Node",
    value: [{ type: "Leaf", value: null }, { type: "Named", value: { a: 3, b: true } }],
  };
  assert.equal(codecs.encodeHex("Tree", tree), "0x050800090301");
  assert.deepEqual(codecs.decodeHex("Tree", "0x050800090301"), tree);
  assert.equal(codecs.encodeHex("Tree", "Leaf"), "0x00");
  assert.equal(codecs.encodeHex("Pair", { left: 258, right: "0xff" }), "0x02010104ff");
  assert.deepEqual(codecs.decodeHex("Pair", "0x020100"), { left: 258, right: null });
  assert.deepEqual(codecs.decodeHex("Result<(),u8>", "0x0107"), { type: "Err", value: 7 });
});

Deno.test("wrong values and wrong bytes are errors that say so", () => {
  const scale = (error: unknown) => error instanceof LocalnetError && error.code === "scale";
  for (
    const [type, value] of [["u8", 256], ["u16", -1], ["u64", 1n << 64n], ["i16", 40000], ["[u8;2]", "0x01"]]
  ) {
    assert.throws(() => codecs.encode(type as string, value), scale, `${type} ${value}`);
  }
  assert.throws(() => codecs.encode("Pair", { left: 1 }), scale);
  assert.throws(() => codecs.encode("Tree", "Branch"), scale);
  for (const [type, hex] of [["u32", "0x010203"], ["u8", "0x0102"], ["bool", "0x02"], ["Tree", "0x01"]]) {
    assert.throws(() => codecs.decodeHex(type!, hex!), scale, `${type} ${hex}`);
  }
  assert.throws(() => codecs.decodeHex("Vec<u16>", "0x0300000040"), scale, "a length beyond the bytes");
  assert.throws(() => codecs.decodeHex("Tree", `0x${"0504".repeat(200)}00`), scale, "nested too deep");
  assert.throws(() => parseType("Vec<u8"), LocalnetError);
  assert.throws(() => parseType("u8)"), LocalnetError);
});

Deno.test("any bytes decode to a value or to an error of ours", () => {
  const { codecs } = new Schema();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    for (const type of ["RuntimeCall", "MultiAddress", "Vec<EventRecord>", "Metagraph"]) {
      try {
        codecs.decode(type, bytes);
      } catch (error) {
        assert.ok(error instanceof LocalnetError, String(error));
      }
    }
  }));
});

Deno.test("types and fields are read from their texts", () => {
  assert.equal(typeText(parseType("Vec< ( u16 , BTreeMap<u8,[u8;4]> ) >")), "Vec<(u16,BTreeMap<u8,[u8;4]>)>");
  assert.deepEqual(parseFields("a: Vec<(u8,u8)>, b: u16"), [
    { name: "a", type: "Vec<(u8,u8)>" },
    { name: "b", type: "u16" },
  ]);
  assert.deepEqual(parseFields("u16, AccountId32").map((field) => field.name), [null, null]);
});

Deno.test("XXH64 has the published values for all tail lengths", () => {
  const xxh64 = (text: string) =>
    new DataView(HASHERS.Twox64Concat(utf8(text)).slice().buffer).getBigUint64(0, true);
  assert.equal(xxh64(""), 0xef46db3751d8e999n);
  assert.equal(xxh64("a"), 0xd24ec4f1a98c6e5bn);
  assert.equal(xxh64("abc"), 0x44bc2cf5ad770999n);
  assert.equal(xxh64("The quick brown fox jumps over the lazy dog"), 0x0b242d361fda71bcn);
  assert.equal(toHex(twox128("System")), "26aa394eea5630e07c48ae0c9558cef7");
});

Deno.test("an era names its first and last block", () => {
  // Period 64 (exponent 5), phase 42: 5 | 42 << 4.
  const era = decodeEra(0xa5, 0x02);
  assert.deepEqual(era, { kind: "mortal", period: 64, phase: 42 });
  assert.equal(eraBirth(era, 42), 42);
  assert.equal(eraBirth(era, 105), 42);
  assert.equal(eraBirth(era, 106), 106);
  assert.equal(lastBlock(era, 50), 105);
  assert.equal(lastBlock({ kind: "immortal" }, 50), Infinity);
  assert.throws(() => decodeEra(0xf1, 0xff), LocalnetError);
});
