import type { Command } from "./command.ts";
import type { FlagValues, Source } from "./flags/flags.ts";
import { spellings } from "./flags/parse.ts";

/** Flags that name what a command works on; a suggested command without them would work on something else. */
const CARRIED = [
  "netuid",
  "subtensor.network",
  "subtensor.chain_endpoint",
  "wallet.path",
  "wallet.name",
  "wallet.hotkey",
] as const;

/** A suggested command: the name, a verb for those that have some, then what is given already. */
const SUGGESTED =
  /\bsn1 (register|metagraph|query|doctor(?: miner| validator)?|wallet (?:proxy )?[a-z]+(?:-[a-z]+)?|api-key [a-z]+)\b([^`;\n]*)/g;

/**
 * Adds network, subnet, wallet and hotkey of the current command line to the commands a hint suggests.
 * @param values,sources the values of the command that failed; those nobody gave are left out
 * @param load the command with this name, if there is one
 */
export async function completeHint(
  hint: string,
  values: FlagValues<Command["flags"]>,
  sources: Readonly<Record<string, Source>>,
  load: (name: string) => Promise<Command | null>,
): Promise<string> {
  const given = CARRIED.filter((name) => sources[name] !== undefined && sources[name] !== "default");
  if (given.length === 0) return hint;
  let out = "";
  let end = 0;
  for (const match of hint.matchAll(SUGGESTED)) {
    const [, name, rest] = match as unknown as [string, string, string];
    const command = await load(name.split(" ")[0]!);
    if (!command) continue;
    const forms = spellings(command.flags);
    const stated = new Set(
      [...rest.matchAll(/--([A-Za-z0-9._-]+)/g)].map((flag) => forms.get(flag[1]!) ?? flag[1]!),
    );
    const missing = given.filter((flag) => flag in command.flags && !stated.has(flag));
    const cut = match.index + "sn1 ".length + name.length;
    out += hint.slice(end, cut) +
      missing.map((flag) => ` --${flag} ${quoted(String(values[flag]))}`).join("");
    end = cut;
  }
  return out + hint.slice(end);
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
