import type { CommandContext } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { COMMAND_LINE_ONLY, integer, path, text, toggle, TRUSTED_SOURCES } from "../../flags/flags.ts";
import { chainFlags, generalFlags, offlineFlags, walletFlags } from "../../flags/groups.ts";

/** A file that holds a key or what a key signs. */
const keyFile = (help: string) => path({ help, sources: TRUSTED_SOURCES, notable: true });

/** Flags of all verbs. */
export const walletCommandFlags = {
  ...walletFlags,
  "words": integer({
    help: "words of a new recovery phrase: 12, 15, 18, 21 or 24",
    default: 12,
    min: 12,
    max: 24,
  }),
  "mnemonic-file": keyFile(
    "new-…: write the phrase there (mode 0600) instead of showing it; regen-…: read it from there",
  ),
  "seed-file": keyFile("regen-…: file with the 32-byte seed as hex"),
  "json-path": keyFile("regen-…: polkadot-js export (version 3)"),
  "json-password-file": keyFile("password of that export"),
  "no-password": toggle({
    help: "store the key unencrypted (hotkeys: the default)",
    sources: COMMAND_LINE_ONLY,
  }),
  "encrypt": toggle({ help: "store a hotkey encrypted" }),
  overwrite: toggle({ help: "replace existing files; an old key is gone then", sources: COMMAND_LINE_ONLY }),
  message: text({ help: "sign, verify: the text", placeholder: "TEXT" }),
  signature: text({ help: "verify: 0x and 128 hex digits", placeholder: "HEX" }),
  ss58: text({ help: "verify, balance, proxy list: an address (unset: the coldkey)", placeholder: "SS58" }),
  "use-coldkey": toggle({ help: "sign with the coldkey", sources: COMMAND_LINE_ONLY }),
  "subtensor.network": chainFlags["subtensor.network"],
  "subtensor.chain_endpoint": chainFlags["subtensor.chain_endpoint"],
  "chain.fallback_endpoints": chainFlags["chain.fallback_endpoints"],
  "proxy.delegate": text({
    help: "proxy …: address of the key that acts for the coldkey",
    placeholder: "SS58",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "proxy.type": text({
    help: "proxy add, remove: what it may do; Registration registers and nothing else",
    default: "Registration",
    placeholder: "KIND",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "proxy.delay": integer({
    help: "proxy remove: blocks of announcement of the proxy to remove",
    default: 0,
    min: 0,
    hidden: true,
  }),
  ...offlineFlags,
  out: keyFile("sign-call: file to write (unset: FILE with .signed before its ending)"),
  yes: toggle({ help: "sign-call, proxy: do not ask", sources: COMMAND_LINE_ONLY }),
  ...generalFlags,
};

/** What a verb works with. */
export type WalletContext = CommandContext<typeof walletCommandFlags>;

/** The wallet room, loaded. */
export type WalletRoom = typeof import("../../../wallet/mod.ts");

/** Where the wallet is. */
export function locationOf({ flags }: WalletContext): { path: string; name: string; hotkey: string } {
  return { path: flags["wallet.path"], name: flags["wallet.name"], hotkey: flags["wallet.hotkey"] };
}

/** Refuses for want of a flag. */
export function missing(flag: string): never {
  throw new CliError("usage", `--${flag} is missing`, { hint: `sn1 wallet --help shows how` });
}
