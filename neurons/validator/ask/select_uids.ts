import { type Random, sample } from "../../../src/base/mod.ts";

/** What of a neuron decides whether it is asked. */
export interface Candidate {
  uid: number;
  coldkey: string;
  validatorPermit: boolean;
  /** TAO. */
  stake: number;
  axon: { ip: string };
}

/** Whom to leave out. */
export interface SelectOptions {
  ownUid: number;
  exclude: readonly number[];
  /** A permitted neuron with more stake than this is a validator, not a miner. TAO. */
  vpermitTaoLimit: number;
  uniqueColdkeys: boolean;
  uniqueIps: boolean;
}

/**
 * Uids that may be asked, ascending (docs/spec/domain.md#74-choosing-miners). Coldkeys and addresses count
 * as seen for every available neuron, also for excluded ones, as in the original.
 */
export function candidateUids(neurons: readonly Candidate[], options: SelectOptions): number[] {
  const coldkeys = new Set<string>();
  const ips = new Set<string>();
  const excluded = new Set(options.exclude);
  return neurons.filter((neuron) => {
    if (neuron.uid === options.ownUid || neuron.axon.ip === "0.0.0.0") return false;
    if (neuron.validatorPermit && neuron.stake > options.vpermitTaoLimit) return false;
    if (options.uniqueColdkeys && coldkeys.has(neuron.coldkey)) return false;
    if (options.uniqueIps && ips.has(neuron.axon.ip)) return false;
    coldkeys.add(neuron.coldkey);
    ips.add(neuron.axon.ip);
    return !excluded.has(neuron.uid);
  }).map((neuron) => neuron.uid);
}

/**
 * Whom to ask in one step: all candidates when there are fewer than `count`, else a random sample.
 */
export function selectUids(
  neurons: readonly Candidate[],
  options: SelectOptions & { count: number },
  random: Random,
): number[] {
  const candidates = candidateUids(neurons, options);
  return candidates.length <= options.count ? candidates : sample(random, candidates, options.count);
}
