import type { Clock, Logger, Metrics } from "../../../src/base/mod.ts";
import type { Chain, WeightRow } from "../../../src/chain/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import type { Signer } from "../../../src/wallet/mod.ts";

/** The validator whose weights are looked at. */
export interface WindowOf {
  netuid: number;
  uid: number;
}

/** What a try to set weights led to. */
export type WeightsOutcome =
  | { kind: "too_soon"; blocksLeft: number }
  | { kind: "no_permit" }
  | { kind: "no_scores" }
  /** Somebody else set weights with this hotkey in `block`; nothing is set before `quietUntil`. */
  | { kind: "foreign"; block: number; quietUntil: number }
  | { kind: "confirmed"; block: number; row: WeightRow }
  /** On chain, but closed until its epoch; without a round it is us who open it. */
  | { kind: "committed"; block: number; revealRound: number | null }
  /** A commit of `block` was not opened in its epoch, so it never counted. */
  | { kind: "late"; block: number; detail: string }
  | { kind: "failed"; detail: string };

/** When and as what weights are set. */
export interface WeightsOptions {
  netuid: number;
  /** Blocks between two settings at least; the chain's own rate limit counts too. */
  epochLength: number;
  /** The validator's version, compared with the subnet's `WeightsVersionKey`. */
  versionKey: number;
}

/** What setting weights works with. */
export interface WeightsModules {
  chain: Chain;
  signer: Signer;
  store: Store;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}
