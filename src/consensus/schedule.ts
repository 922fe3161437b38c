/**
 * Epoch bookkeeping of one subnet on runtimes with stateful epochs (spec ≥ 424;
 * docs/spec/chain.md#11-epoch-timing).
 */
export interface EpochState {
  tempo: number;
  lastEpochBlock: number;
  /** Number of epochs that ran. */
  subnetEpochIndex: number;
  /** Block for which an epoch was ordered; 0 = none. */
  pendingEpochAt: number;
  blocksSinceLastStep: number;
}

/** Largest tempo; an epoch runs at the latest when this many blocks passed. */
export const MAX_TEMPO_BLOCKS = 50_400;

/** How many epochs one block may carry; the others wait a block. */
export const MAX_EPOCHS_PER_BLOCK = 2;

/** True when the epoch of this subnet is due in `block`. A tempo of 0 means never. */
export function isEpochDue(state: EpochState, block: number): boolean {
  if (state.tempo === 0) return false;
  return (state.pendingEpochAt > 0 && block >= state.pendingEpochAt) ||
    state.blocksSinceLastStep > MAX_TEMPO_BLOCKS ||
    block - state.lastEpochBlock >= state.tempo;
}

/**
 * First block ≥ `block` in which the epoch is due, if nothing orders another.
 * @returns null when the tempo is 0
 */
export function nextEpochBlock(state: EpochState, block: number): number | null {
  if (state.tempo === 0) return null;
  const regular = state.lastEpochBlock + state.tempo;
  const ordered = state.pendingEpochAt > 0 ? Math.min(regular, state.pendingEpochAt) : regular;
  const forced = block + Math.max(0, MAX_TEMPO_BLOCKS + 1 - state.blocksSinceLastStep);
  return Math.max(block, Math.min(ordered, forced));
}

/** State after the epoch ran in `block`. */
export function afterEpoch(state: EpochState, block: number): EpochState {
  return {
    tempo: state.tempo,
    lastEpochBlock: block,
    subnetEpochIndex: state.subnetEpochIndex + 1,
    pendingEpochAt: 0,
    blocksSinceLastStep: 0,
  };
}

/** State after a block without epoch; `deferred` when the epoch was due but the block was full. */
export function afterBlock(state: EpochState, block: number, deferred = false): EpochState {
  return {
    ...state,
    blocksSinceLastStep: state.blocksSinceLastStep + 1,
    pendingEpochAt: deferred ? block + 1 : state.pendingEpochAt,
  };
}

/** Splits the subnets due in `block` into those that run and those that wait one block. */
export function dueEpochs(
  states: ReadonlyMap<number, EpochState>,
  block: number,
): { run: number[]; defer: number[] } {
  const due = [...states].filter(([, state]) => isEpochDue(state, block)).map(([netuid]) => netuid);
  due.sort((a, b) => a - b);
  return { run: due.slice(0, MAX_EPOCHS_PER_BLOCK), defer: due.slice(MAX_EPOCHS_PER_BLOCK) };
}

/** Modular epochs (spec < 424): blocks until the next epoch, 0 in its block; null when the tempo is 0. */
export function blocksUntilModularEpoch(netuid: number, tempo: number, block: number): number | null {
  if (tempo === 0) return null;
  const since = (block + netuid + 1) % (tempo + 1);
  return since === 0 ? 0 : tempo + 1 - since;
}

/** Modular epochs: number of the epoch `block` belongs to. */
export function modularEpoch(netuid: number, tempo: number, block: number): number {
  return Math.floor((block + netuid + 1) / (tempo + 1));
}

/**
 * First block of the epoch in which a commit made in `block` is revealed, on modular runtimes
 * (docs/spec/chain.md#72-timelocked-commit).
 */
export function modularRevealBlock(
  netuid: number,
  tempo: number,
  block: number,
  periodEpochs: number,
): number {
  const epoch = modularEpoch(netuid, tempo, block) + periodEpochs;
  return epoch * (tempo + 1) - (netuid + 1);
}

/**
 * First block of the epoch in which a commit made in `block` is revealed, on stateful runtimes. An epoch that is
 * already due belongs to the past of the commit, so counting starts at `block` then.
 */
export function statefulRevealBlock(state: EpochState, block: number, periodEpochs: number): number {
  const due = isEpochDue(state, block);
  const first = due ? block + state.tempo : nextEpochBlock(state, block) ?? block;
  return first + state.tempo * Math.max(0, periodEpochs - 1);
}

/** A drand chain. Times in seconds. */
export interface DrandChain {
  genesisTime: number;
  period: number;
}

/** drand quicknet, the beacon of finney. */
export const QUICKNET: DrandChain = { genesisTime: 1_692_803_367, period: 3 };

/** Blocks after the start of the reveal epoch at which the pulse must exist. */
export const REVEAL_OFFSET_BLOCKS = 3;

/**
 * The drand round that exists at `unixSeconds`, at least 1. One less than drand's own numbering gives for that
 * moment, on purpose: the pulse is then surely out.
 */
export function drandRoundAt(unixSeconds: number, drand: DrandChain = QUICKNET): number {
  return Math.max(1, Math.floor((unixSeconds - drand.genesisTime) / drand.period));
}

/** What {@link revealRound} needs. */
export interface RevealRoundInput {
  /** Wall clock, seconds. */
  now: number;
  /** Head block. */
  block: number;
  /** First block of the reveal epoch. */
  revealBlock: number;
  /** Seconds per block. */
  blockTime: number;
  drand?: DrandChain;
}

/** The drand round to lock a commit to (docs/spec/chain.md#72-timelocked-commit, step 3). */
export function revealRound(input: RevealRoundInput): number {
  const blocks = Math.max(0, input.revealBlock + REVEAL_OFFSET_BLOCKS - input.block);
  return drandRoundAt(input.now + blocks * input.blockTime, input.drand);
}
