/** Where a neuron serves. `ip` "0.0.0.0" = not serving. */
export interface AxonInfo {
  /** IP address as text. */
  ip: string;
  /** TCP port. */
  port: number;
  /** 4 or 6. */
  ipType: 4 | 6;
  /** Protocol number of the axon record. */
  protocol: number;
  /** Version number. */
  version: number;
  /** Block of the last `serve_axon`. */
  block: number;
}

/**
 * One neuron; fractions are u16/65535, stake and emission in TAO or alpha units
 * (docs/spec/chain.md#8-reading-subnet-and-neuron-state).
 */
export interface Neuron {
  /** Uid on the subnet. */
  uid: number;
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** ss58 address of the coldkey. */
  coldkey: string;
  /** Whether it set weights recently. */
  active: boolean;
  /** Whether it may set weights. */
  validatorPermit: boolean;
  /** Total stake as consensus sees it. */
  stake: number;
  /** Stake in alpha. */
  alphaStake: number;
  /** Stake in TAO. */
  taoStake: number;
  /** Share of the incentive, 0 to 1. */
  incentive: number;
  /** Consensus weight, 0 to 1. */
  consensus: number;
  /** Share of the dividends, 0 to 1. */
  dividends: number;
  /** Validator trust, 0 to 1. */
  vtrust: number;
  /** Emission per tempo. */
  emission: number;
  /** Block of the last weights (or of the registration). */
  lastUpdate: number;
  /** Block of its registration. */
  blockAtRegistration: number;
  /** The axon. */
  axon: AxonInfo;
}

/** One subnet in one read: a plain, structured-cloneable value. */
export interface Metagraph {
  /** Number of the subnet. */
  netuid: number;
  /** Block number. */
  block: number;
  /** Blocks of an epoch. */
  tempo: number;
  /** Number of neurons. */
  n: number;
  /** Index = uid. */
  neurons: Neuron[];
  /** Hotkey of the owner of the subnet. */
  ownerHotkey: string;
}

/** What decides how weights are set (docs/spec/chain.md#6-setting-weights). */
export interface Hyperparameters {
  /** Blocks of an epoch. */
  tempo: number;
  /** Blocks in which a new neuron is not replaced. */
  immunityPeriod: number;
  /** Uids that a row of weights needs at least. */
  minAllowedWeights: number;
  /** u16; 65535 = no limit. */
  maxWeightsLimit: number;
  /** Blocks between two rows of weights. */
  weightsRateLimit: number;
  /** Version key that the subnet requires. */
  weightsVersion: number;
  /** Blocks between two announcements of an axon. */
  servingRateLimit: number;
  /** Permits the subnet gives. */
  maxValidators: number;
  /** Neurons the subnet holds. */
  maxUids: number;
  /** Whether weights are committed before they are open. */
  commitRevealEnabled: boolean;
  /** Epochs between commit and reveal. */
  revealPeriodEpochs: number;
  /** Whether new neurons may register. */
  registrationAllowed: boolean;
  /** RAO. */
  minBurn: bigint;
  /** Highest price of a registration, RAO. */
  maxBurn: bigint;
}
