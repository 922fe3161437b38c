/** What `<!-- run: … -->` asks for. */
export interface WorldSettings {
  /** A local chain for `--network local`, and in place of every other network. */
  localnet: boolean;
  netuid: number;
  /** Wallets that are there from the start. */
  wallets: string[];
  /** Wallets that get 100 TAO, at the latest when their coldkey exists. */
  funded: string[];
  /** Wallets whose hotkey `default` is registered. */
  registered: string[];
  /** The same, with 10,000 stake and so with a validator permit. */
  staked: string[];
}

/**
 * Reads the settings of a world: `localnet netuid=61 wallets=a,b funded=me registered=min staked=val`.
 * @throws Error naming the word it does not know
 */
export function readSettings(text: string): WorldSettings {
  const settings: WorldSettings = {
    localnet: false,
    netuid: 1,
    wallets: [],
    funded: [],
    registered: [],
    staked: [],
  };
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [name, value] = word.split("=");
    if (word === "localnet") settings.localnet = true;
    else if (name === "netuid" && /^\d+$/.test(value ?? "")) settings.netuid = Number(value);
    else if (value && ["wallets", "funded", "registered", "staked"].includes(name!)) {
      settings[name as "wallets"] = value.split(",");
    } else {throw new Error(
        `"${word}" is no setting of a run: localnet, netuid=, wallets=, funded=, registered=, staked=`,
      );}
  }
  return settings;
}
