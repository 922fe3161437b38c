import { fromHex, toHex } from "../../base/mod.ts";
import { blake2of256 } from "../hash.ts";
import type { Schema } from "../chain_schema.ts";
import type { StateDiff } from "../state.ts";

/** A block as the RPC hands it out. */
export interface Block {
  number: number;
  hash: string;
  parentHash: string;
  stateRoot: string;
  extrinsicsRoot: string;
  /** Whole transactions, `0x…`; the first sets the time. */
  extrinsics: string[];
  /** Unix milliseconds. */
  time: number;
  /** Version of the runtime after this block. */
  specVersion: number;
}

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

/** Hash over the transactions. Not the trie root of a real chain, but as binding. */
export function extrinsicsRoot(extrinsics: readonly string[]): string {
  return hex(blake2of256(...extrinsics.map((one) => blake2of256(fromHex(one)))));
}

/** Hash over the parent's state root and what the block changed; stands in for the trie root of a real chain. */
export function stateRoot(parentRoot: string, diff: StateDiff): string {
  const text = [...diff].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value ?? ""}`);
  return hex(blake2of256(fromHex(parentRoot), new TextEncoder().encode(text.join("\n"))));
}

/** Hash of a block: BLAKE2b-256 of its SCALE header. */
export function blockHash(
  schema: Schema,
  block: Omit<Block, "hash" | "extrinsics" | "time" | "specVersion">,
): string {
  return hex(blake2of256(schema.codecs.encode("Header", {
    parent_hash: block.parentHash,
    number: block.number,
    state_root: block.stateRoot,
    extrinsics_root: block.extrinsicsRoot,
    digest: { logs: [] },
  })));
}

/** The header in the JSON form of the RPC. */
export function headerJson(block: Block): Record<string, unknown> {
  return {
    parentHash: block.parentHash,
    number: `0x${block.number.toString(16)}`,
    stateRoot: block.stateRoot,
    extrinsicsRoot: block.extrinsicsRoot,
    digest: { logs: [] },
  };
}
