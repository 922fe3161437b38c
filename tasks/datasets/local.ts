import { abortReason, pick, type Random } from "../../src/base/mod.ts";
import { DatasetError } from "../errors.ts";
import type { Dataset } from "../types.ts";
import { articleContext } from "./article_context.ts";
import type { Article } from "./bundled.data/types.ts";
import { type LocalKind, sectionsOf } from "./local_sections.ts";

/** Bounds of `--dataset.path` (docs/LIMITS.md). */
export interface LocalLimits {
  /** Folders inside folders. @default {8} */
  depth?: number;
  /** Files read; later ones are left out. @default {10000} */
  files?: number;
  /** Bytes of one file; larger ones are left out. @default {8 MiB} */
  fileBytes?: number;
  /** Bytes of all files; what comes after is left out. @default {128 MiB} */
  totalBytes?: number;
}

/** The documents of a folder. */
export interface LocalDocuments {
  /** One list per file. */
  documents: Article[][];
  /** Files and lines that could not be used, with the reason; at most 100. */
  skipped: string[];
}

const MIB = 1024 * 1024;
const MAX_NOTES = 100;

/**
 * Reads .txt, .md and .jsonl files of a folder and its subfolders in the order of their names. Links are not
 * followed.
 * @throws DatasetError `config` when it is no folder or holds nothing to ask about
 */
export async function readLocal(
  path: string,
  limits: LocalLimits = {},
  signal?: AbortSignal,
): Promise<LocalDocuments> {
  const reader = new Reader(limits, signal);
  await reader.folder(path, 0, true);
  if (reader.documents.length === 0) {
    const seen = reader.skipped.length > 0 ? `; ${reader.skipped[0]}` : "";
    throw new DatasetError("config", `no usable text in ${path}${seen}`, {
      hint: "--dataset.path takes a folder of .txt, .md or .jsonl files with sections of at least 50 words",
      data: { path, skipped: reader.skipped },
    });
  }
  return { documents: reader.documents, skipped: reader.skipped };
}

/** A dataset over documents that were read: a document uniformly, then one of its sections. */
export function localDataset({ documents }: Pick<LocalDocuments, "documents">): Dataset {
  return {
    name: "local",
    offline: true,
    next: (random: Random) => Promise.resolve(articleContext(pick(random, pick(random, documents)), "local")),
  };
}

class Reader {
  readonly documents: Article[][] = [];
  readonly skipped: string[] = [];
  #files = 0;
  #bytes = 0;
  readonly #limits: Required<LocalLimits>;
  readonly #signal: AbortSignal | undefined;

  constructor(limits: LocalLimits, signal?: AbortSignal) {
    this.#limits = { depth: 8, files: 10_000, fileBytes: 8 * MIB, totalBytes: 128 * MIB, ...limits };
    this.#signal = signal;
  }

  async folder(path: string, depth: number, top: boolean): Promise<void> {
    let entries: Deno.DirEntry[];
    try {
      entries = await this.#entries(path);
    } catch (cause) {
      if (!top) return this.#skip(`${path} cannot be read`);
      throw new DatasetError("config", `--dataset.path is not a readable folder: ${path}`, {
        hint: "give a folder of .txt, .md or .jsonl files",
        cause,
        data: { path },
      });
    }
    for (const entry of entries) {
      if (this.#signal?.aborted) throw abortReason(this.#signal);
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory && depth < this.#limits.depth) await this.folder(inside, depth + 1, false);
      else if (entry.isDirectory) this.#skip(`${inside} lies too deep`);
      else if (entry.isFile) await this.#file(inside, entry.name);
    }
  }

  async #entries(path: string): Promise<Deno.DirEntry[]> {
    const entries: Deno.DirEntry[] = [];
    for await (const entry of Deno.readDir(path)) {
      if (entry.name.startsWith(".")) continue;
      entries.push(entry);
      // Folders of millions of files must not fill the memory before the limit on files is even looked at.
      if (entries.length >= this.#limits.files) break;
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #file(path: string, fileName: string): Promise<void> {
    const match = /^(.*)\.(txt|md|jsonl)$/i.exec(fileName);
    if (!match) return;
    const { files, fileBytes, totalBytes } = this.#limits;
    if (this.#files >= files) return this.#skip(`${path} is beyond the first ${files} files`);
    try {
      const { size } = await Deno.stat(path);
      if (size > fileBytes) return this.#skip(`${path} has ${size} bytes, more than ${fileBytes}`);
      if (this.#bytes + size > totalBytes) return this.#skip(`${path} is beyond ${totalBytes} bytes in all`);
      const content = await Deno.readTextFile(path);
      this.#files++;
      this.#bytes += size;
      const kind = match[2]!.toLowerCase() as LocalKind;
      const { sections, badLines } = sectionsOf(kind, match[1]!, content);
      if (badLines > 0) this.#skip(`${path} has ${badLines} lines without a text`);
      if (sections.length > 0) this.documents.push(sections);
      else this.#skip(`${path} has no section of 50 words`);
    } catch {
      this.#skip(`${path} cannot be read as text`);
    }
  }

  #skip(note: string): void {
    if (this.skipped.length < MAX_NOTES) this.skipped.push(note);
  }
}
