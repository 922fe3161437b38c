import type { Module } from "./imports.ts";

/** Path of a source file, relative to the root, with `/`. */
export type Path = string;

/**
 * The project file a specifier names.
 * @returns null for packages, `node:` modules and URLs
 */
export function resolve(from: Path, specifier: string): Path | null {
  if (!specifier.startsWith("./") && !specifier.startsWith("../")) return null;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") {
      if (parts.length === 0 || parts.at(-1) === "..") parts.push("..");
      else parts.pop();
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** Project files that a file names at its top, types included. */
function namedEdges(path: Path, module: Module): Path[] {
  return module.imports.filter((found) => !found.lazy).map((found) => resolve(path, found.specifier))
    .filter((to): to is Path => to !== null);
}

/**
 * Groups of files that import each other in a circle, types included (strongly connected components, by Tarjan).
 * @returns each circle as a list of paths, in the order of the walk
 */
export function circles(modules: ReadonlyMap<Path, Module>): Path[][] {
  const index = new Map<Path, number>();
  const low = new Map<Path, number>();
  const stack: Path[] = [];
  const onStack = new Set<Path>();
  const found: Path[][] = [];

  const visit = (path: Path) => {
    const mine = index.size;
    index.set(path, mine);
    low.set(path, mine);
    stack.push(path);
    onStack.add(path);
    let self = false;
    for (const to of namedEdges(path, modules.get(path)!)) {
      if (!modules.has(to)) continue;
      if (to === path) self = true;
      if (!index.has(to)) {
        visit(to);
        low.set(path, Math.min(low.get(path)!, low.get(to)!));
      } else if (onStack.has(to)) low.set(path, Math.min(low.get(path)!, index.get(to)!));
    }
    if (low.get(path) !== mine) return;
    const group = stack.splice(stack.indexOf(path));
    for (const member of group) onStack.delete(member);
    if (group.length > 1 || self) found.push(group);
  };
  for (const path of modules.keys()) if (!index.has(path)) visit(path);
  return found;
}

/**
 * The shortest chain of static imports from a file to a package for which `wanted` holds.
 * @returns the files on the way and the package, or null
 */
export function chainTo(
  start: Path,
  modules: ReadonlyMap<Path, Module>,
  wanted: (specifier: string) => boolean,
): { via: Path[]; package: string; line: number } | null {
  const queue: { path: Path; via: Path[]; line: number }[] = [{ path: start, via: [], line: 0 }];
  const seen = new Set<Path>([start]);
  for (let at = 0; at < queue.length; at++) {
    const { path, via, line } = queue[at]!;
    const module = modules.get(path);
    if (!module) continue;
    for (const found of module.imports) {
      if (found.typeOnly || found.lazy) continue;
      const first = via.length === 0 && path === start ? found.line : line;
      const to = resolve(path, found.specifier);
      if (to === null) {
        if (wanted(found.specifier)) return { via, package: found.specifier, line: first };
      } else if (!seen.has(to)) {
        seen.add(to);
        queue.push({ path: to, via: [...via, to], line: first });
      }
    }
  }
  return null;
}
