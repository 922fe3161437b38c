import { LlmError } from "../errors.ts";
import { downloadFile, type DownloadModules, sizeOf } from "./download_model.ts";
import { type HubAccess, type HubFile, listHubFiles } from "./hub.ts";
import { checkModelId, dtypeOf, isCommon, PREFERRED_DTYPES } from "./names.ts";
import { modelFolder, readManifest, type StoredModel, writeManifest } from "./model_store.ts";

/** How far a download is. */
export interface PullProgress {
  /** File under way. */
  path: string;
  /** Bytes of all files that are there. */
  done: number;
  /** Bytes of all files. */
  total: number;
}

/** What to fetch. */
export interface PullRequest {
  id: string;
  /** @default {the first of PREFERRED_DTYPES that the model has} */
  dtype?: string;
  /** Folder of the model cache. */
  root: string;
}

/** Free bytes of the file system; undefined where that cannot be asked. */
async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { statfs } = await import("node:fs/promises");
    const info = await statfs(path);
    return info.bavail * info.bsize;
  } catch {
    return undefined;
  }
}

function chooseFiles(
  id: string,
  files: HubFile[],
  wanted: string | undefined,
): { dtype: string; files: HubFile[] } {
  const there = new Set(files.map((file) => dtypeOf(file.path)).filter((dtype) => dtype !== undefined));
  const dtype = wanted ?? PREFERRED_DTYPES.find((candidate) => there.has(candidate));
  if (dtype === undefined || !there.has(dtype)) {
    const have = [...there].join(", ");
    throw new LlmError("not_found", have ? `${id} has no variant ${dtype}` : `${id} has no ONNX files`, {
      hint: have ? `--dtype one of ${have}` : "look for an ONNX version of this model",
    });
  }
  const chosen = files.filter((file) => isCommon(file.path) || dtypeOf(file.path) === dtype);
  // Small files first: a wrong model is noticed before its weights are fetched.
  return { dtype, files: chosen.sort((a, b) => a.size - b.size) };
}

/**
 * Fetches a model into the cache. An interrupted call goes on where it stopped; files that are there are kept.
 * @param onProgress told after every piece
 * @throws LlmError `not_found`, `gated`, `network`, `disk_full`, `bad_model`, `config`
 */
export async function pullModel(
  request: PullRequest,
  hub: HubAccess,
  modules: DownloadModules,
  onProgress: (progress: PullProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<StoredModel> {
  const id = checkModelId(request.id);
  const folder = modelFolder(request.root, id);
  const { dtype, files } = chooseFiles(id, await listHubFiles(hub, id, modules.clock, signal), request.dtype);
  const manifest = await readManifest(folder) ?? { id, revision: hub.revision ?? "main", dtypes: {} };
  await writeManifest(folder, { ...manifest, dtypes: { ...manifest.dtypes, [dtype]: files } });
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const have = new Map<string, number>();
  for (const { path } of files) {
    have.set(path, await sizeOf(`${folder}/${path}`) || await sizeOf(`${folder}/${path}.part`));
  }
  const done = () => [...have.values()].reduce((sum, bytes) => sum + bytes, 0);
  const free = await freeBytes(folder);
  if (free !== undefined && free < total - done()) {
    throw new LlmError(
      "disk_full",
      `${id} needs ${total - done()} more bytes, ${free} are free in ${request.root}`,
      {
        hint: "sn1 models rm ID makes room; SN1_MODELS names another folder",
      },
    );
  }
  for (const file of files) {
    if (await sizeOf(`${folder}/${file.path}`) !== file.size || file.size === 0) {
      await downloadFile(hub, id, file, folder, modules, (bytes) => {
        have.set(file.path, bytes);
        onProgress({ path: file.path, done: done(), total });
      }, signal);
    }
    have.set(file.path, file.size);
    onProgress({ path: file.path, done: done(), total });
  }
  return { id, dtype, bytes: total, complete: true, folder };
}
