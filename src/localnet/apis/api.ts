import type { Extrinsic } from "../node/extrinsic.ts";
import type { Schema } from "../chain_schema.ts";
import type { StorageAccess } from "../runtime/storage.ts";

/** What a runtime API function sees: one state and a little of the node. */
export interface ApiView {
  schema: Schema;
  storage: StorageAccess;
  /** Number of the block whose state is read. */
  block: number;
  /** Milliseconds between blocks. */
  blockMs: number;
  /** Takes a transaction apart; `0x…` without its length. @throws LocalnetError `scale` */
  extrinsic(body: string): Extrinsic;
  /** Verdict of the pool on a transaction, as the API returns it. */
  validate(body: string): unknown;
  /** Metadata in one format, or null. */
  metadata(version: number): string | null;
}

/** A runtime API function. */
export type ApiFunction = (view: ApiView, args: readonly unknown[]) => unknown;

/** Runtime API functions by `Api_method`. */
export type ApiFunctions = Readonly<Record<string, ApiFunction>>;

/** A function with the arguments' types written down: the codecs have produced exactly these. */
export function api<Args extends readonly unknown[]>(
  run: (view: ApiView, ...args: Args) => unknown,
): ApiFunction {
  return (view, args) => run(view, ...(args as unknown as Args));
}
