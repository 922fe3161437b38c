import type { Plugin } from "../../plugins/mod.ts";

/** Loads the files of `--plugin`; without the flag nothing of the package is imported. @throws PluginError */
export async function loadPluginFiles(paths: readonly string[]): Promise<Plugin[]> {
  if (paths.length === 0) return [];
  return await (await import("../../plugins/mod.ts")).loadPlugins(paths);
}
