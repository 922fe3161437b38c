import type { Clock, Logger, Metrics, Random } from "../base/mod.ts";
import type { Signer } from "../wallet/mod.ts";
import type { SignedCall, Submitted, UnsignedCall } from "./call_types.ts";
import type { Registration, TxReceipt } from "./receipt_types.ts";
import type { BuildRequest, ProxyChanged, ProxyChangeRequest, ProxyList, ProxyPass } from "./proxy_types.ts";
import type { Hyperparameters, Metagraph } from "./metagraph_types.ts";

export type { Registration, TxReceipt } from "./receipt_types.ts";
export type { AxonInfo, Hyperparameters, Metagraph, Neuron } from "./metagraph_types.ts";

/** A block as neurons see it. */
export interface Head {
  /** Number of the block; blocks count from 0, the genesis. */
  number: number;
  /** Hash, 0x and 64 hex digits. */
  hash: string;
}

/** uid → weight, u16 values as they stand on chain. */
export interface WeightRow {
  /** Uids, each once. */
  uids: number[];
  /** Weights as u16, parallel to `uids`. */
  values: number[];
}

/** Who has a uid, and since which block. */
export interface Registered {
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** 0 for neurons of the genesis. */
  block: number;
}

/** What a user decides on before a registration. */
export interface RegistrationQuote {
  /** RAO to burn now. */
  price: bigint;
  /** RAO free on the coldkey. */
  balance: bigint;
  /** Hyperparameters of the subnet. */
  hyperparameters: Hyperparameters;
  /** Uid the hotkey has, or null. */
  registeredUid: number | null;
  /** Neurons on the subnet; with `maxUids` of them a newcomer takes the place of another. */
  neurons: number;
}

/** A row of weights to set. */
export interface SetWeightsRequest {
  /** Number of the subnet. */
  netuid: number;
  /** Parallel to `values`, each once. Scores become u16 values in the consensus package, before. */
  uids: number[];
  /** Weights as u16, parallel to the uids; the largest is 65535. */
  values: number[];
  /** Version key sent with the weights. */
  versionKey: number;
  /** u16 numbers that nobody else knows, see `weightsSalt`; for subnets that take commits by hash. */
  salt?: number[];
}

/** Which call carried the weights: in the open (two), or as a commit that the chain (or we, by hash) open later. */
export type WeightsMethod = "direct" | "mechanism" | "timelocked" | "hash";

/** A signed transaction, ready to be sent, also once more. */
export interface SignedTransaction {
  /** The signed transaction itself, hex with 0x. */
  extrinsic: string;
  /** Hash, 0x and 64 hex digits. */
  hash: string;
  /** Newest block when it was signed: it cannot stand in this or an earlier one. */
  signedAt: number;
  /** It is void from this block on. */
  validUntil: number;
}

/** Weights on their way: what has to be written down before they are sent, so that a new process sends nothing else. */
export interface SignedWeights extends SignedTransaction {
  /** Call that carried the weights. */
  method: WeightsMethod;
  /** Beacon round that reveals them; null = open already. */
  revealRound: number | null;
}

/** What {@link Chain.setWeights} does besides sending. */
export interface WeightsJournal {
  /** Told what is about to be sent; what it throws keeps the weights from being sent. */
  onSigned?: (signed: SignedWeights) => void;
  /** What an earlier process signed: handed over once more as it is while it is valid, so that it lands at most once. */
  resume?: SignedWeights | null;
}

/** Weights to be shown whose hash was committed. */
export interface RevealRequest extends SetWeightsRequest {
  /** u16 numbers that only the sender knows. */
  salt: number[];
}

/** Where a subnet stands between commits and reveals, and which commits by hash a hotkey has open. */
export interface CommitState {
  /** The block this is about. */
  block: number;
  /** Number of the subnet's epoch. */
  epoch: number;
  /** Epochs from a commit to its reveal. */
  periodEpochs: number;
  /** Oldest first. */
  commits: { hash: string; epoch: number }[];
}

/** What became of {@link Chain.setWeights}. */
export interface WeightsReceipt {
  /** Call that carried the weights. */
  method: WeightsMethod;
  /** Where the transaction is on chain. */
  receipt: TxReceipt;
  /** The drand round after which a timelocked commit is opened; null for weights that stand at once. */
  revealRound: number | null;
}

/** Who registers what, and for how much at most. */
export interface RegisterRequest {
  /** Number of the subnet. */
  netuid: number;
  /** ss58 of the hotkey to register. */
  hotkey: string;
  /** The coldkey, which pays; with `real` a proxy of it. */
  signer: Signer;
  /** ss58 of the coldkey that `signer` acts for as a proxy. */
  real?: string;
  /** RAO: never pay more. */
  maxPrice?: bigint;
  /** How far the price may rise while the transaction waits, as a share. @default {0.05} */
  tolerance?: number;
}

/** An axon to announce. */
export interface ServeRequest {
  /** Number of the subnet. */
  netuid: number;
  /** IPv4 or IPv6 text. */
  ip: string;
  /** TCP port that callers connect to, 1 to 65535. */
  port: number;
  /** Hotkey that is registered and signs the announcement. */
  signer: Signer;
  /** Version integer of the software. */
  version: number;
}

/** What became of {@link Chain.serveAxon}. */
export interface Served {
  /** False when the chain already said the same. */
  changed: boolean;
  /** Where the transaction is on chain. */
  receipt: TxReceipt | null;
}

/** A transaction that is described, not sent. */
export type DryRunRequest =
  | ({ kind: "register" } & RegisterRequest)
  | ({ kind: "serve" } & ServeRequest)
  | ({ kind: "weights"; signer: Signer } & SetWeightsRequest);

/** What would be sent. */
export interface DryRun {
  /** As the chain names it, e.g. `SubtensorModule.register_limit`. */
  call: string;
  /** Arguments by name, as texts. */
  args: Record<string, string>;
  /** ss58 of the signing key. */
  signer: string;
  /** RAO; null when the chain does not tell. */
  fee: bigint | null;
}

/** Cancels a subscription. */
export type Unsubscribe = () => void;

/**
 * Subtensor as neurons use it. All values are plain and structured-cloneable; every method ends within its deadline
 * and throws ChainError, or the reason of a given signal.
 */
export interface Chain {
  /** URL in use now. */
  readonly endpoint: string;
  /** Hash of block 0, hex with 0x; tells one chain from another. */
  readonly genesisHash: string;
  /** Version of the runtime. */
  readonly specVersion: number;
  /** Seconds between blocks. */
  readonly blockTime: number;
  /** Newest block that the client has seen; not yet final. */
  head(): Promise<Head>;
  /** Milliseconds since a new block was seen. */
  headAgeMs(): number;
  /** Calls `listener` for each new newest block, across reconnects. */
  onHead(listener: (head: Head) => void): Unsubscribe;
  /** True when the subnet exists. */
  subnetExists(netuid: number): Promise<boolean>;
  /** The whole subnet in one read. */
  metagraph(netuid: number): Promise<Metagraph>;
  /** Hyperparameters of the subnet. */
  hyperparameters(netuid: number): Promise<Hyperparameters>;
  /** Null when not registered; 0 is a uid like any other. */
  uidOf(netuid: number, hotkey: string): Promise<number | null>;
  /** Free RAO of an account. */
  balance(ss58: string): Promise<bigint>;
  /** RAO to burn for a registration now. */
  burn(netuid: number): Promise<bigint>;
  /** What a registration costs now, and whether it is possible. */
  registrationQuote(netuid: number, coldkey: string, hotkey: string): Promise<RegistrationQuote>;
  /** Burns for a uid; does nothing when the hotkey has one. */
  register(request: RegisterRequest): Promise<Registration>;
  /** Announces an address; does nothing when the chain already says the same. */
  serveAxon(request: ServeRequest): Promise<Served>;
  /** Sets weights by the call the runtime and the subnet ask for. */
  setWeights(request: SetWeightsRequest, signer: Signer, journal?: WeightsJournal): Promise<WeightsReceipt>;
  /** Shows weights that were committed by hash, in the epoch the chain takes them. */
  revealWeights(request: RevealRequest, signer: Signer): Promise<TxReceipt>;
  /** Commits and epochs of a subnet now, or as they were after `block` while the node remembers. */
  commitState(netuid: number, hotkey: string, block?: number): Promise<CommitState>;
  /** The row as it stands on chain. */
  readWeights(netuid: number, uid: number): Promise<WeightRow>;
  /** Block of the last weights of a uid. */
  lastUpdate(netuid: number, uid: number): Promise<number>;
  /** Who has a uid, and since when; null when there is no such uid. */
  registration(netuid: number, uid: number): Promise<Registered | null>;
  /** Hash of a block, hex with 0x; null when the node does not have it. */
  blockHash(number: number): Promise<string | null>;
  /** Who may act for an account. */
  proxies(ss58: string): Promise<ProxyList>;
  /** Under which kind a key may register for a coldkey, and who pays the fee. */
  proxyPass(real: string, delegate: string): Promise<ProxyPass>;
  /** Changes who may act for the signing account; does nothing when it is so already. */
  changeProxy(request: ProxyChangeRequest): Promise<ProxyChanged>;
  /** Makes a call that a key on another machine will sign. */
  buildCall(request: BuildRequest): Promise<UnsignedCall>;
  /** Sends a call that was signed elsewhere; a second time it does nothing. */
  submitCall(signed: SignedCall): Promise<Submitted>;
  /** Describes a transaction without sending it. */
  dryRun(request: DryRunRequest): Promise<DryRun>;
  /** Closes it; later calls fail. */
  close(): Promise<void>;
}

/** Which chain to connect to, and how long its answers may take. */
export interface ChainOptions {
  /** A network name or an endpoint, see `resolveEndpoint`. */
  network: string;
  /** Tried in turn when the first fails. @default {[]} */
  fallbackEndpoints?: string[];
  /** Milliseconds to open one endpoint, its metadata included. @default {15000} */
  connectTimeoutMs?: number;
  /** Milliseconds to go on trying at the start while an endpoint says that it is busy. @default {30000} */
  startTimeoutMs?: number;
  /** Milliseconds after which a connection has lasted: those that end sooner make the next try wait. @default {60000} */
  steadyAfterMs?: number;
  /** Milliseconds for one read. @default {20000} */
  requestTimeoutMs?: number;
  /** Milliseconds for a transaction to get into a block. @default {120000} */
  inclusionTimeoutMs?: number;
  /** Milliseconds without a new block after which the endpoint is doubted. @default {60000} */
  staleAfterMs?: number;
  /** Wait for finality instead of inclusion. @default {false} */
  finalized?: boolean;
  /** Blocks a transaction stays valid, a power of two from 4 to 4096. @default {128} */
  eraPeriod?: number;
  /** Ends the connecting; afterwards use `close()`. */
  signal?: AbortSignal;
}

/** What a chain is run with. */
export interface ChainModules {
  /** Time of deadlines, reconnecting and block estimates. */
  clock: Clock;
  /** Jitter of reconnecting and the salt of commits. */
  random: Random;
  /** Receives lines about endpoints, reconnecting and transactions; never keys. */
  logger: Logger;
  /** Receives durations and failures of calls; `nullMetrics` drops them. */
  metrics: Metrics;
}
