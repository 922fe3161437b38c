import { WalletError } from "./errors.ts";
import type { WalletLocation } from "./types.ts";

/** Ending of public files beside hotkeys; no hotkey may be called so. */
export const PUBLIC_SUFFIX = "pub.txt";

/** Files of one wallet. */
export interface WalletPaths {
  /** Folder of the wallet. */
  folder: string;
  /** File of the coldkey. */
  coldkey: string;
  /** File of the public part of the coldkey. */
  coldkeypub: string;
  /** Folder of the hotkeys. */
  hotkeys: string;
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** File of the public part of the hotkey. */
  hotkeypub: string;
}

/**
 * Folder of all wallets with a leading `~` replaced and no slash at the end.
 * @param home home folder. @default {the variable HOME or USERPROFILE}
 * @throws WalletError `invalid` when `~` is used and no home folder is known
 */
export function expandWalletPath(path: string, home?: string): string {
  let full = path;
  if (path === "~" || path.startsWith("~/")) {
    const base = home ?? Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
    if (!base) {
      throw new WalletError("invalid", `${path} needs a home folder, and HOME is not set`, {
        hint: "Give the folder in full with --wallet.path.",
      });
    }
    full = base.replace(/[/\\]+$/, "") + path.slice(1);
  }
  return full.replace(/\/+$/, "") || (path.startsWith("/") ? "/" : ".");
}

/**
 * Files of a wallet. Names are checked: they are parts of a path, and a hotkey named `../coldkey` must not reach another file.
 * @param home see {@link expandWalletPath}
 * @throws WalletError `invalid`
 */
export function walletPaths(location: WalletLocation, home?: string): WalletPaths {
  checkName(location.name, "wallet name", "--wallet.name");
  checkName(location.hotkey, "hotkey name", "--wallet.hotkey");
  if (location.hotkey.endsWith(PUBLIC_SUFFIX)) {
    throw new WalletError("invalid", `a hotkey name must not end in ${PUBLIC_SUFFIX}: ${location.hotkey}`);
  }
  const folder = `${expandWalletPath(location.path, home)}/${location.name}`.replace(/^\/\//, "/");
  const hotkeys = `${folder}/hotkeys`;
  return {
    folder,
    coldkey: `${folder}/coldkey`,
    coldkeypub: `${folder}/coldkeypub.txt`,
    hotkeys,
    hotkey: `${hotkeys}/${location.hotkey}`,
    hotkeypub: `${hotkeys}/${location.hotkey}${PUBLIC_SUFFIX}`,
  };
}

const MAX_NAME_CHARACTERS = 200;
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[/\\\u0000-\u001f\u007f]/;

function checkName(name: string, what: string, flag: string): void {
  const usable = name !== "" && name !== "." && name !== ".." && name.length <= MAX_NAME_CHARACTERS;
  if (usable && !FORBIDDEN.test(name)) return;
  throw new WalletError("invalid", `not a usable ${what}: ${JSON.stringify(name.slice(0, 60))}`, {
    hint: `Give ${flag} a name without slashes or control characters.`,
  });
}
