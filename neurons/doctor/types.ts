import type { Clock } from "../../src/base/mod.ts";
import type { Chain, Network } from "../../src/chain/mod.ts";
import type { PasswordSource, WalletLocation } from "../../src/wallet/mod.ts";
import type { Host } from "./host.ts";
import type { EndpointProbe } from "./probe_endpoint.ts";

/** How bad a finding is, from harmless to "it will not work". */
export type Severity = "ok" | "info" | "warn" | "error";

/** What one check found (docs/interface.md#json-shapes). */
export interface Finding {
  /** Name of the check, e.g. `wallet.modes`. */
  id: string;
  severity: Severity;
  /** What was seen, with the values. */
  evidence: string;
  /** The flag or command that mends it; empty when nothing is to be done. */
  fix: string;
}

/** A finding without its name, as a check returns it. */
export type CheckResult = Omit<Finding, "id">;

/** What is examined: the flags of the neuron that is to be started. */
export interface DoctorOptions {
  role: "miner" | "validator";
  netuid: number;
  network: Network;
  fallbacks: readonly string[];
  wallet: WalletLocation;
  /** Folder of database and logs. */
  folder: string;
  lockFolders: readonly string[];
  axon: { port: number; host: string; externalIp?: string; externalPort?: number };
  engine: {
    name: string;
    modelId?: string;
    device: string;
    dtype?: string;
    baseUrl?: string;
    datasetPath?: string;
  };
  /** Validators: tasks that will be asked. */
  tasks: readonly string[];
  /** Validators: embedding model of `relevance`. */
  rewardModelId: string;
  /** Validators: sent with weights. */
  versionKey: number;
  /** Validators: rules of scoring. */
  profile: string;
  /** Validators: stake above which a permitted neuron is not asked. TAO. */
  vpermitTaoLimit: number;
}

/** The world around the neuron; tests put faults here. */
export interface DoctorModules {
  clock: Clock;
  host: Host;
  /** Opened once, closed by the doctor. */
  connect: () => Promise<Chain>;
  probe: (endpoint: string, signal: AbortSignal) => Promise<EndpointProbe>;
  askExternalIp: (signal: AbortSignal) => Promise<string>;
  /** Encrypts as commits of weights are encrypted. */
  encrypt: (message: Uint8Array, round: number) => Promise<Uint8Array>;
  /** Passwords that a service would have, too: no terminal. */
  passwords: PasswordSource;
  /** Folder of the model that the flags name. @throws LlmError */
  findModel: (modelId: string | undefined, role: "generate" | "embed") => Promise<string>;
  fetch: typeof fetch;
  env: (name: string) => string | undefined;
}
