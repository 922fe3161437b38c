/**
 * Reads golden vectors from tests/vectors/, or from the folder in SN1_VECTORS when that is set (a file missing
 * there is skipped by its test with a note; a file missing in tests/vectors/ fails).
 */
const home = new URL("../vectors/", import.meta.url);

/** Vector files this project knows. */
export const KNOWN_VECTORS = [
  "chain-hash.json",
  "chain-weights.json",
  "cleaners.json",
  "dates.json",
  "difflib.json",
  "ema.json",
  "float_diff.json",
  "mathgen_samples.json",
  "ordinal.json",
  "rewards_total.json",
  "rouge.json",
  "stream_join.json",
  "streaming.json",
  "uids.json",
  "wallet.json",
  "wiki.json",
  "wire.json",
] as const;

/**
 * The parsed file.
 * @returns null when SN1_VECTORS names a folder that lacks this file
 * @throws when it is missing in tests/vectors/
 */
// deno-lint-ignore no-explicit-any
export async function readVectors(file: typeof KNOWN_VECTORS[number]): Promise<any> {
  const folder = Deno.env.get("SN1_VECTORS");
  const path = folder ? `${folder.replace(/\/$/, "")}/${file}` : new URL(file, home);
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (folder && error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Prints how many cases of a file ran. */
export function reportCases(file: string, count: number): void {
  console.log(`${file}: ${count} cases`);
}

/** Ids of cases our rule answers differently on purpose, with the reason. */
export async function deviations(): Promise<Record<string, string>> {
  return JSON.parse(await Deno.readTextFile(new URL("deviations.json", home)));
}
