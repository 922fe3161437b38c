import { type CallContext, type CallTable, handler, type RuntimeRules } from "./dispatch_context.ts";
import type { StorageAccess } from "./storage.ts";
import { uidOf } from "./subnets.ts";

/** `Axons`. */
export interface AxonValue {
  block: bigint;
  version: number;
  ip: bigint;
  port: number;
  ip_type: number;
  protocol: number;
  placeholder1: number;
  placeholder2: number;
}

/** Arguments of the serving calls, as far as the rules look at them. */
export interface ServeArgs extends Omit<AxonValue, "block"> {
  netuid: number;
}

const IPV4_LIMIT = 0xffffffffn;
const IPV6_LIMIT = (1n << 128n) - 1n;
const LOOPBACK_V4 = 0x7f000001n;
const LOOPBACK_V6 = 1n;

function validAddress(rules: RuntimeRules, ip: bigint, type: number): boolean {
  if (type === 4) return ip < IPV4_LIMIT && !(rules.enforceServingRules && ip === LOOPBACK_V4);
  return ip < IPV6_LIMIT && !(rules.enforceServingRules && ip === LOOPBACK_V6);
}

/**
 * The rules of serving in the order of the chain (docs/spec/chain.md#5-serving-an-endpoint).
 * @returns the name of the error, or null when the call may pass
 */
export function servingFault(
  storage: StorageAccess,
  rules: RuntimeRules,
  block: number,
  what: "Axons" | "Prometheus",
  hotkey: string,
  args: ServeArgs,
): string | null {
  if (uidOf(storage, args.netuid, hotkey) === null) return "HotKeyNotRegisteredInNetwork";
  if (args.ip_type !== 4 && args.ip_type !== 6) return "InvalidIpType";
  if (!validAddress(rules, args.ip, args.ip_type)) return "InvalidIpAddress";
  if (what === "Prometheus" && args.ip === 0n) return "InvalidIpAddress";
  const limit = storage.get<bigint>("ServingRateLimit", args.netuid);
  const stored = storage.get<{ block: bigint } | null>(what, args.netuid, hotkey);
  if (limit !== 0n && stored && stored.block !== 0n && BigInt(block) - stored.block < limit) {
    return "ServingRateLimitExceeded";
  }
  return args.port === 0 ? "InvalidPort" : null;
}

function serve(context: CallContext, what: "Axons" | "Prometheus", args: ServeArgs): string {
  const hotkey = context.signer();
  const fault = servingFault(context, context.scope.rules, context.block, what, hotkey, args);
  if (fault) context.fail(fault);
  const { netuid, ...info } = args;
  context.put(what, netuid, hotkey, { ...info, block: BigInt(context.block) });
  context.emit(what === "Axons" ? "AxonServed" : "PrometheusServed", [netuid, hotkey]);
  return hotkey;
}

/** Longest public key of a certificate; its first byte names the algorithm. */
const MAX_CERTIFICATE_BYTES = 65;

/** Calls that publish an endpoint. */
export const SERVING_CALLS: CallTable = {
  "SubtensorModule.serve_axon": handler<ServeArgs>((context, args) => void serve(context, "Axons", args)),
  "SubtensorModule.serve_prometheus": handler<ServeArgs>((context, args) =>
    void serve(context, "Prometheus", args)
  ),
  "SubtensorModule.serve_axon_tls": handler<ServeArgs & { certificate: string }>((context, args) => {
    const { certificate, ...rest } = args;
    const hotkey = serve(context, "Axons", rest);
    const bytes = certificate.length / 2 - 1;
    if (bytes < 2 || bytes > MAX_CERTIFICATE_BYTES) return;
    context.put("NeuronCertificates", args.netuid, hotkey, {
      algorithm: Number.parseInt(certificate.slice(2, 4), 16),
      public_key: `0x${certificate.slice(4)}`,
    });
  }),
};
