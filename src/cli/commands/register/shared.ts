import { CliError } from "../../errors.ts";
import type { FlagValues } from "../../flags/flags.ts";
import type { Output } from "../../terminal/output.ts";
import type { registerFlags } from "./register_flags.ts";
import { LEGACY_WORDS, tao } from "./register_words.ts";

type Flags = FlagValues<typeof registerFlags>;

/** Where the wallet is. */
export function locationOf(flags: Flags): { path: string; name: string; hotkey: string } {
  return { path: flags["wallet.path"], name: flags["wallet.name"], hotkey: flags["wallet.hotkey"] };
}

/** The limit the person gave, RAO. */
export function maxPriceOf(flags: Flags): bigint | undefined {
  return flags["max-price"] === undefined ? undefined : BigInt(Math.round(flags["max-price"] * 1e9));
}

/** Lets a burn on finney netuid 1 through only where it was asked for by name. */
export function agreeToLegacy(flags: Flags, out: Output): void {
  out.note(LEGACY_WORDS);
  if (flags["confirm-legacy-subnet"]) return;
  throw new CliError("declined", "finney netuid 1 no longer asks this protocol", {
    hint: "with --yes or --build, --confirm-legacy-subnet is needed too",
  });
}

type Registered = import("../../../../neurons/register/register_hotkey.ts").Registered;

/** What became of a registration (docs/interface.md#json-shapes). */
export interface Reported extends Registered {
  netuid: number;
  hotkey: string;
}

/** Tells it, as a line and as JSON. */
export function reportRegistered(out: Output, done: Reported): void {
  const { netuid, hotkey, uid, price, paid, block, hash, already } = done;
  out.line(
    already
      ? `${hotkey} is already registered on netuid ${netuid} as uid ${uid}`
      : `${hotkey} is uid ${uid} on netuid ${netuid}, paid ${tao(paid)} in block ${block}`,
  );
  out.result({ netuid, hotkey, uid, price, paid, block, hash, already });
}
