import { errorText, PackageError } from "../base/mod.ts";
import { installPlugin } from "./adapt_plugin.ts";
import { PluginError } from "./errors.ts";
import { checkPlugin } from "./plugin_shape.ts";
import type { Plugin } from "./types.ts";

/** Plugins of one program at most; more are hardly meant. */
export const MAX_PLUGINS = 32;

/** Files that were loaded, so that a program with several neurons installs each once. */
const loaded = new Map<string, Plugin>();

/**
 * Loads plugin files and puts what they bring into the tables of tasks, rewards, datasets and engines. They run in this
 * process, with its permissions. Call it before anything reads the tables.
 * @param paths files relative to the working folder, `.ts`, `.js` or `.mjs`; addresses are refused
 * @returns the plugins, for what is not in a table: the policies of a miner
 * @throws PluginError naming file and export
 */
export async function loadPlugins(paths: readonly string[]): Promise<Plugin[]> {
  if (paths.length > MAX_PLUGINS) {
    throw new PluginError("load", `${paths.length} plugins, at most ${MAX_PLUGINS} are loaded`);
  }
  const plugins: Plugin[] = [];
  for (const path of paths) plugins.push(await loadPlugin(path));
  return plugins;
}

async function loadPlugin(path: string): Promise<Plugin> {
  const fail = (code: "load" | "shape" | "name", problem: string, cause?: unknown): never => {
    throw new PluginError(code, `plugin ${JSON.stringify(path)}: ${problem}`, {
      cause,
      data: { path },
      hint: "docs/plugins.md shows the shape; sn1 new task DIR writes one that works",
    });
  };
  if (!/\.(ts|mts|js|mjs)$/.test(path) || /^[a-z][a-z0-9+.-]+:/i.test(path)) {
    fail("load", "a plugin is a local file that ends in .ts or .js");
  }
  const file = await Deno.realPath(path).catch((error) => fail("load", errorText(error), error));
  const known = loaded.get(file!);
  if (known) return known;
  const url = new URL(`file://${file!.split("/").map(encodeURIComponent).join("/")}`).href;
  const module: Record<string, unknown> = await import(url).catch((error) =>
    fail("load", `cannot be run: ${errorText(error)}`, error)
  );
  if (!("default" in module)) {
    const others = Object.keys(module);
    fail(
      "shape",
      `has no default export${others.length > 0 ? `, only ${others.join(", ").slice(0, 200)}` : ""}`,
    );
  }
  const checked = checkPlugin(module.default);
  if (typeof checked === "string") return fail("shape", `default export: ${checked}`);
  try {
    installPlugin(checked);
  } catch (error) {
    fail(
      "name",
      errorText(error) + (error instanceof PackageError && error.hint ? ` (${error.hint})` : ""),
      error,
    );
  }
  loaded.set(file!, checked);
  return checked;
}
