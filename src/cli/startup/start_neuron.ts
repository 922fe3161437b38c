import { freshSeed, seededRandom, systemClock } from "../../base/mod.ts";
import type { Chain } from "../../chain/mod.ts";
import { checkEngineName } from "../../llm/mod.ts";
import { openStore, type Store, takeLock } from "../../store/mod.ts";
import { createMetrics, type Log, type MetricsRegistry } from "../../telemetry/mod.ts";
import { openHotkey, type Signer } from "../../wallet/mod.ts";
import type { CommandContext } from "../command.ts";
import type { FlagValues } from "../flags/flags.ts";
import type { axonFlags, chainFlags, loggingFlags, walletFlags } from "../flags/groups.ts";
import { type Basics, chainEndpoint, homeFolder, openChain, openLog } from "./open_neuron.ts";
import { passwordSource } from "./ask_passwords.ts";

/** Flags every neuron has. */
export type NeuronFlagValues =
  & FlagValues<typeof walletFlags>
  & FlagValues<typeof chainFlags>
  & FlagValues<typeof loggingFlags>
  & Partial<FlagValues<typeof axonFlags>>
  & { "neuron.name": string; "neuron.engine": string; seed: string | undefined };

/** What is open once the first checks of a neuron have passed. */
export interface StartedNeuron extends Basics {
  metrics: MetricsRegistry;
  signer: Signer;
  chain: Chain;
  store: Store;
  /** Name of the network, or `unknown`. */
  network: string;
  /** The chain runs on this machine. */
  localChain: boolean;
  folder: string;
  log: Log;
  /** Closes everything in reverse order; never throws. */
  close(): Promise<void>;
}

/**
 * The first start-up checks, in this order (docs/interface.md#exit-codes): wallet (5) → chain (4) → lock
 * (7). Registration, port and model follow in the neuron. Whatever was opened before a failure is closed
 * again.
 * @param options `locked` false = may run beside another neuron of the same hotkey (it sets nothing)
 */
export async function startNeuron(
  flags: NeuronFlagValues,
  context: CommandContext,
  options: { locked?: boolean } = {},
): Promise<StartedNeuron> {
  const { lockFolders, lockName, neuronFolder } = await import("../../../neurons/mod.ts");
  const home = homeFolder(context.env);
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      try {
        await closer();
      } catch { /* what is being closed is no longer needed */ }
    }
  };
  try {
    // Typing errors come before anything asks for a password.
    const network = chainEndpoint(flags);
    checkEngineName(flags["neuron.engine"]);
    const signer = await openHotkey(
      { path: flags["wallet.path"], name: flags["wallet.name"], hotkey: flags["wallet.hotkey"] },
      passwordSource(flags["password-file"]),
    );
    const folder = neuronFolder({
      loggingDir: flags["logging.logging_dir"],
      walletName: flags["wallet.name"],
      hotkeyName: flags["wallet.hotkey"],
      netuid: flags.netuid,
      neuronName: flags["neuron.name"],
    }, home);
    const log = openLog(flags, folder);
    closers.push(() => log.close());
    const metrics = await createMetrics({ clock: systemClock, logger: log.logger });
    closers.push(() => metrics.close());
    const basics: Basics = {
      clock: systemClock,
      random: seededRandom(flags.seed ?? freshSeed()),
      logger: log.logger,
      metrics,
    };
    const chain = await openChain(flags, basics, context.signal);
    closers.push(() => chain.close());
    if (options.locked ?? true) {
      const lock = takeLock(
        lockFolders({ lockDir: flags["logging.lock_dir"], loggingDir: flags["logging.logging_dir"] }, home),
        lockName(signer.ss58, chain.genesisHash, flags.netuid),
      );
      closers.push(() => lock.release());
    }
    const store = openStore(`${folder}/sn1.db`);
    closers.push(() => store.close());
    return {
      ...basics,
      metrics,
      signer,
      chain,
      store,
      network: network.name,
      localChain: network.name === "local",
      folder,
      log,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
