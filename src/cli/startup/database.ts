import { text } from "../flags/flags.ts";
import { chainFlags, loggingFlags, walletFlags } from "../flags/groups.ts";
import { homeFolder } from "./open_neuron.ts";

/** Flags that name one neuron's database (docs/interface.md#files). */
export const databaseFlags = {
  "wallet.name": walletFlags["wallet.name"],
  "wallet.hotkey": walletFlags["wallet.hotkey"],
  netuid: chainFlags.netuid,
  "neuron.name": text({ help: "which neuron's database", default: "validator", placeholder: "NAME" }),
  "logging.logging_dir": loggingFlags["logging.logging_dir"],
};

/** Values of {@link databaseFlags}. */
export type DatabaseFlagValues =
  & Record<"wallet.name" | "wallet.hotkey" | "neuron.name" | "logging.logging_dir", string>
  & { netuid: number };

/** Path of the database that the flags name. */
export async function databasePath(
  flags: DatabaseFlagValues,
  env: (name: string) => string | undefined,
): Promise<string> {
  const { neuronFolder } = await import("../../../neurons/mod.ts");
  const folder = neuronFolder({
    loggingDir: flags["logging.logging_dir"],
    walletName: flags["wallet.name"],
    hotkeyName: flags["wallet.hotkey"],
    netuid: flags.netuid,
    neuronName: flags["neuron.name"],
  }, homeFolder(env));
  return `${folder}/sn1.db`;
}
