import { ReleaseError } from "./errors.ts";
import type { Program } from "./types.ts";

/** How this process was started, as far as it tells which file an upgrade replaces. */
export interface ProcessFacts {
  /** Made by `deno compile`. */
  standalone: boolean;
  /** The running executable. */
  execPath: string;
  /** Address of the main module. */
  mainModule: string;
  /** `SN1_SELF`: where the launcher of the portable form says it lies. */
  self: string | undefined;
}

/** First bytes of a file of the portable form. */
const PORTABLE_HEAD = /^#!\/bin\/sh\n# sn1 \d/;

/**
 * The file that an upgrade replaces.
 * @throws ReleaseError `config` when the program runs from its sources
 */
export async function findProgram(facts: ProcessFacts): Promise<Program> {
  if (facts.standalone) return { path: await Deno.realPath(facts.execPath), form: "compiled" };
  // The launcher runs `app/sn1.js` with the deno beside that folder; the variable alone could be left over from elsewhere.
  const folder = facts.execPath.replace(/\/deno$/, "");
  const unpacked = facts.mainModule === `file://${encodeURI(folder)}/app/sn1.js`;
  if (facts.self && unpacked && PORTABLE_HEAD.test(await headOf(facts.self))) {
    return { path: await Deno.realPath(facts.self), form: "portable" };
  }
  throw new ReleaseError("config", "this sn1 runs from its sources: there is no program file to replace", {
    hint: "upgrade the sources with git, then run bash install.sh; --check works from here too",
  });
}

async function headOf(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(64);
    const length = await file.read(bytes);
    return new TextDecoder().decode(bytes.subarray(0, length ?? 0));
  } catch {
    return "";
  }
}
