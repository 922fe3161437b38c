import type { Metagraph, Neuron } from "../../src/chain/mod.ts";

/** A metagraph for tests: one neuron per hotkey, with what matters overridden. */
export function metagraphOf(
  hotkeys: readonly string[],
  over: (uid: number) => Partial<Neuron> = () => ({}),
): Metagraph {
  return {
    netuid: 1,
    block: 100,
    tempo: 20,
    n: hotkeys.length,
    ownerHotkey: "",
    neurons: hotkeys.map((hotkey, uid) => ({
      uid,
      hotkey,
      coldkey: `cold-${hotkey}`,
      active: true,
      validatorPermit: false,
      stake: 0,
      alphaStake: 0,
      taoStake: 0,
      incentive: 0,
      consensus: 0,
      dividends: 0,
      vtrust: 0,
      emission: 0,
      lastUpdate: 0,
      blockAtRegistration: 0,
      axon: { ip: "127.0.0.1", port: 8000 + uid, ipType: 4, protocol: 4, version: 1, block: 1 },
      ...over(uid),
    })),
  };
}
