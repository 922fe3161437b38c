import { READ_FILE, SKIPPED } from "./rules.data.ts";

/**
 * Reads the files the rules look at.
 * @param root folder of the project
 * @returns relative path → text, sorted by path
 */
export async function readTree(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  await walk(root, "", files);
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}

async function walk(root: string, folder: string, files: Map<string, string>): Promise<void> {
  for await (const entry of Deno.readDir(`${root}/${folder}`)) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (SKIPPED.includes(path) || SKIPPED.includes(entry.name)) continue;
    if (entry.isDirectory) await walk(root, path, files);
    else if (entry.isFile && READ_FILE.test(path)) {
      files.set(path, await Deno.readTextFile(`${root}/${path}`));
    }
  }
}
