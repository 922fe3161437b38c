import { NeuronError } from "../errors.ts";
import { errorText } from "../../src/base/mod.ts";

/** What decides the address a neuron announces. */
export interface ExternalAddressOptions {
  externalIp?: string;
  externalPort?: number;
  /** Port the axon is bound to. */
  port: number;
  /** The chain runs on this machine, so peers are here too. */
  localChain: boolean;
  /** Asks public services for the own address. */
  ask: (signal: AbortSignal) => Promise<string>;
  signal: AbortSignal;
}

/**
 * The address to announce on chain: the flags, loopback beside a local chain, else what public services see.
 * @throws NeuronError `config` when nobody can say
 */
export async function externalAddress(
  options: ExternalAddressOptions,
): Promise<{ ip: string; port: number }> {
  const port = options.externalPort ?? options.port;
  if (options.externalIp) return { ip: options.externalIp, port };
  if (options.localChain) return { ip: "127.0.0.1", port };
  try {
    return { ip: await options.ask(options.signal), port };
  } catch (error) {
    throw new NeuronError("config", `the external address is unknown: ${errorText(error)}`, {
      hint: "give it with --axon.external_ip",
      cause: error,
    });
  }
}
