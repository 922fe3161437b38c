import type { PublicKey, Signer } from "../wallet/mod.ts";
import type { TxReceipt } from "./receipt_types.ts";

/** Who may act for an account, and how. */
export interface ProxyRelation {
  /** ss58 of the key that acts. */
  delegate: string;
  /** Kind as the runtime names it, e.g. `Registration`. */
  type: string;
  /** Blocks an announcement must be old; 0 = the proxy acts at once. */
  delay: number;
}

/** All proxies of an account. */
export interface ProxyList {
  /** Accounts that may act for this one. */
  proxies: ProxyRelation[];
  /** RAO reserved for them; comes back when they are removed. */
  deposit: bigint;
}

/** Under which kind a proxy may register, by which call, and who pays the fee. */
export interface ProxyPass {
  /** What the proxy may do, as the runtime names it, e.g. `Registration`. */
  type: string;
  /** `burned_register` where the kind does not permit the call with a limit. */
  call: "register_limit" | "burned_register";
  /** ss58: the proxy, unless the coldkey said that it pays. */
  feePayer: string;
}

/** A change of the proxies of an account. */
export type ProxyAction =
  | ({ action: "add" | "remove" } & ProxyRelation)
  | { action: "pay-fees" | "leave-fees"; delegate: string };

/** A change that the coldkey signs here. */
export interface ProxyChangeRequest {
  /** A relation to add or remove, or a delegate whose fees the account pays or leaves to it. */
  change: ProxyAction;
  /** The account's own key. */
  signer: Signer;
}

/** What became of a change. */
export interface ProxyChanged {
  /** True when the chain already said so and nothing was sent. */
  already: boolean;
  /** Where the transaction is on chain. */
  receipt: TxReceipt | null;
}

/** A call that will be signed elsewhere. */
export type BuildRequest =
  & {
    /** The key that will sign. */
    signer: PublicKey;
    /** Blocks the signature holds, rounded up to a power of two. @default {2048} */
    validBlocks?: number;
  }
  & (
    | { kind: "register"; netuid: number; hotkey: string; maxPrice?: bigint; tolerance?: number }
    | { kind: "proxy"; change: ProxyAction }
  );
