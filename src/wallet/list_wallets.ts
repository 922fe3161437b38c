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
  /** What is wrong with the coldkey's files; absent when nothing is. */
  coldkeyProblem?: string;
  /** Sorted by name. */
  hotkeys: HotkeySummary[];
}

/** What can be said about a hotkey file without a password. */
export interface HotkeySummary {
  /** Name of the key file, the value of `--wallet.hotkey`. */
  name: string;
  /** Null when the file is encrypted without a public file beside it, or has a problem. */
  ss58: string | null;
  /** What is wrong with the file: damaged, cut off, no key file at all; absent when nothing is. */
  problem?: string;
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

/** What a key file shows without a password. */
interface Look {
  ss58: string | null;
  /** Absent when the file is whole, or is not there. */
  problem?: string;
}

/** Looks at a file; a link to nothing is a problem, a file that is not there is none. */
async function look(path: string): Promise<Look> {
  try {
    const file = await readSmallFile(path, "the key file");
    const codec = codecOf(file);
    codec.check?.(file);
    if (codec.encrypted) return { ss58: null };
    return { ss58: publicKeyOf(parseKeyRecord(file, path), path).ss58 };
  } catch (error) {
    if (!(error instanceof WalletError)) throw error;
    if (error.code !== "missing") return { ss58: null, problem: problemText(error, path) };
    const link = await Deno.lstat(path).then(({ isSymlink }) => isSymlink, () => false);
    return link ? { ss58: null, problem: "link to a file that does not exist" } : { ss58: null };
  }
}

/** The error's words without the path, which stands in front of them already. */
function problemText(error: WalletError, path: string): string {
  const text = error.message.replaceAll(path, "").replace(/^the key file\s*/, "").trim();
  return text.replace(/^:\s*/, "").replace(/^is not a key file: /, "not a key file: ");
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
    const [stated, key] = [await look(path + PUBLIC_SUFFIX), await look(path)];
    // A whole public file does not make a damaged private one usable.
    const ss58 = key.problem === undefined ? stated.ss58 ?? key.ss58 : null;
    hotkeys.push({ name, ss58, ...(key.problem === undefined ? {} : { problem: key.problem }) });
  }
  const { ss58: coldkey, problem } = await look(paths.coldkeypub);
  const coldkeyProblem = problem === undefined
    ? (await look(paths.coldkey)).problem
    : `coldkeypub.txt: ${problem}`;
  if (coldkey === null && hotkeys.length === 0 && (await entries(paths.folder)).length === 0) {
    throw new WalletError("missing", `there is no wallet ${paths.folder}`, {
      hint:
        `See \`sn1 wallet list\`, or make it with \`sn1 wallet new-coldkey --wallet.name ${location.name}\`.`,
      data: { path: paths.folder },
    });
  }
  return {
    name: location.name,
    coldkey,
    ...(coldkeyProblem === undefined ? {} : { coldkeyProblem }),
    hotkeys,
  };
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
