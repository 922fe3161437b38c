import { statfs } from "node:fs/promises";
import type { Metrics } from "../../src/base/mod.ts";
import type { Metagraph, Neuron } from "../../src/chain/mod.ts";

/** Updates the gauges of our own neuron from the metagraph; call it at each block. */
export function reportNeuron(metagraph: Metagraph, own: Neuron | undefined, metrics: Metrics): void {
  metrics.gauge("chain_tempo_blocks", metagraph.tempo);
  if (!own) return;
  metrics.gauge("neuron_uid", own.uid);
  metrics.gauge("neuron_validator_permit", own.validatorPermit ? 1 : 0);
}

/**
 * Tells the metrics how full the disk of a neuron's folder is and how large its database. What the system does not
 * tell is left out.
 */
export async function reportDisk(folder: string, metrics: Metrics): Promise<void> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    metrics.gauge("disk_free_bytes", Number(bavail) * Number(bsize));
    metrics.gauge("disk_size_bytes", Number(blocks) * Number(bsize));
    metrics.gauge("store_bytes", (await Deno.stat(`${folder}/sn1.db`)).size);
  } catch {
    // A folder that went away, or a system that does not tell: the gauges keep their last values.
  }
}
