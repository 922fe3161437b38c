import type { ApiPromise } from "@polkadot/api";
import type { Clock, Logger } from "../base/mod.ts";
import type { Signer } from "../wallet/mod.ts";
import type { NamedCall } from "./calls.ts";
import type { SendHooks } from "./send/sender.ts";
import type { SignedTransaction, TxReceipt } from "./types.ts";

/** What the actions of this package (register, serve, weights) are built on. */
export interface ChainCore {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Runs a read on the open link within the request deadline. */
  read<T>(method: string, work: (api: ApiPromise) => Promise<T>): Promise<T>;
  /** Sends a call and waits for its success in a block. */
  send(call: NamedCall, signer: Signer, hooks?: SendHooks): Promise<TxReceipt>;
  /** Sends what was signed before once more as it is, and waits for its success in a block. */
  resume(signed: SignedTransaction, signer: Signer): Promise<TxReceipt>;
}
