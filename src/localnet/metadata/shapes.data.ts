import type { TypeDefinition } from "../scale/definition.ts";

const shape = (fields: string): TypeDefinition => ({ path: "", fields });
const choice = (...variants: string[]): TypeDefinition => ({ path: "", variants });

/** The types of the metadata itself, versions 14, 15 and 16 (frame-metadata's layout). */
export const METADATA_SHAPES: Readonly<Record<string, TypeDefinition>> = {
  TypeId: shape("Compact<u32>"),
  PortableType: shape("id: Compact<u32>, type: TypeInfo"),
  TypeInfo: shape("path: Vec<str>, params: Vec<TypeParam>, def: TypeDef, docs: Vec<str>"),
  TypeParam: shape("name: str, type: Option<TypeId>"),
  TypeField: shape("name: Option<str>, type: TypeId, typeName: Option<str>, docs: Vec<str>"),
  TypeVariant: shape("name: str, fields: Vec<TypeField>, index: u8, docs: Vec<str>"),
  TypeDef: choice(
    "0 Composite(Vec<TypeField>)",
    "1 Variant(Vec<TypeVariant>)",
    "2 Sequence(TypeId)",
    "3 Array(len: u32, type: TypeId)",
    "4 Tuple(Vec<TypeId>)",
    "5 Primitive(Primitive)",
    "6 Compact(TypeId)",
  ),
  Primitive: choice(
    "0 bool",
    "1 char",
    "2 str",
    "3 u8",
    "4 u16",
    "5 u32",
    "6 u64",
    "7 u128",
    "8 u256",
    "9 i8",
    "10 i16",
    "11 i32",
    "12 i64",
    "13 i128",
    "14 i256",
  ),
  Modifier: choice("0 Optional", "1 Default", "2 Required"),
  Hasher: choice(
    "0 Blake2_128",
    "1 Blake2_256",
    "2 Blake2_128Concat",
    "3 Twox128",
    "4 Twox256",
    "5 Twox64Concat",
    "6 Identity",
  ),
  EntryType: choice("0 Plain(TypeId)", "1 Map(hashers: Vec<Hasher>, key: TypeId, value: TypeId)"),
  CustomValue: shape("type: TypeId, value: Vec<u8>"),

  Storage14: shape("prefix: str, entries: Vec<Entry14>"),
  Entry14: shape("name: str, modifier: Modifier, type: EntryType, fallback: Vec<u8>, docs: Vec<str>"),
  Constant14: shape("name: str, type: TypeId, value: Vec<u8>, docs: Vec<str>"),
  Extension14: shape("identifier: str, type: TypeId, implicit: TypeId"),
  Pallet14: shape(
    "name: str, storage: Option<Storage14>, calls: Option<TypeId>, events: Option<TypeId>, " +
      "constants: Vec<Constant14>, errors: Option<TypeId>, index: u8",
  ),
  Extrinsic14: shape("type: TypeId, version: u8, extensions: Vec<Extension14>"),
  Metadata14: shape("types: Vec<PortableType>, pallets: Vec<Pallet14>, extrinsic: Extrinsic14, type: TypeId"),

  Pallet15: shape(
    "name: str, storage: Option<Storage14>, calls: Option<TypeId>, events: Option<TypeId>, " +
      "constants: Vec<Constant14>, errors: Option<TypeId>, index: u8, docs: Vec<str>",
  ),
  Extrinsic15: shape(
    "version: u8, address: TypeId, call: TypeId, signature: TypeId, extra: TypeId, " +
      "extensions: Vec<Extension14>",
  ),
  ApiParam: shape("name: str, type: TypeId"),
  ApiMethod15: shape("name: str, inputs: Vec<ApiParam>, output: TypeId, docs: Vec<str>"),
  Api15: shape("name: str, methods: Vec<ApiMethod15>, docs: Vec<str>"),
  OuterEnums: shape("call: TypeId, event: TypeId, error: TypeId"),
  Metadata15: shape(
    "types: Vec<PortableType>, pallets: Vec<Pallet15>, extrinsic: Extrinsic15, type: TypeId, " +
      "apis: Vec<Api15>, outer: OuterEnums, custom: BTreeMap<str,CustomValue>",
  ),

  Deprecation: choice(
    "0 NotDeprecated",
    "1 DeprecatedWithoutNote",
    "2 Deprecated(note: str, since: Option<str>)",
  ),
  VariantDeprecation: choice("1 DeprecatedWithoutNote", "2 Deprecated(note: str, since: Option<str>)"),
  EnumType16: shape("type: TypeId, deprecation: BTreeMap<u8,VariantDeprecation>"),
  Storage16: shape("prefix: str, entries: Vec<Entry16>"),
  Entry16: shape(
    "name: str, modifier: Modifier, type: EntryType, fallback: Vec<u8>, docs: Vec<str>, " +
      "deprecation: Deprecation",
  ),
  Constant16: shape("name: str, type: TypeId, value: Vec<u8>, docs: Vec<str>, deprecation: Deprecation"),
  AssociatedType: shape("name: str, type: TypeId, docs: Vec<str>"),
  ViewFunction: shape(
    "id: [u8;32], name: str, inputs: Vec<ApiParam>, output: TypeId, docs: Vec<str>, deprecation: Deprecation",
  ),
  Pallet16: shape(
    "name: str, storage: Option<Storage16>, calls: Option<EnumType16>, events: Option<EnumType16>, " +
      "constants: Vec<Constant16>, errors: Option<EnumType16>, associated: Vec<AssociatedType>, " +
      "views: Vec<ViewFunction>, index: u8, docs: Vec<str>, deprecation: Deprecation",
  ),
  Extension16: shape("identifier: str, type: TypeId, implicit: TypeId"),
  Extrinsic16: shape(
    "versions: Vec<u8>, address: TypeId, call: TypeId, signature: TypeId, " +
      "byVersion: BTreeMap<u8,Vec<Compact<u32>>>, extensions: Vec<Extension16>",
  ),
  ApiMethod16: shape(
    "name: str, inputs: Vec<ApiParam>, output: TypeId, docs: Vec<str>, deprecation: Deprecation",
  ),
  Api16: shape(
    "name: str, methods: Vec<ApiMethod16>, docs: Vec<str>, version: Compact<u32>, deprecation: Deprecation",
  ),
  Metadata16: shape(
    "types: Vec<PortableType>, pallets: Vec<Pallet16>, extrinsic: Extrinsic16, apis: Vec<Api16>, " +
      "outer: OuterEnums, custom: BTreeMap<str,CustomValue>",
  ),
};
