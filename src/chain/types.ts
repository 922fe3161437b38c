/** A block as neurons see it. */
export interface Head {
  number: number;
  hash: string;
}

/** Where a neuron serves. `ip` "0.0.0.0" = not serving. */
export interface AxonInfo {
  ip: string;
  port: number;
  ipType: 4 | 6;
  protocol: number;
  version: number;
  /** Block of the last `serve_axon`. */
  block: number;
}

/** One neuron; fractions are u16/65535, stake and emission in TAO or alpha units (chain.md §8). */
export interface Neuron {
  uid: number;
  hotkey: string;
  coldkey: string;
  active: boolean;
  validatorPermit: boolean;
  /** Total stake as consensus sees it. */
  stake: number;
  alphaStake: number;
  taoStake: number;
  incentive: number;
  consensus: number;
  dividends: number;
  vtrust: number;
  emission: number;
  /** Block of the last weights (or of the registration). */
  lastUpdate: number;
  blockAtRegistration: number;
  axon: AxonInfo;
}

/** One subnet in one read: a plain, structured-cloneable value. */
export interface Metagraph {
  netuid: number;
  block: number;
  tempo: number;
  n: number;
  /** Index = uid. */
  neurons: Neuron[];
  ownerHotkey: string;
}

/** What decides how weights are set (chain.md §6). */
export interface Hyperparameters {
  tempo: number;
  immunityPeriod: number;
  minAllowedWeights: number;
  /** u16; 65535 = no limit. */
  maxWeightsLimit: number;
  weightsRateLimit: number;
  weightsVersion: number;
  servingRateLimit: number;
  maxValidators: number;
  maxUids: number;
  commitRevealEnabled: boolean;
  revealPeriodEpochs: number;
  registrationAllowed: boolean;
  /** RAO. */
  minBurn: bigint;
  maxBurn: bigint;
}

/** uid → weight, u16 values as they stand on chain. */
export interface WeightRow {
  uids: number[];
  values: number[];
}

/** An extrinsic that made it into a block and succeeded. */
export interface TxReceipt {
  hash: string;
  block: number;
  blockHash: string;
}

export interface RegistrationQuote {
  /** RAO to burn now. */
  price: bigint;
  /** RAO free on the coldkey. */
  balance: bigint;
  hyperparameters: Hyperparameters;
  registeredUid: number | null;
}

export interface SetWeightsRequest {
  netuid: number;
  /** Parallel to `values`; scores of any scale, ≥ 0. Processing and u16 conversion is the caller's (consensus room). */
  uids: number[];
  /** u16. */
  values: number[];
  versionKey: number;
}

/** Which call carried the weights. */
export type WeightsMethod = "direct" | "mechanism" | "timelocked";
