import type { MinerHost } from "./miners.ts";
import type { Wire } from "./wire.ts";

/** What can be broken. */
export interface Breakable {
  wires: readonly Wire[];
  hosts: readonly MinerHost[];
  /** Process id of the validator. */
  validator: number;
  /** Ports of the validator that strangers reach: operator pages and subnet API. */
  ports: readonly number[];
  miners: readonly { port: number; hotkey: string }[];
}
