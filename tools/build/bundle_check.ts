import { KNOWN_RUN_TIME_FILES } from "./packages.data.ts";
import { runCommand } from "./run_command.ts";

/** What is read of `deno info --json`. */
interface ModuleGraph {
  roots: string[];
  modules: {
    specifier: string;
    error?: string;
    dependencies?: { specifier: string; code?: { specifier?: string; error?: string } }[];
  }[];
}

/**
 * Everything a bundle would look for at run time and not find: imports that lead nowhere, and files named in ways
 * the bundler does not see (`import.meta.resolve`, `new URL(…, import.meta.url)`, computed `import()`).
 * @param app folder of the bundle, with `deno.json` and `node_modules`
 * @param entry file name of the main module in that folder
 * @returns one line per fault; empty when the bundle is complete
 * @throws Error when the module graph cannot be read
 */
export async function bundleFaults(app: string, entry: string): Promise<string[]> {
  const { code, text } = await runCommand(Deno.execPath(), [
    "info",
    "--json",
    "--quiet",
    "--no-lock",
    "--config=deno.json",
    entry,
  ], { cwd: app, limitS: 120, show: false, env: { NO_COLOR: "1" } });
  if (code !== 0) throw new Error(`deno info ${entry} failed:\n${text}`);
  const faults = graphFaults(JSON.parse(text.slice(text.indexOf("{"))));
  for await (const { name } of Deno.readDir(app)) {
    if (name.endsWith(".js")) faults.push(...await textFaults(app, name));
  }
  return faults.sort();
}

/** Imports, static and dynamic, that a program would stumble over; imports of types alone do not count. */
export function graphFaults(graph: ModuleGraph): string[] {
  const modules = new Map(graph.modules.map((module) => [module.specifier, module]));
  const faults: string[] = [];
  const seen = new Set(graph.roots);
  for (const specifier of seen) {
    const module = modules.get(specifier);
    const name = specifier.slice(specifier.lastIndexOf("/") + 1);
    if (module?.error) faults.push(`${name}: ${module.error}`);
    for (const { specifier: wanted, code } of module?.dependencies ?? []) {
      if (code?.error) faults.push(`${name} imports "${wanted}": ${code.error}`);
      if (code?.specifier) seen.add(code.specifier);
    }
  }
  return faults;
}

/** Ways to name a file at run time. The first group of each, where there is one, is the file. */
const RUN_TIME_NAMES: readonly RegExp[] = [
  /import\.meta\.resolve\(\s*["'`]?([^"'`)]*)/g,
  /new (?:\w+\.)?URL\(\s*["'`]([^"'`]+)["'`]\s*,\s*import\.meta\.url/g,
  /(?<![\w.$`*])import\(\s*([^)]+)\)/g,
];

const COMMENT = /\/\*.*?\*\//gs;

async function textFaults(app: string, name: string): Promise<string[]> {
  const text = await Deno.readTextFile(`${app}/${name}`);
  const faults: string[] = [];
  const chunk = name.replace(/-[0-9A-Z]{8}\.js$/, "");
  for (const wanted of runTimeNames(text)) {
    if (KNOWN_RUN_TIME_FILES[wanted] || KNOWN_RUN_TIME_FILES[`${chunk}: ${wanted}`]) continue;
    const there = await Deno.stat(`${app}/${wanted}`).then(({ isFile }) => isFile, () => false);
    if (!there) faults.push(`${name} looks for "${wanted}" at run time, which is not in the package`);
  }
  return faults;
}

/** Files that code names in ways a bundler does not see. */
export function runTimeNames(code: string): string[] {
  return RUN_TIME_NAMES.flatMap((pattern) => [...code.matchAll(pattern)])
    .map((match) => match[1]!.replace(COMMENT, "").trim())
    // Quoted or not computed: an import that the bundler has seen.
    .filter((name) => !/^["']|^`[^$]*`$/.test(name));
}
