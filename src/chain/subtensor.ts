import type { ApiPromise } from "@polkadot/api";
import type { Clock, Logger, Metrics } from "../base/mod.ts";
import type { Signer } from "../wallet/mod.ts";
import { AddressBook } from "./read/addresses.ts";
import type { NamedCall } from "./calls.ts";
import { Connection } from "./link/connection.ts";
import { readCommitState } from "./read/commits.ts";
import type { ChainCore } from "./core.ts";
import { dryRun } from "./dry_run.ts";
import { EndpointScores } from "./link/endpoints.ts";
import { ChainError } from "./errors.ts";
import { buildCall } from "./offline/offline_build.ts";
import type { SignedCall, Submitted, UnsignedCall } from "./call_types.ts";
import { submitCall } from "./offline/offline_submit.ts";
import { readPass, readProxies } from "./proxy/proxy.ts";
import { changeProxy } from "./proxy/proxy_change.ts";
import type { BuildRequest, ProxyChanged, ProxyChangeRequest, ProxyList, ProxyPass } from "./proxy_types.ts";
import { HeadWatch } from "./link/heads.ts";
import { readHyperparameters } from "./read/hyperparameters.ts";
import { readMetagraph } from "./read/metagraph.ts";
import { resolveEndpoint } from "./link/networks.ts";
import {
  blockTimeOf,
  readBalance,
  readBurn,
  readExists,
  readLastUpdate,
  readQuote,
  readRegistration,
  readUid,
  readWeights,
} from "./read/reads.ts";
import { register } from "./register/register_neuron.ts";
import { revealWeights } from "./weights/reveal_weights.ts";
import { Sender, type SendHooks } from "./send/sender.ts";
import { serveAxon } from "./serve/serve_axon.ts";
import type {
  Chain,
  ChainModules,
  ChainOptions,
  CommitState,
  DryRun,
  DryRunRequest,
  Head,
  Hyperparameters,
  Metagraph,
  Registered,
  RegisterRequest,
  Registration,
  RegistrationQuote,
  RevealRequest,
  Served,
  ServeRequest,
  SetWeightsRequest,
  SignedTransaction,
  TxReceipt,
  Unsubscribe,
  WeightRow,
  WeightsJournal,
  WeightsReceipt,
} from "./types.ts";
import { setWeights } from "./weights/set_weights.ts";

/** {@link Chain} over JSON-RPC, with the client library behind it. */
export class Subtensor implements Chain, ChainCore {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly #metrics: Metrics;
  readonly #connection: Connection;
  readonly #heads: HeadWatch;
  readonly #sender: Sender;
  readonly #network: string;
  readonly #addresses = new AddressBook();
  #genesisHash = "";
  #specVersion = () => 0;
  #blockTime = 12;

  /** Prepares everything, opens nothing: see {@link Subtensor.start}. */
  constructor(options: ChainOptions, modules: ChainModules) {
    const { clock, random, metrics } = modules;
    this.clock = clock;
    this.#metrics = metrics;
    const network = resolveEndpoint(options.network);
    this.#network = network.name;
    this.logger = modules.logger.with({ network: network.name });
    const endpoints = [
      network.endpoint,
      ...(options.fallbackEndpoints ?? []).map((e) => resolveEndpoint(e).endpoint),
    ];
    const scores = new EndpointScores(endpoints, clock);
    const requestTimeoutMs = options.requestTimeoutMs ?? 20_000;
    const shared = { clock, random: random.fork("chain"), logger: this.logger, metrics };
    this.#heads = new HeadWatch({
      ...shared,
      staleAfterMs: options.staleAfterMs ?? 60_000,
      hasAlternative: scores.size > 1,
    });
    this.#connection = new Connection({
      ...shared,
      scores,
      connectTimeoutMs: options.connectTimeoutMs ?? 15_000,
      requestTimeoutMs,
      startTimeoutMs: options.startTimeoutMs ?? 30_000,
      steadyAfterMs: options.steadyAfterMs ?? 60_000,
      genesis: network.genesis,
      onLink: (link) => {
        this.#genesisHash = link.api.genesisHash.toHex();
        this.#specVersion = () => link.api.runtimeVersion.specVersion.toNumber();
        this.#blockTime = blockTimeOf(link.api);
        this.#heads.attach(link);
      },
    });
    this.#sender = new Sender({
      ...shared,
      connection: this.#connection,
      heads: this.#heads,
      inclusionTimeoutMs: options.inclusionTimeoutMs ?? 120_000,
      eraPeriod: options.eraPeriod ?? 128,
      finalized: options.finalized ?? false,
      blockTime: () => this.#blockTime,
    });
  }

  /**
   * Opens the first endpoint that works.
   * @throws ChainError `unreachable`
   */
  async start(): Promise<void> {
    try {
      await this.#connection.start();
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#heads.guard(this.#connection);
  }

  get endpoint(): string {
    return this.#connection.endpoint;
  }

  get genesisHash(): string {
    return this.#genesisHash;
  }

  get specVersion(): number {
    return this.#specVersion();
  }

  get blockTime(): number {
    return this.#blockTime;
  }

  read<T>(method: string, work: (api: ApiPromise) => Promise<T>): Promise<T> {
    return this.#connection.read(method, work);
  }

  send(call: NamedCall, signer: Signer, hooks?: SendHooks): Promise<TxReceipt> {
    return this.#sender.send(call.name, call.build, signer, hooks);
  }

  resume(signed: SignedTransaction, signer: Signer): Promise<TxReceipt> {
    return this.#sender.resume(signed, signer);
  }

  async head(): Promise<Head> {
    const { latest } = this.#heads;
    if (latest) return { ...latest };
    return await this.read("head", async (api) => {
      const header = await api.rpc.chain.getHeader();
      return { number: header.number.toNumber(), hash: header.hash.toHex() };
    });
  }

  headAgeMs(): number {
    return this.#heads.ageMs();
  }

  onHead(listener: (head: Head) => void): Unsubscribe {
    return this.#heads.onHead(listener);
  }

  subnetExists(netuid: number): Promise<boolean> {
    return this.read("subnet", (api) => readExists(api, netuid));
  }

  async metagraph(netuid: number): Promise<Metagraph> {
    const start = this.clock.monotonic();
    const graph = await this.read("metagraph", async (api) => {
      const hash = (await api.rpc.chain.getBlockHash()).toHex();
      return await readMetagraph(api, netuid, hash, this.#addresses);
    });
    this.#metrics.observe("chain_metagraph_seconds", (this.clock.monotonic() - start) / 1000);
    return graph;
  }

  hyperparameters(netuid: number): Promise<Hyperparameters> {
    return this.read("hyperparameters", (api) => readHyperparameters(api, netuid));
  }

  uidOf(netuid: number, hotkey: string): Promise<number | null> {
    return this.read("uid", (api) => readUid(api, netuid, hotkey));
  }

  balance(ss58: string): Promise<bigint> {
    return this.read("balance", (api) => readBalance(api, ss58));
  }

  burn(netuid: number): Promise<bigint> {
    return this.read("burn", (api) => readBurn(api, netuid));
  }

  registrationQuote(netuid: number, coldkey: string, hotkey: string): Promise<RegistrationQuote> {
    return this.read("registration quote", (api) => readQuote(api, netuid, coldkey, hotkey));
  }

  register(request: RegisterRequest): Promise<Registration> {
    return register(this, request);
  }

  serveAxon(request: ServeRequest): Promise<Served> {
    return serveAxon(this, request);
  }

  setWeights(
    request: SetWeightsRequest,
    signer: Signer,
    journal: WeightsJournal = {},
  ): Promise<WeightsReceipt> {
    return setWeights(this, request, signer, journal);
  }

  revealWeights(request: RevealRequest, signer: Signer): Promise<TxReceipt> {
    return revealWeights(this, request, signer);
  }

  commitState(netuid: number, hotkey: string, block?: number): Promise<CommitState> {
    return this.read("commits", (api) => readCommitState(api, netuid, hotkey, block));
  }

  readWeights(netuid: number, uid: number): Promise<WeightRow> {
    return this.read("weights", (api) => readWeights(api, netuid, uid));
  }

  lastUpdate(netuid: number, uid: number): Promise<number> {
    return this.read("last update", (api) => readLastUpdate(api, netuid, uid));
  }

  registration(netuid: number, uid: number): Promise<Registered | null> {
    return this.read("registration", (api) => readRegistration(api, netuid, uid));
  }

  blockHash(number: number): Promise<string | null> {
    return this.read("block hash", async (api) => {
      // Without the block the node answers null, which the library reads as zeros.
      const hash = await api.rpc.chain.getBlockHash(number);
      return hash.isEmpty ? null : hash.toHex();
    });
  }

  dryRun(request: DryRunRequest): Promise<DryRun> {
    return dryRun(this, request);
  }

  proxies(ss58: string): Promise<ProxyList> {
    return this.read("proxies", (api) => readProxies(api, ss58));
  }

  proxyPass(real: string, delegate: string): Promise<ProxyPass> {
    return this.read("proxies", (api) => readPass(api, real, delegate));
  }

  changeProxy(request: ProxyChangeRequest): Promise<ProxyChanged> {
    return changeProxy(this, request);
  }

  buildCall(request: BuildRequest): Promise<UnsignedCall> {
    return buildCall(this, request, this.#network);
  }

  submitCall(signed: SignedCall): Promise<Submitted> {
    return submitCall(this, signed);
  }

  async close(): Promise<void> {
    this.#heads.stop();
    this.#connection.close();
  }
}

/**
 * Connects to a Subtensor chain.
 * @throws ChainError `unreachable` when no endpoint can be used, `invalid` for options out of range; the reason of
 * `signal`
 */
export async function connectChain(options: ChainOptions, modules: ChainModules): Promise<Chain> {
  const era = options.eraPeriod ?? 128;
  if (!(Number.isInteger(Math.log2(era)) && era >= 4 && era <= 4096)) {
    throw new ChainError("invalid", `era must be a power of two between 4 and 4096, got ${era}`);
  }
  const chain = new Subtensor(options, modules);
  const { signal } = options;
  signal?.throwIfAborted();
  const onAbort = () => void chain.close();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await chain.start();
  } finally {
    signal?.removeEventListener("abort", onAbort);
    signal?.throwIfAborted();
  }
  return chain;
}
