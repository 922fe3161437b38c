import { toHex, utf8 } from "../../base/mod.ts";
import { parseVariant } from "../scale/definition.ts";
import type { Schema } from "../chain_schema.ts";
import { PROXY_RULES, PROXY_TYPE_NAMES, RETIRED_PROXY_TYPES } from "../table/proxy.data.ts";
import { api, type ApiFunctions } from "./api.ts";

const bytes = (text: string) => `0x${toHex(utf8(text))}`;

const TYPES = PROXY_TYPE_NAMES.map((name, index) => ({
  name: bytes(name),
  index,
  deprecated: RETIRED_PROXY_TYPES.includes(name),
}));

/** A call of a rule with its numbers; `Pallet.*` stands for all calls of the pallet. */
function callInfo(schema: Schema, text: string): Record<string, unknown> {
  const [palletName, callName] = text.split(".") as [string, string];
  const pallet = schema.table.pallets.find(({ name }) => name === palletName)!;
  const call = pallet.calls.map(parseVariant).find(({ name }) => name === callName);
  return {
    pallet_name: bytes(palletName),
    pallet_index: pallet.index,
    call_name: call ? bytes(call.name) : null,
    call_index: call ? call.index : null,
    condition: null,
  };
}

/** What each kind of proxy permits, from the table the dispatcher decides by. */
export const PROXY_FILTER_APIS: ApiFunctions = {
  "ProxyFilterRuntimeApi_get_proxy_types": api(() => TYPES),
  "ProxyFilterRuntimeApi_get_proxy_filter": api<[type: number | null]>((view, type) =>
    TYPES.filter(({ index }) => type === null || type === index).map(({ name, index, deprecated }) => {
      const { mode, calls } = PROXY_RULES[PROXY_TYPE_NAMES[index]!];
      const infos = calls.map((call) => callInfo(view.schema, call));
      return { proxy_type: index, name, deprecated, filter_mode: mode, calls: infos, exceptions: [] };
    })
  ),
};
