import type { ApiPromise } from "@polkadot/api";
import { type NamedCall, registerCall, serveCall, weightsCall } from "./calls.ts";
import { asRpcFailure } from "./explain.ts";
import { field, hasApi, toBigInt } from "./codec.ts";
import type { ChainCore } from "./core.ts";
import { readBurn } from "./reads.ts";
import { limitPrice } from "./register.ts";
import { toEntry } from "./serve.ts";
import type { DryRun, DryRunRequest } from "./types.ts";

/** Describes a transaction and what it would cost, without signing or sending anything. */
export function dryRun(core: ChainCore, request: DryRunRequest): Promise<DryRun> {
  return core.read("dry run", async (api) => {
    const named = await callOf(api, request);
    const call = named.build(api);
    const args = Object.fromEntries(
      call.method.meta.args.map((arg, i) => [arg.name.toString(), call.method.args[i]!.toString()]),
    );
    const { ss58 } = request.signer;
    return { call: `SubtensorModule.${named.name}`, args, signer: ss58, fee: await feeOf(api, named, ss58) };
  });
}

async function callOf(api: ApiPromise, request: DryRunRequest): Promise<NamedCall> {
  switch (request.kind) {
    case "register": {
      const price = await readBurn(api, request.netuid);
      return registerCall(api, request.netuid, request.hotkey, limitPrice(price, request));
    }
    case "serve":
      return serveCall(request.netuid, toEntry(request));
    case "weights":
      return weightsCall(api, request);
  }
}

/** The chain's own estimate, from an extrinsic with an empty signature. */
async function feeOf(api: ApiPromise, named: NamedCall, ss58: string): Promise<bigint | null> {
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
