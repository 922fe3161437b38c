import type { CallerPolicy } from "../../src/axon/mod.ts";
import type { Neuron } from "../../src/chain/mod.ts";

/** Who may ask this miner (flags `--blacklist.*`). */
export interface PolicyOptions {
  /** Only callers with a validator permit. */
  forceValidatorPermit: boolean;
  /** Callers that are not on the subnet, too. */
  allowNonRegistered: boolean;
  /** Least stake of a caller, TAO; 0 = any. */
  minStake: number;
  /** Rules of plugins, asked after these. @default {[]} */
  further?: readonly Pick<CallerPolicy, "refuseReason">[];
}

/**
 * Admission policy of the miner: unknown, permitless and poor callers are refused by the flags; the rest queue by stake
 * (docs/spec/domain.md#8-miners, docs/spec/domain.md#defect-21).
 * @param find the caller's neuron in the latest metagraph
 */
export function minerPolicy(
  options: PolicyOptions,
  find: (hotkey: string) => Neuron | undefined,
): CallerPolicy {
  return {
    refuseReason(hotkey) {
      const neuron = find(hotkey);
      if (!neuron && !options.allowNonRegistered) return "Unrecognized hotkey";
      if (neuron && options.forceValidatorPermit && !neuron.validatorPermit) return "No validator permit";
      if (neuron && neuron.stake < options.minStake) return `Stake below ${options.minStake}`;
      for (const rule of options.further ?? []) {
        const reason = reasonOf(rule, hotkey);
        if (reason !== null) return reason;
      }
      return null;
    },
    priority: (hotkey) => find(hotkey)?.stake ?? 0,
    registered: (hotkey) => find(hotkey) !== undefined,
  };
}

/** A rule that fails lets nobody in: it was written to keep somebody out. */
function reasonOf(rule: Pick<CallerPolicy, "refuseReason">, hotkey: string): string | null {
  try {
    const reason = rule.refuseReason(hotkey);
    return reason === null ? null : String(reason).slice(0, 200);
  } catch {
    return "A rule of this miner failed";
  }
}
