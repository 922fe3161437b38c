/** What names the folder of a neuron. */
export interface NeuronPath {
  loggingDir: string;
  walletName: string;
  hotkeyName: string;
  netuid: number;
  neuronName: string;
}

/** `~` at the start is the home folder. */
export function expandHome(path: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? home.replace(/\/$/, "") + path.slice(1) : path;
}

/** Folder of one neuron (docs/interface.md#files): `{logging_dir}/{wallet}/{hotkey}/netuid{N}/{name}`. */
export function neuronFolder(path: NeuronPath, home: string): string {
  const base = expandHome(path.loggingDir, home).replace(/\/$/, "");
  return `${base}/${path.walletName}/${path.hotkeyName}/netuid${path.netuid}/${path.neuronName}`;
}

/** Name of the lock of one hotkey on one subnet of one chain. */
export function lockName(ss58: string, genesisHash: string, netuid: number): string {
  return `${ss58}-${genesisHash.replace(/^0x/, "").slice(0, 8)}-${netuid}`;
}

/**
 * Folders of the locks, in order: the one that is named, or the one in the home folder and, where that cannot be
 * written, one beside the databases.
 * @param options `lockDir` names the folder
 */
export function lockFolders(options: { lockDir?: string; loggingDir: string }, home: string): string[] {
  if (options.lockDir) return [expandHome(options.lockDir, home)];
  return [
    expandHome("~/.bittensor/sn1/locks", home),
    `${expandHome(options.loggingDir, home).replace(/\/+$/, "")}/locks`,
  ];
}
