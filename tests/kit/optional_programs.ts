import { fullPermissions } from "./mod.ts";

/**
 * Where a program lies: its path when it holds a slash, else the first executable of that name on PATH.
 * Never throws; null also where the process may not look.
 */
export function findProgram(name: string): string | null {
  try {
    const folders = name.includes("/") ? [""] : (Deno.env.get("PATH") ?? "").split(":").filter(Boolean);
    for (const folder of folders) {
      const path = folder ? `${folder}/${name}` : name;
      if (isExecutable(path)) return path;
    }
  } catch { /* not allowed to look */ }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}

/**
 * The `skip` of a test that needs programs which not every machine has. Such a test stands in tests/ignored.json.
 * All look-ups of optional programs go through here: CI runs the files that use it once without any of them.
 * @returns e.g. `no zsh here`, or false when all are there
 */
export function without(...names: string[]): string | false {
  if (!fullPermissions) return false;
  const missing = names.filter((name) => findProgram(name) === null);
  return missing.length > 0 ? `no ${missing.join(", no ")} here` : false;
}
