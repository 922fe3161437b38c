import type { EnumValue } from "../scale/composite.ts";
import { PROXY_TYPE_NAMES, type ProxyTypeName } from "../table/proxy.data.ts";
import { lookup, reserve, unreserve } from "./account_rules.ts";
import {
  type CallContext,
  type CallTable,
  type CallValue,
  handler,
  moduleFailure,
} from "./dispatch_context.ts";
import { DispatchFailure } from "./dispatch_failure.ts";
import { proxyPermits } from "./proxy_rules.ts";
import type { StorageAccess } from "./storage.ts";

/** Deposits in RAO and the most proxies of one account: the constants of the pallet. */
const DEPOSIT_BASE = 60_000_000n;
const DEPOSIT_FACTOR = 33_000_000n;
const MAX_PROXIES = 20;

/** One entry of `Proxy.Proxies`. */
export interface ProxyDefinition {
  delegate: string;
  proxy_type: EnumValue<null>;
  /** Blocks an announcement must be old; 0 = none is needed. */
  delay: number;
}

interface RelationArgs {
  delegate: EnumValue<string>;
  proxy_type: EnumValue<null>;
  delay: number;
}

/** Proxies of an account and what it has reserved for them. */
function proxiesOf(storage: StorageAccess, real: string): [ProxyDefinition[], bigint] {
  return storage.get<[ProxyDefinition[], bigint]>("Proxy.Proxies", real);
}

/** Whether the account someone acts for pays the fee of that. */
export function realPaysFee(storage: StorageAccess, real: string, delegate: string): boolean {
  return storage.has("Proxy.RealPaysFee", real, delegate);
}

const same = (a: ProxyDefinition, b: ProxyDefinition) =>
  a.delegate === b.delegate && a.proxy_type.type === b.proxy_type.type && a.delay === b.delay;

const rank = (one: ProxyDefinition) => PROXY_TYPE_NAMES.indexOf(one.proxy_type.type as ProxyTypeName);

/** The list is kept in order; the first that fits decides what a proxy may do when it names no kind. */
function inOrder(a: ProxyDefinition, b: ProxyDefinition): number {
  if (a.delegate !== b.delegate) return a.delegate < b.delegate ? -1 : 1;
  return rank(a) - rank(b) || a.delay - b.delay;
}

/** Stores the list and brings the deposit in line with its length. */
function store(context: CallContext, real: string, list: ProxyDefinition[], held: bigint): void {
  const wanted = list.length === 0 ? 0n : DEPOSIT_BASE + DEPOSIT_FACTOR * BigInt(list.length);
  if (wanted > held) reserve(context, real, wanted - held);
  if (wanted < held) unreserve(context, real, held - wanted);
  if (list.length === 0) context.remove("Proxy.Proxies", real);
  else context.put("Proxy.Proxies", real, [list, wanted]);
}

function definitionOf({ delegate, proxy_type, delay }: RelationArgs): ProxyDefinition {
  return { delegate: lookup(delegate), proxy_type, delay };
}

function told(real: string, { delegate, proxy_type, delay }: ProxyDefinition) {
  return { delegator: real, delegatee: delegate, proxy_type, delay };
}

function forget(
  context: CallContext,
  real: string,
  delegate: string,
  left: readonly ProxyDefinition[],
): void {
  if (!left.some((one) => one.delegate === delegate)) context.remove("Proxy.RealPaysFee", real, delegate);
}

/** Runs a call as another account; what becomes of it stands in `ProxyExecuted`, the outer call succeeds. */
function execute(context: CallContext, real: string, definition: ProxyDefinition, call: CallValue): void {
  let result: EnumValue = { type: "Ok", value: [] };
  try {
    if (!proxyPermits(definition.proxy_type.type as ProxyTypeName, call)) {
      throw moduleFailure(context.scope.schema, "System.CallFiltered");
    }
    context.transaction(() => context.scope.dispatch(call, { kind: "signed", account: real }));
  } catch (error) {
    if (!(error instanceof DispatchFailure)) throw error;
    result = { type: "Err", value: error.value };
  }
  context.put("Proxy.LastCallResult", real, result);
  context.emit("Proxy.ProxyExecuted", { result });
}

interface ProxyArgs {
  real: EnumValue<string>;
  force_proxy_type: EnumValue<null> | null;
  call: CallValue;
}

/** Calls of the Proxy pallet. Announcements and pure accounts are left out. */
export const PROXY_CALLS: CallTable = {
  "Proxy.proxy": handler<ProxyArgs>((context, { real, force_proxy_type: forced, call }) => {
    const [who, account] = [context.signer(), lookup(real)];
    const definition = proxiesOf(context, account)[0].find((one) =>
      one.delegate === who && (forced === null || one.proxy_type.type === forced.type)
    );
    if (!definition) return context.fail("Proxy.NotProxy");
    context.ensure(definition.delay === 0, "Proxy.Unannounced");
    execute(context, account, definition, call);
  }),
  "Proxy.add_proxy": handler<RelationArgs>((context, args) => {
    const [real, added] = [context.signer(), definitionOf(args)];
    const [list, held] = proxiesOf(context, real);
    context.ensure(added.delegate !== real, "Proxy.NoSelfProxy");
    context.ensure(!list.some((one) => same(one, added)), "Proxy.Duplicate");
    context.ensure(list.length < MAX_PROXIES, "Proxy.TooMany");
    store(context, real, [...list, added].sort(inOrder), held);
    context.emit("Proxy.ProxyAdded", told(real, added));
  }),
  "Proxy.remove_proxy": handler<RelationArgs>((context, args) => {
    const [real, removed] = [context.signer(), definitionOf(args)];
    const [list, held] = proxiesOf(context, real);
    context.ensure(list.some((one) => same(one, removed)), "Proxy.NotFound");
    const left = list.filter((one) => !same(one, removed));
    store(context, real, left, held);
    forget(context, real, removed.delegate, left);
    context.emit("Proxy.ProxyRemoved", told(real, removed));
  }),
  "Proxy.remove_proxies": handler<null>((context) => {
    const real = context.signer();
    const [list, held] = proxiesOf(context, real);
    store(context, real, [], held);
    for (const { delegate } of list) forget(context, real, delegate, []);
  }),
  "Proxy.set_real_pays_fee": handler<{ delegate: EnumValue<string>; pays_fee: boolean }>(
    (context, { delegate, pays_fee }) => {
      const [real, who] = [context.signer(), lookup(delegate)];
      context.ensure(proxiesOf(context, real)[0].some((one) => one.delegate === who), "Proxy.NotProxy");
      if (pays_fee) context.put("Proxy.RealPaysFee", real, who, []);
      else context.remove("Proxy.RealPaysFee", real, who);
      context.emit("Proxy.RealPaysFeeSet", { real, delegate: who, pays_fee });
    },
  ),
};
