import { LlmError } from "../errors.ts";
import { sizeOf } from "./download_model.ts";
import type { HubFile } from "./hub.ts";
import { checkModelId, dtypeOf } from "./names.ts";

/** Name of the file that says what a folder should hold. */
const MANIFEST = "sn1-model.json";

/** What a model's folder should hold, per variant. */
export interface Manifest {
  id: string;
  revision: string;
  dtypes: Record<string, HubFile[]>;
}

/** One variant of one model on this machine. */
export interface StoredModel {
  id: string;
  dtype: string;
  /** Bytes on disk. */
  bytes: number;
  /** Whether all files are there in full. */
  complete: boolean;
  folder: string;
}

/**
 * Folder of the model cache.
 * @param env reads an environment variable
 */
export function modelRoot(env: (name: string) => string | undefined): string {
  const given = env("SN1_MODELS");
  if (given) return given;
  const cache = env("XDG_CACHE_HOME") ?? `${env("HOME") ?? "."}/.cache`;
  return `${cache}/sn1/models`;
}

/** Folder of a model. @throws LlmError `config` for a bad id */
export function modelFolder(root: string, id: string): string {
  return `${root}/${checkModelId(id)}`;
}

/** What a folder should hold; undefined when nothing is known about it. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${folder}/${MANIFEST}`)) as Manifest;
  } catch {
    return undefined;
  }
}

/** Writes what a folder should hold, in one step. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/${MANIFEST}.part`, JSON.stringify(manifest, null, 2) + "\n");
  await Deno.rename(`${folder}/${MANIFEST}.part`, `${folder}/${MANIFEST}`);
}

async function subfolders(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(path)) if (entry.isDirectory) names.push(entry.name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

/** Variants of a folder that was put there by hand. */
async function unlisted(id: string, folder: string): Promise<StoredModel[]> {
  const bytes = new Map<string, number>();
  try {
    for await (const entry of Deno.readDir(`${folder}/onnx`)) {
      const dtype = dtypeOf(`onnx/${entry.name}`);
      if (dtype) bytes.set(dtype, (bytes.get(dtype) ?? 0) + await sizeOf(`${folder}/onnx/${entry.name}`));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return [...bytes].map(([dtype, size]) => ({ id, dtype, bytes: size, complete: true, folder }));
}

async function variants(id: string, folder: string): Promise<StoredModel[]> {
  const manifest = await readManifest(folder);
  if (!manifest) return (await sizeOf(`${folder}/config.json`)) ? await unlisted(id, folder) : [];
  const models: StoredModel[] = [];
  for (const [dtype, files] of Object.entries(manifest.dtypes)) {
    let bytes = 0;
    let complete = true;
    for (const file of files) {
      const size = await sizeOf(`${folder}/${file.path}`);
      complete &&= size === file.size;
      bytes += size || await sizeOf(`${folder}/${file.path}.part`);
    }
    models.push({ id, dtype, bytes, complete, folder });
  }
  return models;
}

/** All models of the cache, by id and variant. */
export async function listModels(root: string): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const owner of await subfolders(root)) {
    models.push(...await variants(owner, `${root}/${owner}`));
    for (const name of await subfolders(`${root}/${owner}`)) {
      models.push(...await variants(`${owner}/${name}`, `${root}/${owner}/${name}`));
    }
  }
  return models;
}

/**
 * Removes a model, or one variant of it.
 * @returns bytes that became free
 * @throws LlmError `not_found`, `config`
 */
export async function removeModel(root: string, id: string, dtype?: string): Promise<number> {
  const folder = modelFolder(root, id);
  const there = await variants(id, folder);
  const gone = there.filter((model) => dtype === undefined || model.dtype === dtype);
  if (!gone.length) {
    throw new LlmError("not_found", `${id}${dtype ? ` (${dtype})` : ""} is not in ${root}`, {
      hint: "sn1 models list shows what is there",
    });
  }
  const bytes = gone.reduce((sum, model) => sum + model.bytes, 0);
  const manifest = await readManifest(folder);
  if (gone.length === there.length) {
    await Deno.remove(folder, { recursive: true });
    return bytes;
  }
  const { [dtype!]: files = [], ...left } = manifest?.dtypes ?? {};
  const shared = new Set(Object.values(left).flat().map((file) => file.path));
  for await (const entry of Deno.readDir(`${folder}/onnx`)) {
    const path = `onnx/${entry.name}`;
    const own = files.some((file) => path === file.path || path === `${file.path}.part`) ||
      dtypeOf(path) === dtype;
    if (own && !shared.has(path)) await Deno.remove(`${folder}/${path}`);
  }
  if (manifest) await writeManifest(folder, { ...manifest, dtypes: left });
  return bytes;
}
