import { fromHex } from "../../base/mod.ts";
import { LocalnetError } from "../errors.ts";
import { Reader } from "../scale/buffer.ts";
import type { ApiFunctions, ApiView } from "./api.ts";
import { CORE_APIS } from "./core_api.ts";
import { SUBNET_APIS } from "./hyperparams.ts";
import { METAGRAPH_APIS } from "./metagraph_api.ts";
import { NEURON_APIS } from "./neuron_info.ts";
import { PROXY_FILTER_APIS } from "./proxy_filter_api.ts";
import { STAKE_APIS } from "./stake_info.ts";

/** Every runtime API function this chain answers. A test holds it against the table of APIs. */
export const API_FUNCTIONS: ApiFunctions = {
  ...CORE_APIS,
  ...NEURON_APIS,
  ...METAGRAPH_APIS,
  ...SUBNET_APIS,
  ...STAKE_APIS,
  ...PROXY_FILTER_APIS,
};

/**
 * Calls a runtime API.
 * @param name `Api_method`
 * @param input `0x…`: the SCALE bytes of the arguments, one after the other
 * @returns `0x…`: the SCALE bytes of the result
 * @throws LocalnetError `runtime` for an unknown function, `scale` for arguments that do not fit
 */
export function callApi(view: ApiView, name: string, input: string): string {
  const method = view.schema.api(name);
  const run = API_FUNCTIONS[name];
  if (!method || !run) {
    throw new LocalnetError("runtime", `Exported method ${name.slice(0, 80)} is not found`);
  }
  const reader = new Reader(fromHex(input));
  const args = method.inputs.map(({ type }) => view.schema.codecs.of(type).read(reader));
  if (reader.left > 0) throw new LocalnetError("scale", `${reader.left} bytes too many for ${name}`);
  return view.schema.codecs.encodeHex(method.output, run(view, args));
}
