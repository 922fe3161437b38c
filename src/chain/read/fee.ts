import type { ApiPromise } from "@polkadot/api";
import type { NamedCall } from "../calls.ts";
import { field, hasApi, toBigInt } from "./codec.ts";
import { asRpcFailure } from "../send/explain_error.ts";

/** The chain's own estimate of a fee in RAO, from an extrinsic with an empty signature; null where it does not tell. */
export async function feeOf(api: ApiPromise, named: NamedCall, ss58: string): Promise<bigint | null> {
  if (!hasApi(api, "transactionPaymentApi", "queryInfo")) return null;
  const call = named.build(api);
  const { genesisHash, registry, runtimeVersion } = api;
  const era = registry.createType("ExtrinsicEra");
  call.signFake(ss58, { blockHash: genesisHash, era, genesisHash, nonce: 0, runtimeVersion });
  const bytes = call.toU8a();
  try {
    const info = await api.call.transactionPaymentApi!.queryInfo!(bytes, bytes.length);
    return toBigInt(field(info, "partialFee"));
  } catch (error) {
    // The estimate is a courtesy: a node that refuses it must not spoil the description.
    if (asRpcFailure(error)) return null;
    throw error;
  }
}
