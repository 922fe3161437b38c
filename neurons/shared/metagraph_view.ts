import type { Chain, Metagraph, Neuron } from "../../src/chain/mod.ts";

/** The latest metagraph of one subnet, with look-ups by hotkey. Replaced whole, never patched. */
export class MetagraphView {
  #current: Metagraph;
  #byHotkey = new Map<string, Neuron>();
  readonly #listeners = new Set<(now: Metagraph, before: Metagraph) => void>();

  private constructor(first: Metagraph) {
    this.#current = first;
    this.#index();
  }

  /** Reads the metagraph once and wraps it. */
  static async load(chain: Chain, netuid: number): Promise<MetagraphView> {
    return new MetagraphView(await chain.metagraph(netuid));
  }

  get current(): Metagraph {
    return this.#current;
  }

  /** The neuron of a hotkey, or undefined when it is not registered. */
  find(hotkey: string): Neuron | undefined {
    return this.#byHotkey.get(hotkey);
  }

  /** Told after each replacement. @returns a function that stops it */
  onChange(listener: (now: Metagraph, before: Metagraph) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Reads it anew. */
  async refresh(chain: Chain): Promise<Metagraph> {
    const before = this.#current;
    this.#current = await chain.metagraph(before.netuid);
    this.#index();
    for (const listener of this.#listeners) listener(this.#current, before);
    return this.#current;
  }

  #index(): void {
    this.#byHotkey = new Map(this.#current.neurons.map((n) => [n.hotkey, n]));
  }
}
