import { type NamedCall, serveCall } from "./calls.ts";
import { weightsSalt } from "./weights/commit_hash.ts";
import type { ChainCore } from "./core.ts";
import { feeOf } from "./read/fee.ts";
import { readHyperparameters } from "./read/hyperparameters.ts";
import { readBurn } from "./read/reads.ts";
import { prepareRegistration } from "./register/register_neuron.ts";
import { toEntry } from "./serve/serve_axon.ts";
import { prepareWeights } from "./weights/set_weights.ts";
import type { Call } from "./send/transaction.ts";
import type { DryRun, DryRunRequest } from "./types.ts";

/** Describes a transaction and what it would cost, without signing or sending anything. */
export async function dryRun(core: ChainCore, request: DryRunRequest): Promise<DryRun> {
  const named = await callOf(core, request);
  return await core.read("dry run", async (api) => {
    const { ss58 } = request.signer;
    return { ...describe(named.build(api).method), signer: ss58, fee: await feeOf(api, named, ss58) };
  });
}

/** A call by name, its arguments as texts; what a proxy carries stands beside whom it acts for. */
function describe(method: Call["method"]): Pick<DryRun, "call" | "args"> {
  const section = method.section.charAt(0).toUpperCase() + method.section.slice(1);
  const snake = (text: string) => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const name = `${section}.${snake(method.method)}`;
  const args: Record<string, string> = {};
  for (const [i, { name: arg }] of method.meta.args.entries()) {
    const value = method.args[i]!;
    if (name === "Proxy.proxy" && arg.toString() === "call") {
      const inner = describe(value as unknown as Call["method"]);
      return { call: `${name}(${inner.call})`, args: { ...args, ...inner.args } };
    }
    args[snake(arg.toString())] = value.toString();
  }
  return { call: name, args };
}

async function callOf(core: ChainCore, request: DryRunRequest): Promise<NamedCall> {
  const { netuid } = request;
  switch (request.kind) {
    case "register":
      return await core.read("burn", async (api) => {
        const price = await readBurn(api, netuid);
        return (await prepareRegistration(api, request, price)).call;
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
