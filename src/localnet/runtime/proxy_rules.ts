import { PROXY_RULES, type ProxyTypeName } from "../table/proxy.data.ts";
import type { EnumValue } from "../scale/composite.ts";
import type { CallValue } from "./dispatch_context.ts";

/** A proxy of these kinds may add proxies of those. */
const SUPERSETS: Partial<Record<ProxyTypeName, (other: ProxyTypeName) => boolean>> = {
  Any: () => true,
  NonTransfer: (other) => other !== "Any" && other !== "Transfer" && other !== "SmallTransfer",
  Transfer: (other) => other === "SmallTransfer",
};

/** Whether a kind permits whatever another permits. */
function isSuperset(type: ProxyTypeName, other: ProxyTypeName): boolean {
  return type === other || SUPERSETS[type]?.(other) === true;
}

/** Whether a kind of proxy permits a call: its rule, and nobody widens their own rights. */
export function proxyPermits(type: ProxyTypeName, call: CallValue): boolean {
  const name = `${call.type}.${call.value.type}`;
  if (name === "Proxy.add_proxy" || name === "Proxy.remove_proxy") {
    const { proxy_type } = call.value.value as { proxy_type: EnumValue };
    if (!isSuperset(type, proxy_type.type as ProxyTypeName)) return false;
  }
  if (name === "Proxy.remove_proxies" && type !== "Any") return false;
  const { mode, calls } = PROXY_RULES[type];
  const listed = calls.includes(name) || calls.includes(`${call.type}.*`);
  return mode === "AllowAll" || (mode === "Allow" && listed) || (mode === "Deny" && !listed);
}
