import type { ApiPromise } from "@polkadot/api";
import { field, hasApi, toBigInt, toList, toNumber, unwrap, type Value } from "../read/codec.ts";
import { ChainError } from "../errors.ts";
import type { ProxyList, ProxyPass } from "../proxy_types.ts";

/** Registering calls, the better first. */
const REGISTERING = ["register_limit", "burned_register"] as const;

/**
 * Which of them a kind permits on runtimes that do not tell (before `ProxyFilterRuntimeApi`); the others permit none.
 */
const BEFORE_THE_API: Readonly<Record<string, readonly string[]>> = {
  Any: REGISTERING,
  NonTransfer: REGISTERING,
  Registration: ["burned_register"],
};

/** The kind to use when several would do: the narrowest. */
const PREFERENCE = ["Registration", "NonTransfer", "Any"];

/** What a kind permits, as `ProxyFilterRuntimeApi` tells. */
export interface ProxyFilter {
  mode: string;
  calls: readonly FilteredCall[];
  exceptions: readonly FilteredCall[];
}

/** One entry of a filter; without a call it stands for the whole pallet. */
export interface FilteredCall {
  pallet: string;
  call: string | null;
  /** Whether more is asked than the call itself. */
  conditional: boolean;
}

/** Whether a filter lets a call through whatever its arguments. */
export function filterPermits(filter: ProxyFilter, pallet: string, call: string): boolean {
  const fits = (entry: FilteredCall) =>
    entry.pallet === pallet && (entry.call === null || entry.call === call);
  const listed = filter.calls.some((entry) => fits(entry) && !(filter.mode === "Allow" && entry.conditional));
  const excepted = filter.exceptions.some(fits);
  switch (filter.mode) {
    case "AllowAll":
      return true;
    case "Allow":
      return listed && !excepted;
    case "Deny":
      return !listed || excepted;
    default:
      return false;
  }
}

/** Refuses where the runtime has no proxies. */
function proxyStorage(api: ApiPromise): NonNullable<ApiPromise["query"][string]> {
  const storage = api.query.proxy;
  if (storage?.proxies) return storage;
  throw new ChainError("unsupported", "this chain has no proxies", {
    hint: "register with the coldkey itself, or sign offline: sn1 register --build FILE",
  });
}

/** All proxies of an account. @throws ChainError `unsupported` where the runtime has none */
export async function readProxies(api: ApiPromise, account: string): Promise<ProxyList> {
  const [list, deposit] = toList(await proxyStorage(api).proxies!(account));
  const proxies = toList(list!).map((one) => ({
    delegate: field(one, "delegate").toString(),
    type: field(one, "proxyType").toString(),
    delay: toNumber(field(one, "delay")),
  }));
  return { proxies, deposit: toBigInt(deposit!) };
}

/** Whether an account pays the fees of what a proxy does for it. */
export async function paysFees(api: ApiPromise, account: string, delegate: string): Promise<boolean> {
  const entry = proxyStorage(api).realPaysFee;
  // The value is empty, so only the raw answer tells it from none.
  return entry !== undefined && await api.rpc.state.getStorage.raw(entry.key(account, delegate)) !== null;
}

const textOf = (value: Value) => new TextDecoder().decode(value.toU8a(true));

function callsOf(list: Value): FilteredCall[] {
  return toList(list).map((info) => {
    const call = unwrap(field(info, "callName"));
    return {
      pallet: textOf(field(info, "palletName")),
      call: call === null ? null : textOf(call),
      conditional: unwrap(field(info, "condition")) !== null,
    };
  });
}

/** Registering calls that a kind permits, the better first. */
async function permitted(api: ApiPromise, type: string): Promise<ProxyPass["call"][]> {
  const present = REGISTERING.filter((call) =>
    api.tx.subtensorModule?.[call === "register_limit" ? "registerLimit" : "burnedRegister"]
  );
  if (!hasApi(api, "proxyFilterRuntimeApi", "getProxyFilter")) {
    return present.filter((call) => BEFORE_THE_API[type]?.includes(call));
  }
  const kinds = api.registry.createType("SubtensorRuntimeCommonProxyType", type) as unknown as {
    index: number;
  };
  const [info] = toList(await api.call.proxyFilterRuntimeApi!.getProxyFilter!(kinds.index));
  if (!info) return [];
  const filter = {
    mode: field(info, "filterMode").toString(),
    calls: callsOf(field(info, "calls")),
    exceptions: callsOf(field(info, "exceptions")),
  };
  return present.filter((call) => filterPermits(filter, "SubtensorModule", call));
}

/**
 * Under which kind a key may register for an account.
 * @param account ss58 of the coldkey
 * @param delegate ss58 of the proxy's key
 * @throws ChainError `not_permitted` saying how to add the proxy, `unsupported` where the runtime has none
 */
export async function readPass(api: ApiPromise, account: string, delegate: string): Promise<ProxyPass> {
  const { proxies } = await readProxies(api, account);
  const own = proxies.filter((one) => one.delegate === delegate);
  const ready = own.filter(({ delay }) => delay === 0).sort((a, b) => order(a.type) - order(b.type));
  const feePayer = own.length > 0 && await paysFees(api, account, delegate) ? account : delegate;
  for (const { type } of ready) {
    const [call] = await permitted(api, type);
    if (call) return { type, call, feePayer };
  }
  throw new ChainError("not_permitted", refusal(account, delegate, own), {
    hint: `with the coldkey: sn1 wallet proxy add --proxy.delegate ${delegate}`,
    data: { account, delegate, kinds: own.map(({ type }) => type) },
  });
}

function order(type: string): number {
  const at = PREFERENCE.indexOf(type);
  return at < 0 ? PREFERENCE.length : at;
}

function refusal(account: string, delegate: string, own: { type: string; delay: number }[]): string {
  if (own.length === 0) return `${delegate} is no proxy of ${account}`;
  if (own.every(({ delay }) => delay > 0)) {
    return `${delegate} may act for ${account} only after announcements, which this program does not make`;
  }
  return `${delegate} may act for ${account} as ${own.map(({ type }) => type).join(", ")}, not to register`;
}
