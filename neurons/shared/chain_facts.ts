import type { Chain, Metagraph } from "../../src/chain/mod.ts";
import type { DashboardState } from "../../src/telemetry/mod.ts";
import type { AlarmBook } from "./alarms.ts";

/** Without a block for this long the chain counts as gone; the connection is switched by the chain package meanwhile. */
export const STALE_HEAD_MS = 60_000;

/** What every neuron's pages say about the chain. */
export function chainFacts(chain: Chain, metagraph: Metagraph, block: number): DashboardState["chain"] {
  const headAgeMs = chain.headAgeMs();
  return {
    endpoint: chain.endpoint,
    connected: headAgeMs < STALE_HEAD_MS,
    block,
    tempo: metagraph.tempo,
    headAgeMs,
  };
}

/** What every neuron's pages say about itself. */
export function neuronFacts(hotkey: string, metagraph: Metagraph): DashboardState["neuron"] {
  const own = metagraph.neurons.find((n) => n.hotkey === hotkey);
  return {
    uid: own?.uid ?? null,
    hotkey,
    validatorPermit: own?.validatorPermit ?? false,
    stake: own?.stake ?? null,
  };
}

/** Raises or clears the alarm of a chain without new blocks. */
export function checkHead(chain: Chain, alarms: AlarmBook): void {
  const seconds = Math.round(chain.headAgeMs() / 1000);
  alarms.set(seconds * 1000 > STALE_HEAD_MS, {
    id: "chain-stalled",
    severity: "error",
    text: `no new block for ${seconds} s from ${chain.endpoint}`,
    fix: "--chain.fallback_endpoints",
  });
}
