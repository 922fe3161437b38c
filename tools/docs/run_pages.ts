import { loadCommands } from "./check_line.ts";
import { type DocsModules, type PageResult, runPage } from "./run_page.ts";

/** Pages at once: a machine with few cores runs each command quicker alone. */
const AT_ONCE = 3;

/** Pages in the root of the repository. */
const ROOT_PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

/** Paths of the pages in the root and of all pages below docs, in order. */
export async function docsPages(root: string): Promise<string[]> {
  const pages: string[] = [];
  const walk = async (folder: string) => {
    for await (const entry of Deno.readDir(root + folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) await walk(path);
      else if (entry.name.endsWith(".md")) pages.push(path);
    }
  };
  await walk("docs");
  const present = new Set<string>();
  for await (const { name } of Deno.readDir(root)) present.add(name);
  return [...ROOT_PAGES.filter((page) => present.has(page)), ...pages.sort()];
}

/** What pages of a checkout are checked against: its program, its tasks, its other pages. */
export async function docsModules(root: string): Promise<DocsModules> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${root}deno.json`)) as { tasks: object };
  return {
    commands: await loadCommands(),
    tasks: new Set(Object.keys(tasks)),
    readText: async (path) =>
      (await Deno.stat(root + path)).isDirectory ? "" : await Deno.readTextFile(root + path),
  };
}

/** Runs pages, a few at once. @returns results in the order of the paths */
export async function runPages(
  paths: readonly string[],
  modules: DocsModules,
): Promise<PageResult[]> {
  const texts = await Promise.all(paths.map((path) => modules.readText(path)));
  const commands = texts.map((text) => text.split("\n$ ").length);
  // The longest first, so that none is left over at the end.
  const order = paths.map((_, at) => at).sort((a, b) => commands[b]! - commands[a]!);
  const results: PageResult[] = [];
  const worker = async () => {
    for (let at = order.shift(); at !== undefined; at = order.shift()) {
      results[at] = await runPage(paths[at]!, texts[at]!, modules);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
