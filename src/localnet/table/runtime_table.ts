import { type TypeDefinition } from "../scale/definition.ts";
import { parseFields, parseVariant } from "../scale/definition.ts";
import { ADMIN_PALLET } from "./admin.data.ts";
import { APIS } from "./apis.data.ts";
import { FRAME_TYPES } from "./frame_types.data.ts";
import { DRAND_PALLET, FRAME_PALLETS, WRAPPER_PALLETS } from "./frame.data.ts";
import { PROXY_API, PROXY_PALLET, PROXY_TYPES } from "./proxy.data.ts";
import { SUBTENSOR_TYPES } from "./subtensor_types.data.ts";
import { SUBTENSOR } from "./subtensor.data.ts";
import type { ApiEntry, ConstantEntry, ExtensionEntry, PalletEntry } from "./pallet_table.ts";

/** Spec version this chain speaks; clients choose their behavior by it. */
export const SPEC_VERSION = 424;

/** Version of the transaction format. */
export const TRANSACTION_VERSION = 1;

/** What is signed, in this order (docs/spec/chain.md#9-transactions-signing-era-nonce-results). */
export const EXTENSIONS: readonly ExtensionEntry[] = [
  ["CheckNonZeroSender", "CheckNonZeroSender", "()"],
  ["CheckSpecVersion", "CheckSpecVersion", "u32"],
  ["CheckTxVersion", "CheckTxVersion", "u32"],
  ["CheckGenesis", "CheckGenesis", "H256"],
  ["CheckMortality", "CheckMortality", "H256"],
  ["CheckNonce", "CheckNonce", "()"],
  ["CheckWeight", "CheckWeight", "()"],
  ["ChargeTransactionPayment", "ChargeTransactionPayment", "()"],
  ["SudoTransactionExtension", "SudoTransactionExtension", "()"],
  ["CheckShieldedTxValidity", "CheckShieldedTxValidity", "()"],
  ["SubtensorTransactionExtension", "SubtensorTransactionExtension", "()"],
  ["DrandPriority", "DrandPriority", "()"],
  ["CheckMetadataHash", "CheckMetadataHash", "Option<[u8;32]>"],
];

/** The runtime as data: everything the metadata, the codecs and the dispatcher are made from. */
export interface RuntimeTable {
  pallets: readonly PalletEntry[];
  types: Readonly<Record<string, TypeDefinition>>;
  apis: readonly ApiEntry[];
}

/** Name of the type of a pallet's calls, events or errors. */
export function palletType(pallet: string, what: "Call" | "Event" | "Error"): string {
  return `${pallet}${what}`;
}

/** The enum over all pallets of one kind, e.g. `RuntimeCall`. */
function outer(pallets: readonly PalletEntry[], what: "Call" | "Event" | "Error"): TypeDefinition {
  const kind = `${what.toLowerCase()}s` as "calls" | "events" | "errors";
  const having = pallets.filter((pallet) => pallet[kind].length > 0);
  return {
    path: `node_subtensor_runtime::Runtime${what}`,
    variants: having.map((p) => `${p.index} ${p.name}(${palletType(p.name, what)})`),
  };
}

/** `Metagraph` with every field but the netuid optional, and two fields more. */
function selectiveMetagraph(): TypeDefinition {
  const full = SUBTENSOR_TYPES.Metagraph!;
  const fields = parseFields(full.fields!).map(({ name, type }) =>
    name === "netuid" ? `netuid: ${type}` : `${name}: Option<${type}>`
  );
  fields.push("validators: Option<Vec<Compact<u16>>>");
  fields.push("commitments: Option<Vec<(AccountId32,Vec<Compact<u8>>)>>");
  return { ...full, path: full.path.replace("Metagraph", "SelectiveMetagraph"), fields: fields.join(", ") };
}

/**
 * Puts the table together.
 * @param constants values that differ per chain, by `Pallet.Name` (SCALE bytes)
 * @param withoutCalls calls that this version of the runtime lacks, `Pallet.call_name`
 */
export function runtimeTable(
  constants: Readonly<Record<string, string>> = {},
  withoutCalls: readonly string[] = [],
): RuntimeTable {
  const pallets = [...FRAME_PALLETS, SUBTENSOR, ...WRAPPER_PALLETS, PROXY_PALLET, ADMIN_PALLET, DRAND_PALLET]
    .map((
      pallet,
    ) => ({
      ...pallet,
      calls: pallet.calls.filter((text) =>
        !withoutCalls.includes(`${pallet.name}.${parseVariant(text).name}`)
      ),
      constants: pallet.constants.map(([name, type, value]): ConstantEntry => [
        name,
        type,
        constants[`${pallet.name}.${name}`] ?? value,
      ]),
    }));
  const types: Record<string, TypeDefinition> = {
    ...FRAME_TYPES,
    ...SUBTENSOR_TYPES,
    ...PROXY_TYPES,
    SelectiveMetagraph: selectiveMetagraph(),
    RuntimeCall: outer(pallets, "Call"),
    RuntimeEvent: outer(pallets, "Event"),
    RuntimeError: outer(pallets, "Error"),
    SignedExtra: { path: "", fields: `(${EXTENSIONS.map(([, type]) => type).join(",")})` },
  };
  for (const pallet of pallets) {
    for (const what of ["Call", "Event", "Error"] as const) {
      const variants = pallet[`${what.toLowerCase()}s` as "calls" | "events" | "errors"];
      const path = `${pallet.crate}::pallet::${what}`;
      if (variants.length > 0) {
        types[palletType(pallet.name, what)] = { path, params: [["T", null]], variants };
      }
    }
  }
  return { pallets, types, apis: [...APIS, PROXY_API] };
}

/** Name of error `index` of a pallet. */
export function errorName(pallet: PalletEntry, index: number): string | undefined {
  return pallet.errors.map(parseVariant).find((variant) => variant.index === index)?.name;
}
