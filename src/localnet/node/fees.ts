import type { CallValue } from "../runtime/dispatch_context.ts";
import { callName } from "../runtime/dispatch.ts";
import { realPaysFee } from "../runtime/proxies.ts";
import type { StorageAccess } from "../runtime/storage.ts";
import type { EnumValue } from "../scale/composite.ts";
import type { Extrinsic } from "./extrinsic.ts";

/** Fee of any paying call, RAO; the real chain computes it from measured weights. */
export const BASE_FEE = 100_000n;

/** Fee per byte of a paying call, RAO. */
export const BYTE_FEE = 100n;

/** Weight every call is said to have. */
export const CALL_WEIGHT = { ref_time: 100_000_000n, proof_size: 3_593n };

/** Calls hotkeys make for free (docs/spec/chain.md#3-which-key-signs-what): a hotkey needs no balance. */
const FREE_CALLS: ReadonlySet<string> = new Set(
  [
    "set_weights",
    "set_mechanism_weights",
    "batch_set_weights",
    "commit_weights",
    "commit_mechanism_weights",
    "batch_commit_weights",
    "commit_timelocked_weights",
    "commit_timelocked_mechanism_weights",
    "commit_crv3_mechanism_weights",
    "reveal_weights",
    "reveal_mechanism_weights",
    "batch_reveal_weights",
    "serve_axon",
    "serve_axon_tls",
    "serve_prometheus",
  ].map((name) => `SubtensorModule.${name}`),
);

/** Whether the caller pays for this call; calls of root are free, too. */
export function paysFee(call: CallValue): boolean {
  const name = callName(call);
  return !FREE_CALLS.has(name) && name !== "Sudo.sudo";
}

/** Who pays: the signer, or whom it acts for where that account said so. */
export function feePayer(storage: StorageAccess, call: CallValue, signer: string): string {
  if (callName(call) !== "Proxy.proxy") return signer;
  const { real } = call.value.value as { real: EnumValue<string> };
  const account = real.type === "Id" ? real.value : null;
  return account !== null && realPaysFee(storage, account, signer) ? account : signer;
}

/** Fee without tip, RAO. */
export function fee(extrinsic: Extrinsic): bigint {
  return paysFee(extrinsic.call) ? BASE_FEE + BYTE_FEE * BigInt(extrinsic.bytes.length) : 0n;
}
