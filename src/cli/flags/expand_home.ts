import { CliError } from "../errors.ts";

/**
 * Replaces a leading `~` of a path by the home folder. Shells do this only at the start of a word, so not in
 * `--flag=~/x`, a config file or a variable.
 * @param value a path, a list of paths, or anything else, which is returned as it is
 * @param home the home folder, if one is known
 * @param where the place the path came from, for the error
 * @throws CliError `config` when the path needs a home folder and none is known
 */
export function expandHome(value: unknown, home: string | undefined, where: string): unknown {
  if (Array.isArray(value)) return value.map((item) => expandHome(item, home, where));
  if (typeof value !== "string" || !/^~(\/|$)/.test(value)) return value;
  const base = home?.replace(/\/+$/, "");
  if (base === undefined || home === "") {
    throw new CliError("config", `${where} needs the home folder, and HOME is not set: "${value}"`, {
      hint: "set HOME, or give the path in full",
    });
  }
  return base + value.slice(1) || "/";
}
