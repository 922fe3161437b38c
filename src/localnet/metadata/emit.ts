import { type CodecType, metadata, type v16 } from "@polkadot-api/substrate-bindings";
import { toHex } from "../../base/mod.ts";
import type { Schema } from "../chain_schema.ts";
import { EXTENSIONS, palletType } from "../table/runtime_table.ts";
import type { PalletEntry } from "../table/pallet_table.ts";
import { PortableRegistry } from "./portable.ts";

/** Versions of the metadata format this chain can speak. */
export const METADATA_VERSIONS = [14, 15, 16] as const;

/** A version of the metadata format. */
export type MetadataVersion = typeof METADATA_VERSIONS[number];

/** Numbers of the kinds of a storage item. */
const OPTIONAL = 0;
const DEFAULT = 1;

/** Names that the library gives to the storage hashers. */
const METADATA_HASHERS = {
  Identity: "Identity",
  Blake2_128Concat: "Blake2128Concat",
  Twox64Concat: "Twox64Concat",
} as const;

/** The bytes `meta` as the number that the library takes for them. */
const MAGIC = 0x6174656d;
const docs: string[] = [];
const deprecationInfo: Deprecation = { tag: "NotDeprecated", value: undefined };

type Metadata16 = CodecType<typeof v16>;
type Pallet16 = Metadata16["pallets"][number];
type Deprecation = Pallet16["deprecationInfo"];

/**
 * The metadata of the runtime in one format: the magic `meta`, the version byte, the SCALE value. Built from the
 * table alone, so what a client is told is what the dispatcher knows.
 */
export function emitMetadata(schema: Schema, version: MetadataVersion): Uint8Array<ArrayBuffer> {
  const { table } = schema;
  const registry = new PortableRegistry(table.types);
  const id = (type: string) => registry.id(type);

  const typeOf = (pallet: PalletEntry, what: "Call" | "Event" | "Error") => {
    const name = palletType(pallet.name, what);
    return table.types[name] ? { type: id(name), deprecationInfo: [] } : undefined;
  };
  const storage = (pallet: PalletEntry): Pallet16["storage"] => ({
    prefix: pallet.name,
    items: pallet.storage.map(([name, keys, value, fallback]) => ({
      name,
      modifier: fallback === null ? OPTIONAL : DEFAULT,
      type: keys.length === 0 ? { tag: "plain" as const, value: id(value) } : {
        tag: "map" as const,
        value: {
          hashers: keys.map(([hasher]) => ({ tag: METADATA_HASHERS[hasher], value: undefined })),
          key: id(keys.length === 1 ? keys[0]![1] : `(${keys.map(([, type]) => type).join(",")})`),
          value: id(value),
        },
      },
      fallback: fallback ?? "0x00",
      docs,
      deprecationInfo,
    })),
  });
  const constants = (pallet: PalletEntry) => {
    const own = pallet.constants.map(([name, type, value]) => ({
      name,
      type: id(type),
      value,
      docs,
      deprecationInfo,
    }));
    if (pallet.name !== "System") return own;
    const value = `0x${toHex(schema.codecs.encode("RuntimeVersion", schema.runtimeVersion()))}`;
    return [...own, { name: "Version", type: id("RuntimeVersion"), value, docs, deprecationInfo }];
  };
  const pallets: Pallet16[] = table.pallets.map((pallet) => ({
    name: pallet.name,
    storage: pallet.storage.length === 0 ? undefined : storage(pallet),
    calls: typeOf(pallet, "Call"),
    events: typeOf(pallet, "Event"),
    constants: constants(pallet),
    errors: typeOf(pallet, "Error"),
    associatedTypes: [],
    viewFns: [],
    index: pallet.index,
    docs,
    deprecationInfo,
  }));
  const signedExtensions = EXTENSIONS.map(([identifier, type, implicit]) => ({
    identifier,
    type: id(type),
    additionalSigned: id(implicit),
  }));
  const type = id("UncheckedExtrinsic");
  const [address, call, signature] = [id("MultiAddress"), id("RuntimeCall"), id("MultiSignature")];
  const extra = id("SignedExtra");
  const apis = table.apis.map((api) => ({
    name: api.name,
    methods: api.methods.map(([name, , output]) => ({
      name,
      inputs: schema.api(`${api.name}_${name}`)!.inputs.map((input) => ({
        name: input.name,
        type: id(input.type),
      })),
      output: id(output),
      docs,
      deprecationInfo,
    })),
    docs,
    version: api.version,
    deprecationInfo,
  }));
  const outerEnums = { call, event: id("RuntimeEvent"), error: id("RuntimeError") };
  const runtime = id("Runtime");
  const lookup = registry.types;
  const custom: Metadata16["custom"] = [];
  // Formats before 16 name the types of a pallet's calls, events and errors without more.
  const older = pallets.map((pallet) => ({
    ...pallet,
    calls: pallet.calls?.type,
    events: pallet.events?.type,
    errors: pallet.errors?.type,
  }));
  const value: CodecType<typeof metadata>["metadata"] = version === 14
    ? {
      tag: "v14",
      value: {
        lookup,
        pallets: older,
        extrinsic: { type, version: 4, signedExtensions },
        type: runtime,
        apis: [],
      },
    }
    : version === 15
    ? {
      tag: "v15",
      value: {
        lookup,
        pallets: older,
        extrinsic: { version: 4, address, call, signature, extra, signedExtensions },
        type: runtime,
        apis,
        outerEnums,
        custom,
      },
    }
    : {
      tag: "v16",
      value: {
        lookup,
        pallets,
        extrinsic: {
          version: [4],
          address,
          call,
          signature,
          signedExtensionsByVersion: [[0, signedExtensions.map((_, i) => i)]],
          signedExtensions,
        },
        apis,
        outerEnums,
        custom,
      },
    };
  return Uint8Array.from(metadata.enc({ magicNumber: MAGIC, metadata: value }));
}
