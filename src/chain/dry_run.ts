import type { ApiPromise } from "@polkadot/api";
import { type NamedCall, registerCall, serveCall } from "./calls.ts";
import { weightsSalt } from "./commit_hash.ts";
import { asRpcFailure } from "./explain.ts";
import { field, hasApi, toBigInt } from "./codec.ts";
import type { ChainCore } from "./core.ts";
import { readHyperparameters } from "./hyperparameters.ts";
import { readBurn } from "./reads.ts";
import { limitPrice } from "./register.ts";
import { toEntry } from "./serve.ts";
import { prepareWeights } from "./weights.ts";
import type { DryRun, DryRunRequest } from "./types.ts";

/** Describes a transaction and what it would cost, without signing or sending anything. */
export async function dryRun(core: ChainCore, request: DryRunRequest): Promise<DryRun> {
  const named = await callOf(core, request);
  return await core.read("dry run", async (api) => {
    const { method } = named.build(api);
    const args = Object.fromEntries(
      method.meta.args.map((arg, i) => [arg.name.toString(), method.args[i]!.toString()]),
    );
    const { ss58 } = request.signer;
    return { call: `SubtensorModule.${named.name}`, args, signer: ss58, fee: await feeOf(api, named, ss58) };
  });
}

async function callOf(core: ChainCore, request: DryRunRequest): Promise<NamedCall> {
  const { netuid } = request;
  switch (request.kind) {
    case "register":
      return await core.read("burn", async (api) => {
        const price = await readBurn(api, netuid);
        return registerCall(api, netuid, request.hotkey, limitPrice(price, request));
      });
    case "serve":
      return serveCall(netuid, toEntry(request));
    case "weights": {
      const hyperparameters = await core.read("hyperparameters", (api) => readHyperparameters(api, netuid));
      // Nothing is sent, so nothing has to be kept: any salt shows the call as well.
      const described = { salt: weightsSalt(), ...request };
      return (await prepareWeights(core, described, hyperparameters, request.signer.publicKey)).call;
    }
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
