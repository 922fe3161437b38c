import { errorText } from "../../src/base/mod.ts";
import type { Chain, Hyperparameters, Metagraph, Neuron } from "../../src/chain/mod.ts";
import { openHotkey, type PublicKey, readColdkeyPub, type Signer } from "../../src/wallet/mod.ts";
import { dialPort, type PortTest } from "./port_probe.ts";
import type { EndpointProbe } from "./probe_endpoint.ts";
import type { CheckResult, DoctorModules, DoctorOptions } from "./types.ts";
import { NotChecked } from "./check_result.ts";

/** What became of looking a fact up. */
export type Cached<T> = { value: T; error?: undefined } | { value?: undefined; error: unknown };

/** The shared facts of one examination: each is looked up at most once, whichever check wants it first. */
export class CheckContext {
  readonly #facts = new Map<string, Promise<Cached<unknown>>>();

  constructor(
    readonly options: DoctorOptions,
    readonly modules: DoctorModules,
    readonly signal: AbortSignal,
  ) {}

  /** The chain is on this machine: its clock, addresses and money are play. */
  get local(): boolean {
    return this.options.network.name === "local";
  }

  /** The hotkey, or why it cannot be opened. */
  hotkeyFact(): Promise<Cached<Signer>> {
    return this.#fact("hotkey", () => openHotkey(this.options.wallet, this.modules.passwords));
  }

  /** The chain, or why it cannot be reached. */
  chainFact(): Promise<Cached<Chain>> {
    return this.#fact("chain", () => this.modules.connect());
  }

  /** What the chosen endpoint says about itself, or why it says nothing. */
  probeFact(): Promise<Cached<EndpointProbe>> {
    return this.#fact("probe", () => this.modules.probe(this.options.network.endpoint, this.signal));
  }

  /** The address that is or will be announced, or why it is unknown. */
  externalFact(): Promise<Cached<{ ip: string; port: number; asked: boolean }>> {
    return this.#fact("external", async () => {
      const { axon } = this.options;
      const port = axon.externalPort ?? axon.port;
      if (axon.externalIp) return { ip: axon.externalIp, port, asked: false };
      if (this.local) return { ip: "127.0.0.1", port, asked: false };
      return { ip: await this.modules.askExternalIp(this.signal), port, asked: true };
    });
  }

  /** What happened when the axon's port was bound and dialed from here. */
  portFact(): Promise<Cached<PortTest>> {
    return this.#fact("port", async () => {
      const external = await this.externalFact();
      return await dialPort(this.options.axon, external.value ?? null, this.modules.clock, this.signal);
    });
  }

  /** @throws NotChecked */
  hotkey(): Promise<Signer> {
    return this.#need(this.hotkeyFact(), "the hotkey cannot be opened");
  }

  /** @throws NotChecked */
  coldkeypub(): Promise<PublicKey> {
    return this.#need(
      this.#fact("coldkeypub", () => readColdkeyPub(this.options.wallet)),
      "the coldkey's address is unknown",
    );
  }

  /** @throws NotChecked */
  probe(): Promise<EndpointProbe> {
    return this.#need(this.probeFact(), "the chain does not answer");
  }

  /** @throws NotChecked when the chain cannot be reached or has no such subnet */
  async chain(): Promise<Chain> {
    return await this.#need(this.chainFact(), "the chain cannot be reached");
  }

  /** Whether the subnet is there. @throws NotChecked */
  async subnetExists(): Promise<boolean> {
    const chain = await this.chain();
    return await this.#need(
      this.#fact("subnet", () => chain.subnetExists(this.options.netuid)),
      "the chain does not answer",
    );
  }

  /** @throws NotChecked */
  async metagraph(): Promise<Metagraph> {
    if (!await this.subnetExists()) throw new NotChecked(`netuid ${this.options.netuid} does not exist`);
    const chain = await this.chain();
    return await this.#need(
      this.#fact("metagraph", () => chain.metagraph(this.options.netuid)),
      "the metagraph cannot be read",
    );
  }

  /** @throws NotChecked */
  async hyperparameters(): Promise<Hyperparameters> {
    if (!await this.subnetExists()) throw new NotChecked(`netuid ${this.options.netuid} does not exist`);
    const chain = await this.chain();
    return await this.#need(
      this.#fact("hyperparameters", () => chain.hyperparameters(this.options.netuid)),
      "the hyperparameters cannot be read",
    );
  }

  /** The own neuron; null when not registered. @throws NotChecked */
  async neuron(): Promise<Neuron | null> {
    const [hotkey, { neurons }] = await Promise.all([this.hotkey(), this.metagraph()]);
    return neurons.find((neuron) => neuron.hotkey === hotkey.ss58) ?? null;
  }

  /** The own neuron. @throws NotChecked when not registered */
  async registered(): Promise<Neuron> {
    const neuron = await this.neuron();
    if (!neuron) throw new NotChecked("the hotkey is not registered");
    return neuron;
  }

  /** Closes what was opened. */
  async close(): Promise<void> {
    const chain = await this.#facts.get("chain") as Cached<Chain> | undefined;
    await chain?.value?.close();
  }

  #fact<T>(name: string, look: () => Promise<T>): Promise<Cached<T>> {
    let fact = this.#facts.get(name) as Promise<Cached<T>> | undefined;
    if (!fact) {
      fact = look().then((value): Cached<T> => ({ value }), (error): Cached<T> => ({ error }));
      this.#facts.set(name, fact);
    }
    return fact;
  }

  async #need<T>(fact: Promise<Cached<T>>, otherwise: string): Promise<T> {
    const found = await fact;
    if (found.error !== undefined) throw new NotChecked(`${otherwise}: ${errorText(found.error)}`);
    return found.value as T;
  }
}

/** One preflight check. */
export interface Check {
  id: string;
  /** Which neurons it concerns. @default {both} */
  role?: "miner" | "validator";
  /** Facts are shared through the examination, so that each is looked up once. @throws NotChecked */
  run(exam: CheckContext): Promise<CheckResult>;
}
