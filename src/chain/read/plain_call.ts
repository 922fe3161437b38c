import type { ApiPromise } from "@polkadot/api";
import type { Value } from "./codec.ts";
import { PlainDecoder } from "./plain_values.ts";

/** By the description they read by, which an upgrade of the runtime replaces. */
const decoders = new WeakMap<ApiPromise["runtimeMetadata"], PlainDecoder>();

/** A call of the runtime, by its names there. */
export interface PlainCall {
  /** `SubnetInfoRuntimeApi` */
  api: string;
  /** `get_selective_mechagraph` */
  method: string;
  args: readonly unknown[];
}

/**
 * How the runtime describes a call, or undefined where it does not. Looks at the description alone: the library's
 * `api.call` makes functions of all calls when it is first asked for one.
 */
export function describedCall(api: ApiPromise, call: PlainCall) {
  return api.runtimeMetadata?.asLatest.apis
    .find(({ name }) => name.toString() === call.api)?.methods
    .find(({ name, inputs }) => name.toString() === call.method && inputs.length === call.args.length);
}

/**
 * Asks the runtime at one block and reads the answer as plain values, in slices that leave room for others.
 * @returns null when the runtime's description does not name this call
 */
export async function plainCall(api: ApiPromise, blockHash: string, call: PlainCall): Promise<Value | null> {
  const metadata = api.runtimeMetadata;
  const described = describedCall(api, call);
  if (!described) return null;
  const { registry } = api;
  const args = described.inputs.map(({ type }, i) =>
    registry.createType(registry.createLookupType(type), call.args[i]).toHex(true).slice(2)
  );
  const answer = await api.rpc.state.call(`${call.api}_${call.method}`, `0x${args.join("")}`, blockHash);
  let decoder = decoders.get(metadata);
  if (!decoder) decoders.set(metadata, decoder = new PlainDecoder(registry.lookup));
  const bytes = new Uint8Array(answer.toU8a(true));
  return await decoder.decode(described.output, bytes) as unknown as Value;
}
