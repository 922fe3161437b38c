import { concatBytes, toHex, utf8 } from "../../base/mod.ts";
import { Codecs } from "../scale/scale_codec.ts";
import type { Schema } from "../chain_schema.ts";
import { EXTENSIONS, palletType } from "../table/runtime_table.ts";
import type { PalletEntry } from "../table/pallet_table.ts";
import { PortableRegistry } from "./portable.ts";
import { METADATA_SHAPES } from "./shapes.data.ts";

/** Versions of the metadata format this chain can speak. */
export const METADATA_VERSIONS = [14, 15, 16] as const;

/** A version of the metadata format. */
export type MetadataVersion = typeof METADATA_VERSIONS[number];

const shapes = new Codecs(METADATA_SHAPES);
const docs: [] = [];
const deprecation = "NotDeprecated";

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
    if (!table.types[name]) return null;
    return version === 16 ? { type: id(name), deprecation: [] } : id(name);
  };
  const storage = (pallet: PalletEntry) => ({
    prefix: pallet.name,
    entries: pallet.storage.map(([name, keys, value, fallback]) => ({
      name,
      modifier: fallback === null ? "Optional" : "Default",
      type: keys.length === 0 ? { type: "Plain", value: id(value) } : {
        type: "Map",
        value: {
          hashers: keys.map(([hasher]) => hasher),
          key: id(keys.length === 1 ? keys[0]![1] : `(${keys.map(([, type]) => type).join(",")})`),
          value: id(value),
        },
      },
      fallback: fallback ?? "0x00",
      docs,
      deprecation,
    })),
  });
  const constants = (pallet: PalletEntry) => {
    const own = pallet.constants.map(([name, type, value]) => ({
      name,
      type: id(type),
      value,
      docs,
      deprecation,
    }));
    if (pallet.name !== "System") return own;
    const value = `0x${toHex(schema.codecs.encode("RuntimeVersion", schema.runtimeVersion()))}`;
    return [...own, { name: "Version", type: id("RuntimeVersion"), value, docs, deprecation }];
  };
  const pallets = table.pallets.map((pallet) => ({
    name: pallet.name,
    storage: pallet.storage.length === 0 ? null : storage(pallet),
    calls: typeOf(pallet, "Call"),
    events: typeOf(pallet, "Event"),
    constants: constants(pallet),
    errors: typeOf(pallet, "Error"),
    associated: [],
    views: [],
    index: pallet.index,
    docs,
    deprecation,
  }));
  const extensions = EXTENSIONS.map(([identifier, type, implicit]) => ({
    identifier,
    type: id(type),
    implicit: id(implicit),
  }));
  const extrinsic = {
    type: id("UncheckedExtrinsic"),
    version: 4,
    versions: "0x04",
    address: id("MultiAddress"),
    call: id("RuntimeCall"),
    signature: id("MultiSignature"),
    extra: id("SignedExtra"),
    byVersion: [[0, extensions.map((_, i) => i)]],
    extensions,
  };
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
      deprecation,
    })),
    docs,
    version: api.version,
    deprecation,
  }));
  const outer = { call: id("RuntimeCall"), event: id("RuntimeEvent"), error: id("RuntimeError") };
  const value = { pallets, extrinsic, type: id("Runtime"), apis, outer, custom: [], types: registry.types };
  const head = concatBytes(utf8("meta"), Uint8Array.of(version));
  return concatBytes(head, shapes.encode(`Metadata${version}`, value));
}
