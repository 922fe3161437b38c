import type { Metagraph, Neuron } from "../../src/chain/mod.ts";

/** A metagraph without a chain, for tools that play a subnet: all neurons alike but for what `over` says. */
export function paperMetagraph(n: number, over: (uid: number) => Partial<Neuron>): Metagraph {
  return {
    netuid: 1,
    block: 1,
    tempo: 360,
    n,
    ownerHotkey: "",
    neurons: Array.from({ length: n }, (_, uid) => ({
      uid,
      hotkey: `hotkey-${uid}`,
      coldkey: `coldkey-${uid}`,
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
      lastUpdate: 1,
      blockAtRegistration: 0,
      axon: { ip: "127.0.0.1", port: 1, ipType: 4, protocol: 4, version: 1, block: 1 },
      ...over(uid),
    })),
  };
}
