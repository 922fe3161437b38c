import { paperMetagraph } from "../../neurons/shared/paper_metagraph.ts";
import type { Metagraph, Neuron } from "../../src/chain/mod.ts";

/** A metagraph for tests: one neuron per hotkey, with what matters overridden. */
export function metagraphOf(
  hotkeys: readonly string[],
  over: (uid: number) => Partial<Neuron> = () => ({}),
): Metagraph {
  const paper = paperMetagraph(hotkeys.length, (uid) => ({
    hotkey: hotkeys[uid]!,
    coldkey: `cold-${hotkeys[uid]}`,
    lastUpdate: 0,
    axon: { ip: "127.0.0.1", port: 8000 + uid, ipType: 4, protocol: 4, version: 1, block: 1 },
    ...over(uid),
  }));
  return { ...paper, block: 100, tempo: 20 };
}
