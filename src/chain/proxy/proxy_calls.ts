import type { ApiPromise } from "@polkadot/api";
import type { NamedCall } from "../calls.ts";
import { ChainError } from "../errors.ts";
import { PROXY_TYPES } from "../offline/offline_calls.ts";
import type { ProxyAction } from "../proxy_types.ts";

function create(api: ApiPromise, method: string, ...args: unknown[]) {
  const make = api.tx.proxy?.[method];
  if (make) return make(...args);
  throw new ChainError("unsupported", `this chain has no call Proxy.${method}`, {
    hint: "use a chain with proxies, or the coldkey itself",
  });
}

/**
 * Runs a call as another account, under one kind: of several, the first in the list would decide otherwise.
 * @param account ss58 of the account to act for
 */
export function asProxy(account: string, type: string, inner: NamedCall): NamedCall {
  return {
    name: `proxy(${inner.name})`,
    build: (api) => create(api, "proxy", account, type, inner.build(api)),
  };
}

/**
 * Changes the proxies of the signing account.
 * @throws ChainError `invalid` for a kind this program does not know
 */
export function proxyChangeCall(change: ProxyAction): NamedCall {
  const { delegate } = change;
  if (!("type" in change)) {
    return {
      name: "set_real_pays_fee",
      build: (api) => create(api, "setRealPaysFee", delegate, change.action === "pay-fees"),
    };
  }
  if (!PROXY_TYPES.some((type) => type === change.type)) {
    throw new ChainError("invalid", `there is no kind of proxy "${change.type}"`, {
      hint: `one of ${PROXY_TYPES.join(", ")}`,
    });
  }
  const { type, delay } = change;
  return change.action === "add"
    ? { name: "add_proxy", build: (api) => create(api, "addProxy", delegate, type, delay) }
    : { name: "remove_proxy", build: (api) => create(api, "removeProxy", delegate, type, delay) };
}
