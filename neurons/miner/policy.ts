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
}

/**
 * The miner's door: unknown, permitless and poor callers are refused by the flags; the rest queue by stake
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
      if (!neuron) return options.allowNonRegistered ? null : "Unrecognized hotkey";
      if (options.forceValidatorPermit && !neuron.validatorPermit) return "No validator permit";
      if (neuron.stake < options.minStake) return `Stake below ${options.minStake}`;
      return null;
    },
    priority: (hotkey) => find(hotkey)?.stake ?? 0,
    registered: (hotkey) => find(hotkey) !== undefined,
  };
}
