import { FOREIGN_FOLDERS, INSTALL_ONLY_PACKAGES } from "./packages.data.ts";

/** A package that goes into the portable build. */
export interface ClosurePackage {
  name: string;
  version: string;
  /** Folder it is copied from. */
  folder: string;
}

/** What is read of a package.json. */
interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

const suits = (wanted: string[] | undefined, here: string) =>
  wanted === undefined || wanted.includes(here) ||
  (wanted[0]?.startsWith("!") && !wanted.includes(`!${here}`));

/**
 * The named packages and everything they depend on at run time on linux/x64 with glibc, as installed.
 * @param root folder with `node_modules`
 * @throws Error when a needed package is not installed
 */
export async function packageClosure(root: string, names: readonly string[]): Promise<ClosurePackage[]> {
  const found = new Map<string, ClosurePackage>();
  const visit = async (name: string, from: string, optional: boolean): Promise<void> => {
    if (found.has(name) || INSTALL_ONLY_PACKAGES.includes(name)) return;
    const folder = await locate(name, from, root);
    if (folder === null) {
      if (optional) return;
      throw new Error(`package ${name} is not installed: run deno install`);
    }
    const manifest: Manifest = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
    if (!suits(manifest.os, "linux") || !suits(manifest.cpu, "x64") || !suits(manifest.libc, "glibc")) return;
    found.set(name, { name, version: manifest.version, folder });
    for (const next of Object.keys(manifest.dependencies ?? {})) await visit(next, folder, false);
    for (const next of Object.keys(manifest.optionalDependencies ?? {})) await visit(next, folder, true);
  };
  for (const name of names) await visit(name, root, false);
  return [...found.values()];
}

/** The real folder of a package as seen from another one's folder. */
async function locate(name: string, from: string, root: string): Promise<string | null> {
  const candidates: string[] = [];
  for (let folder = from; folder.length >= root.length; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    candidates.push(
      folder.endsWith("/node_modules") ? `${folder}/${name}` : `${folder}/node_modules/${name}`,
    );
  }
  // Packages that only other packages ask for have their common place here.
  candidates.push(`${root}/node_modules/.deno/node_modules/${name}`);
  for (const candidate of candidates) {
    try {
      return await Deno.realPath(candidate);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

/** Copies a package without its own dependencies and without what other platforms need. */
export async function copyPackage(source: ClosurePackage, target: string): Promise<void> {
  const skipped = FOREIGN_FOLDERS[source.name] ?? [];
  const copy = async (path: string): Promise<void> => {
    await Deno.mkdir(`${target}/${path}`, { recursive: true });
    for await (const entry of Deno.readDir(`${source.folder}/${path}`)) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.name === "node_modules" || skipped.includes(inner)) continue;
      if (/\.(d\.[cm]?ts|map|md)$/i.test(entry.name)) continue;
      if (entry.isDirectory) await copy(inner);
      else await Deno.copyFile(`${source.folder}/${inner}`, `${target}/${inner}`);
    }
  };
  await copy("");
}
