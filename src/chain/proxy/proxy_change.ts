import type { ApiPromise } from "@polkadot/api";
import type { ChainCore } from "../core.ts";
import { paysFees, readProxies } from "./proxy.ts";
import { proxyChangeCall } from "./proxy_calls.ts";
import type { ProxyAction, ProxyChanged, ProxyChangeRequest } from "../proxy_types.ts";

/** Whether the chain already says what a change would make it say. */
export async function isDone(api: ApiPromise, account: string, change: ProxyAction): Promise<boolean> {
  const { delegate } = change;
  if (!("type" in change)) {
    return await paysFees(api, account, delegate) === (change.action === "pay-fees");
  }
  const { proxies } = await readProxies(api, account);
  const there = proxies.some((one) =>
    one.delegate === delegate && one.type === change.type && one.delay === change.delay
  );
  return there === (change.action === "add");
}

/**
 * Changes the proxies of the signing account; does nothing when they are so already.
 * @throws ChainError `unsupported` where the runtime has no proxies, else the chain's reason
 */
export async function changeProxy(core: ChainCore, request: ProxyChangeRequest): Promise<ProxyChanged> {
  const { change, signer } = request;
  if (await core.read("proxies", (api) => isDone(api, signer.ss58, change))) {
    return { already: true, receipt: null };
  }
  return { already: false, receipt: await core.send(proxyChangeCall(change), signer) };
}
