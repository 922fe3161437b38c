/** Where a neuron serves. `ip` "0.0.0.0" = not serving. */
export interface AxonInfo {
  /** IP address as text. */
  ip: string;
  /** TCP port, 0 to 65535; 0 = nothing is announced. */
  port: number;
  /** Family of the address. */
  ipType: 4 | 6;
  /** Protocol number of the axon record. */
  protocol: number;
  /**
   * Version that the neuron announced, e.g. 9000001; a convention between neurons, the chain does not read
   * it.
   */
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
  /** Stake on this subnet, in its own token (alpha, not RAO). */
  alphaStake: number;
  /** Stake on the root network, in TAO (not RAO). */
  taoStake: number;
  /** Share of the incentive, 0 to 1. */
  incentive: number;
  /** Consensus weight, 0 to 1. */
  consensus: number;
  /** Share of the dividends, 0 to 1. */
  dividends: number;
  /** Validator trust, 0 to 1. */
  vtrust: number;
  /** Alpha that the neuron earns in one tempo. */
  emission: number;
  /** Block of the last weights (or of the registration). */
  lastUpdate: number;
  /** Block of its registration. */
  blockAtRegistration: number;
  /** Address that the neuron announced; port 0 when it announced none. */
  axon: AxonInfo;
}

/** One subnet in one read: a plain, structured-cloneable value. */
export interface Metagraph {
  /** Number of the subnet. */
  netuid: number;
  /** Block that all values were read at. */
  block: number;
  /** Blocks of an epoch. */
  tempo: number;
  /** Number of neurons, which are uids 0 to n − 1. */
  n: number;
  /** One for each uid, at the index of its uid. */
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
  /** Lowest price of a registration, in RAO. */
  minBurn: bigint;
  /** Highest price of a registration, RAO. */
  maxBurn: bigint;
}
