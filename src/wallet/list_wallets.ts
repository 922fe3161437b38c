import { WalletError } from "./errors.ts";
import { codecOf } from "./codecs/codec_table.ts";
import { readSmallFile } from "./files.ts";
import { parseKeyRecord, publicKeyOf } from "./key_record.ts";
import { expandWalletPath, PUBLIC_SUFFIX, walletPaths } from "./paths.ts";
import type { WalletLocation } from "./types.ts";

/**
 * What can be said about a wallet without a password; the JSON of `wallet show`
 * (docs/interface.md#json-shapes).
 */
export interface WalletSummary {
  /** Name of the folder, the value of `--wallet.name`. */
  name: string;
  /** Address of the coldkey; null when its public file is missing or damaged. */
  coldkey: string | null;
  /** Sorted by name; `ss58` is null when the file is encrypted without a public file beside it, or damaged. */
  hotkeys: { name: string; ss58: string | null }[];
}

/** Entries of one folder that are looked at. */
const MAX_ENTRIES = 10_000;

async function entries(folder: string): Promise<Deno.DirEntry[]> {
  const found: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (found.push(entry) >= MAX_ENTRIES) break;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw new WalletError("unreadable", `the folder ${folder} cannot be read`, {
      cause: error,
      data: { folder },
    });
  }
  return found.filter(({ name }) => !name.startsWith(".")).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Address a file states; null when it cannot be told. */
async function addressIn(path: string): Promise<string | null> {
  try {
    const file = await readSmallFile(path, "the key file");
    if (codecOf(file).encrypted) return null;
    return publicKeyOf(parseKeyRecord(file, path), path).ss58;
  } catch (error) {
    if (error instanceof WalletError) return null;
    throw error;
  }
}

/**
 * One wallet: its coldkey address and hotkeys.
 * @param location its `hotkey` does not matter
 * @throws WalletError `missing` when there is no such wallet, `unreadable`, `invalid`
 */
export async function showWallet(location: Pick<WalletLocation, "path" | "name">): Promise<WalletSummary> {
  const paths = walletPaths({ ...location, hotkey: "default" });
  const hotkeys = [];
  for (const { name, isDirectory } of await entries(paths.hotkeys)) {
    if (isDirectory || name.endsWith(PUBLIC_SUFFIX)) continue;
    const path = `${paths.hotkeys}/${name}`;
    hotkeys.push({ name, ss58: await addressIn(path + PUBLIC_SUFFIX) ?? await addressIn(path) });
  }
  const coldkey = await addressIn(paths.coldkeypub);
  if (coldkey === null && hotkeys.length === 0 && (await entries(paths.folder)).length === 0) {
    throw new WalletError("missing", `there is no wallet ${paths.folder}`, {
      hint:
        `See \`sn1 wallet list\`, or make it with \`sn1 wallet new-coldkey --wallet.name ${location.name}\`.`,
      data: { path: paths.folder },
    });
  }
  return { name: location.name, coldkey, hotkeys };
}

/**
 * All wallets of a folder, sorted by name; none when the folder does not exist.
 * @param path folder of all wallets; a leading `~` is the home folder
 * @throws WalletError `unreadable`
 */
export async function listWallets(path: string): Promise<WalletSummary[]> {
  const wallets = [];
  for (const { name, isDirectory, isSymlink } of await entries(expandWalletPath(path))) {
    if (!isDirectory && !isSymlink) continue;
    try {
      wallets.push(await showWallet({ path, name }));
    } catch (error) {
      // Folders that are no wallets (empty, or with a name no flag can give) are passed over.
      if (!(error instanceof WalletError)) throw error;
    }
  }
  return wallets;
}
