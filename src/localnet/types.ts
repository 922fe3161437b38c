import type { Clock, Logger } from "../base/mod.ts";
import type { RuntimeUpgrade } from "./chain_schema.ts";

/** Balance an account has from the start. */
export interface GenesisAccount {
  /** ss58 address. */
  ss58: string;
  /** Free balance in RAO. */
  balanceRao: bigint;
}

/** A neuron that is registered from the start. */
export interface GenesisNeuron {
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** Who owns the hotkey. */
  coldkey: string;
  /** Alpha on this subnet, RAO. @default {0n} */
  stakeRao?: bigint;
}

/** Stake that is there from the start. */
export interface GenesisStake {
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** Owner of the stake, and of the hotkey unless that has an owner. */
  coldkey: string;
  /** 0 = root: TAO that counts on every subnet by `TaoWeight`. */
  netuid: number;
  /** Amount in RAO. */
  amountRao: bigint;
}

/** Settings of a subnet; what is left out has the value of {@link LOCALNET_HYPERPARAMETERS}, or else the chain's. */
export interface GenesisHyperparameters {
  /** Blocks of an epoch. */
  tempo?: number;
  /** Blocks between two settings of weights by one hotkey. */
  weightsRateLimit?: number;
  /** Blocks between two announcements of one hotkey. */
  servingRateLimit?: number;
  /** Uids that a row of weights needs at least. */
  minAllowedWeights?: number;
  /** Whether weights are committed before they are open. */
  commitRevealEnabled?: boolean;
  /** Epochs between commit and reveal. */
  revealPeriodEpochs?: number;
  /** Blocks in which a new neuron is not replaced. */
  immunityPeriod?: number;
  /** Neurons that are never immune. */
  minNonImmuneUids?: number;
  /** Neurons the subnet holds. */
  maxAllowedUids?: number;
  /** Permits the subnet gives. */
  maxAllowedValidators?: number;
  /** Version key that the subnet requires. */
  weightsVersionKey?: number;
  /** Whether new neurons may register. */
  registrationAllowed?: boolean;
  /** Price of a registration at genesis, in RAO. */
  burn?: bigint;
  /** Lowest price of a registration, RAO. */
  minBurn?: bigint;
  /** Highest price of a registration, RAO. */
  maxBurn?: bigint;
  /** Blocks in which the price of a registration halves. */
  burnHalfLife?: number;
  /** u16: majority of stake that makes consensus. */
  kappa?: number;
  /** Weight of the old bonds, in millionths. */
  bondsMovingAverage?: number;
  /** u16: how far bonds follow clipped weights. */
  bondsPenalty?: number;
  /** Thousandths of a tempo after which a validator is inactive. */
  activityCutoffFactorMilli?: number;
}

/** A subnet that is there from the start. */
export interface GenesisSubnet {
  /** Number of the subnet. */
  netuid: number;
  /** Hyperparameters of the subnet. */
  hyperparameters?: GenesisHyperparameters;
  /** Uids follow the order. */
  neurons?: GenesisNeuron[];
  /** Coldkey of the owner. @default {the sudo account} */
  owner?: string;
  /** The owner's own neuron: never pruned, always permitted. @default {none} */
  ownerHotkey?: string;
  /** Whether stake and emission are open. @default {true} */
  started?: boolean;
}

/** How blocks come about. */
export type BlockProduction =
  /** One block every `blockMs`, also when nothing waits. */
  | "interval"
  /** Only by `produceBlock()` or `sim_newBlock`: lockstep. */
  | "manual"
  /** One per transaction, as soon as it waits. */
  | "instant";

/** How the chain starts: its subnets, accounts and blocks. */
export interface LocalnetOptions {
  /** Port on 127.0.0.1; 0 = any free one. @default {0} */
  port?: number;
  /** When blocks are made. @default {"interval"} */
  production?: BlockProduction;
  /** Milliseconds between blocks; also what `AuraApi.slot_duration` says. @default {1000} */
  blockMs?: number;
  /** Block n is stamped `genesisTime + n·blockMs` whatever the clock says, so that runs repeat. @default {false} */
  virtualTime?: boolean;
  /** Milliseconds after inclusion at which watchers of a transaction hear `finalized`. @default {100} */
  finalityMs?: number;
  /** Unix milliseconds of block 0. @default {the clock's now; with virtualTime 2026-01-01} */
  genesisTime?: number;
  /** Account whose calls through `Sudo.sudo` are root. @default {//Alice} */
  sudo?: string;
  /** Accounts with a balance. */
  accounts?: GenesisAccount[];
  /** Stake at the start. */
  stakes?: GenesisStake[];
  /** Subnets at the start. @default {one subnet, netuid 1} */
  subnets?: GenesisSubnet[];
  /** Stake that weights and permits need, RAO. @default {0n} */
  stakeThreshold?: bigint;
  /** Alpha RAO one subnet earns per block. @default {1_000_000_000n} */
  emissionPerBlock?: bigint;
  /** Refuse 127.0.0.1 and ::1 in `serve_axon` as the real chain does. @default {false} */
  enforceServingRules?: boolean;
}

/** What the chain is run with. */
export interface LocalnetModules {
  /** Time of blocks and of their timestamps. */
  clock: Clock;
  /** Receives a line for each refused transaction and broken client. @default {nullLogger} */
  logger?: Logger;
}

/** The head of the chain. */
export interface LocalnetHead {
  /** Number of the block; genesis is 0. */
  number: number;
  /** Hash, 0x and 64 hex digits. */
  hash: string;
}

/** A chain that runs in this process until it is stopped. */
export interface Localnet {
  /** `ws://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Hash of block 0. */
  readonly genesisHash: string;
  /** Newest block; it is final at once. */
  head(): LocalnetHead;
  /** Makes a block now, from the transactions that wait. */
  produceBlock(): LocalnetHead;
  /** Calls `listener` after each block. @returns ends the calls */
  onBlock(listener: (head: LocalnetHead) => void): () => void;
  /**
   * A value of the newest state as a plain value: numbers up to u32, bigint from u64 on, accounts as `0x…`.
   * @param item `Pallet.Item`, or the item alone for SubtensorModule
   * @param keys accounts as ss58 or `0x…`
   * @throws LocalnetError `table` for an unknown item
   */
  query<T>(item: string, ...keys: unknown[]): T;
  /** Free balance, RAO. */
  balance(ss58: string): bigint;
  /** Writes a value past all rules; it stands from the next block on. */
  setStorage(item: string, keys: readonly unknown[], value: unknown): void;
  /** Another runtime from the next block on: what is signed for the old one is refused after it. */
  upgrade(runtime: RuntimeUpgrade): void;
  /** Connections that are open. */
  connections(): number;
  /** Number of transactions that wait. */
  pending(): number;
  /** Ends connections and block production. */
  close(): Promise<void>;
}
