import { parseEnv } from "node:util";
import type { IgnoredValue } from "./resolve.ts";

/**
 * Variables without a flag that `.env` may set. Every other one comes from the environment only: `.env` belongs to the
 * current folder, so whoever made the folder would choose the home folder or the server that gets `HF_TOKEN`.
 */
const ACCEPTED = new Set(["OPENAI_API_KEY", "HF_TOKEN", "SN1_MODELS"]);

/** Variables this program reads and `.env` must not set. */
const REFUSED = ["SN1_HUB", "SN1_RELEASES", "SN1_RELEASE_KEY", "SN1_CACHE", "HOME", "XDG_CACHE_HOME"];

/** Size of `.env` above which it is not read, bytes. */
const MAX_BYTES = 1 << 20;

/**
 * Reads `.env` in the current folder, if there: `NAME=value` lines, quotes allowed, `#` comments. A file that is
 * missing, unreadable or larger than 1 MiB sets nothing.
 */
export async function readDotEnv(path = ".env"): Promise<Record<string, string>> {
  let content: string;
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile || size > MAX_BYTES) return {};
    content = await Deno.readTextFile(path);
  } catch {
    return {}; // no file, or not readable: nobody asked for it
  }
  return parseDotEnv(content);
}

/** Variables of the text of a `.env` file, as Node reads it: a `#` outside quotes begins a comment. */
export function parseDotEnv(content: string): Record<string, string> {
  return parseEnv(content.replace(/^\ufeff/, "")) as Record<string, string>;
}

/** Looks a variable up in the environment, then, for the few that are accepted there, in `.env`. */
export function variableLookup(
  env: (name: string) => string | undefined,
  dotEnv: Readonly<Record<string, string>>,
): (name: string) => string | undefined {
  return (name) => env(name) || (ACCEPTED.has(name) ? dotEnv[name] : undefined) || undefined;
}

/** Variables of `.env` that have no flag and no effect there. */
export function ignoredVariables(dotEnv: Readonly<Record<string, string>>): IgnoredValue[] {
  return REFUSED.filter((name) => dotEnv[name]).map((name) => ({
    name,
    where: `${name} in .env`,
    instead: `the environment (${name})`,
  }));
}
