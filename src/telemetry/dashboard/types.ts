import type { Clock, Logger } from "../../base/mod.ts";
import type { MetricsRegistry } from "../metrics.ts";

/** A point of a history: step or block, and the value there. Oldest first. */
export type HistoryPoint = readonly [at: number, value: number];

/** Something the operator should know, in the order of the dashboard's list. */
export interface Alarm {
  /** Stable while the cause lasts, e.g. `weights-missing`. */
  id: string;
  severity: "info" | "warn" | "error";
  text: string;
  /** The flag or command that mends it. */
  fix?: string;
  /** Milliseconds since 1970. */
  sinceMs: number;
}

/** One term of a total reward, in the words of `sn1 explain`. */
export interface RewardTermView {
  model: string;
  kind: "reward" | "penalty";
  weight: number;
  /** What the model gave, 0 to 1; null = the model is missing or failed. */
  raw: number | null;
  /** A reward's share of the sum (weight × raw); a penalty's factor on the total (1 − weight × raw). */
  value: number;
}

/** What one miner answered in a conversation. Its text is a stranger's. */
export interface ResponseView {
  uid: number;
  hotkey: string;
  status: number;
  completion: string;
  ttftMs: number | null;
  totalMs: number | null;
  /** Total reward, 0 to 1. */
  total: number;
  terms: RewardTermView[];
}

/** One step of a validator. */
export interface ConversationView {
  step: number;
  task: string;
  topic: string;
  /** Milliseconds since 1970. */
  atMs: number;
  /** What the miners were sent, oldest first. */
  messages: { role: string; content: string }[];
  reference: string;
  /** Best first. */
  responses: ResponseView[];
}

/** A miner as a validator sees it. Null = not known (yet). */
export interface MinerRow {
  uid: number;
  hotkey: string;
  /** What kind of miner it is, where the program runs it itself (demo), e.g. `retrieval-100`. */
  kind?: string;
  score: number;
  /** Share of the weights on chain, 0 to 1. */
  weight: number | null;
  incentive: number | null;
  lastStatus: number | null;
  ttftMs: number | null;
  tokensPerS: number | null;
  /** Times it was asked, and times it answered with text. */
  asked: number;
  answered: number;
  /** Mean total reward by task name. */
  taskMeans: Readonly<Record<string, number>>;
  /** By step. */
  scoreHistory: readonly HistoryPoint[];
  /** By block; share of the weights. */
  weightHistory: readonly HistoryPoint[];
}

/** The validator's half of the state. */
export interface ValidatorView {
  step: number;
  profile: string;
  /** Runs beside another validator and sets nothing. */
  shadow: boolean;
  vtrust: number | null;
  /** Null = never set. */
  blocksSinceWeights: number | null;
  /** Blocks until weights are set next; null = not planned. */
  blocksToWeights: number | null;
  miners: MinerRow[];
  tasks: { name: string; steps: number; meanReward: number }[];
  /** Newest first. */
  conversations: ConversationView[];
}

/** The miner's half of the state. */
export interface MinerView {
  /** Where others reach it, as announced on chain; null = not announced. */
  axon: { ip: string; port: number } | null;
  engine: { kind: string; model: string; device: string; contextTokens: number; parallel: number };
  requests: number;
  inFlight: number;
  queue: number;
  /** Callers whose signature was verified, most requests first. */
  validators: {
    hotkey: string;
    uid: number | null;
    stake: number | null;
    requests: number;
    lastMs: number;
  }[];
  /** Answered requests by status. */
  statuses: { status: number; count: number }[];
  refused: { reason: string; count: number }[];
  /** By minute since 1970, in seconds and tokens per second. */
  ttftP50: readonly HistoryPoint[];
  ttftP95: readonly HistoryPoint[];
  requestsPerMinute: readonly HistoryPoint[];
  tokensPerS: readonly HistoryPoint[];
  memory: { mainBytes: number; engineBytes: number | null };
  /** How near deregistration is; null = not registered. */
  forecast: {
    /** 1 = the next to be pruned. */
    pruningRank: number;
    neurons: number;
    immunityBlocksLeft: number;
    incentive: number;
    emission: number;
  } | null;
}

/** The demo's own part, beside the validator's. */
export interface DemoView {
  /** What the demo is and is not, one or two sentences. */
  note: string;
  /** Between coverage and weight of the retrieval miners; null = too few. */
  kendallTau: number | null;
  blockMs: number;
}

/** Everything the pages show: a plain value, made by the neuron when it is asked for. */
export interface DashboardState {
  kind: "validator" | "miner" | "demo";
  version: string;
  network: string;
  netuid: number;
  /** Milliseconds since 1970. */
  startedMs: number;
  neuron: { uid: number | null; hotkey: string; validatorPermit: boolean; stake: number | null };
  chain: {
    endpoint: string;
    connected: boolean;
    block: number;
    tempo: number;
    /** Milliseconds since the last block was seen. */
    headAgeMs: number;
  };
  /** Most severe first. */
  alarms: Alarm[];
  /** Validator and demo. */
  validator?: ValidatorView;
  /** Miner. */
  miner?: MinerView;
  /** Demo. */
  demo?: DemoView;
}

/** Something that happened, as a summary; pages look again when one arrives. */
export interface DashboardEvent {
  type: "block" | "step" | "weights" | "request" | "alarm" | "state";
  /** Short plain facts, e.g. `{step: 12, task: "qa", meanReward: 0.4}`; never strangers' text. */
  data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where the dashboard gets what it shows. */
export interface DashboardSource {
  /** The state now. Called when a page is asked for, not more often than once a second per page. */
  state(): DashboardState | Promise<DashboardState>;
  /**
   * Reports events as they happen.
   * @returns a function that ends the reports
   */
  subscribe(listener: (event: DashboardEvent) => void): () => void;
}

/** Options of the dashboard's server. */
export interface DashboardOptions {
  /** TCP port; 0 = any free one. */
  port: number;
  /** Address to bind. Anything but loopback needs the token. @default {"127.0.0.1"} */
  host?: string;
  /** Secret of the operator, for pages off loopback. @default {a fresh one} */
  token?: string;
  /** Names under which the pages may be asked for, beside addresses and `localhost`. */
  allowedHosts?: readonly string[];
  /** Live connections at once. @default {32} */
  maxLive?: number;
}

/** What the dashboard's server works with. */
export interface DashboardModules {
  source: DashboardSource;
  /** Text of `/metrics`; without it the path answers 404. */
  metrics?: Pick<MetricsRegistry, "exposition" | "contentType" | "gauge">;
  clock: Clock;
  logger: Logger;
  /** Called when the listener stopped accepting connections (false), and when it accepts again (true). */
  onListening?: (alive: boolean) => void;
}

/** Where a started dashboard listens. */
export interface DashboardAddress {
  host: string;
  port: number;
  /** To open in a browser; carries the token where one is needed, so it is shown to the operator only. */
  url: string;
}

/** The operator's pages. */
export interface Dashboard {
  /** Binds and listens. @throws TelemetryError `port_in_use`, `config` */
  start(): Promise<DashboardAddress>;
  /** Ends live connections and stops listening. */
  stop(): Promise<void>;
}
