import { createHash } from "node:crypto";
import type { FileIdentity } from "./beside.ts";
import { onDisk } from "./disk.ts";
import { ReleaseError } from "./errors.ts";
import { fetchFrom, readPieces } from "./fetch_bounded.ts";
import type { ReleaseFile, ReleaseModules } from "./types.ts";

/** Longest silence while a program file comes, ms. */
export const DOWNLOAD_IDLE_MS = 30_000;

/** Told how far a download is. */
export type DownloadProgress = (done: number, total: number) => void;

/**
 * Fetches a file into `part`, going on with what is there already, and checks size and digest. A part that turns out
 * wrong is deleted, so that the next try begins anew.
 * @param part where it grows, in a folder of this user alone; its name belongs to this one file, so that two versions
 *   never mix
 * @returns the very file whose digest was right
 * @throws ReleaseError `unreachable`, `damaged`, `disk`
 */
export async function download(
  file: ReleaseFile,
  url: URL,
  part: string,
  modules: ReleaseModules,
  onProgress: DownloadProgress,
  signal: AbortSignal,
): Promise<FileIdentity> {
  const before = await sizeOf(part);
  if (before > file.bytes) await onDisk(`delete ${part}`, () => Deno.remove(part));
  await fill(file, url, part, modules, onProgress, signal);
  const { digest, identity } = await digestOf(part);
  if (digest === file.sha256) return identity;
  await Deno.remove(part).catch(() => {});
  // The fault may lie in what was there before: once more from the start.
  if (before > 0 && before <= file.bytes) {
    return await download(file, url, part, modules, onProgress, signal);
  }
  throw new ReleaseError("damaged", `${url.href} is not the file that was signed: its digest differs`, {
    hint: "it was damaged or exchanged; nothing was installed. Try again later, or another --url",
  });
}

async function fill(
  file: ReleaseFile,
  url: URL,
  part: string,
  modules: ReleaseModules,
  onProgress: DownloadProgress,
  signal: AbortSignal,
): Promise<void> {
  let at = await sizeOf(part);
  if (at === file.bytes) return;
  const { response, url: final } = await fetchFrom(
    url,
    at > 0 ? { range: `bytes=${at}-` } : {},
    modules,
    signal,
  );
  if (response.status !== 200 && response.status !== 206) {
    await response.body?.cancel();
    throw new ReleaseError("unreachable", `${final.href} answers ${response.status}`, {
      hint: "the release is not complete on the server; try again later",
    });
  }
  // A server that knows no ranges sends everything, from the start.
  const resumed = response.status === 206 &&
    (response.headers.get("content-range") ?? "").startsWith(`bytes ${at}-`);
  if (response.status === 206 && !resumed) {
    await response.body?.cancel();
    await Deno.remove(part).catch(() => {});
    throw new ReleaseError("damaged", `${final.href} answers another range than was asked for`, {
      hint: "run it again: it begins anew",
    });
  }
  if (!resumed) at = 0;
  await onDisk(`write ${part}`, async () => {
    if (!resumed) {
      await Deno.remove(part).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
    }
    using out = await Deno.open(
      part,
      resumed ? { append: true } : { write: true, createNew: true, mode: 0o600 },
    );
    const limits = { limit: file.bytes - at, idleMs: DOWNLOAD_IDLE_MS };
    onProgress(at, file.bytes);
    for await (const piece of readPieces(response, final, limits, modules, signal)) {
      for (let rest = piece; rest.length > 0;) rest = rest.subarray(await out.write(rest));
      at += piece.length;
      onProgress(at, file.bytes);
    }
    await out.sync();
  });
  if (at < file.bytes) {
    throw new ReleaseError("unreachable", `${final.href} ended after ${at} of ${file.bytes} bytes`, {
      hint: "run it again: the download goes on where it stopped",
    });
  }
}

async function sizeOf(path: string): Promise<number> {
  return await Deno.lstat(path).then(({ size }) => size, () => 0);
}

/** The digest of a file, and which file it was: both of one descriptor. */
async function digestOf(path: string): Promise<{ digest: string; identity: FileIdentity }> {
  return await onDisk(`read ${path}`, async () => {
    const hash = createHash("sha256");
    using file = await Deno.open(path);
    const { dev, ino } = await file.stat();
    for await (const piece of file.readable) hash.update(piece);
    return { digest: hash.digest("hex"), identity: { dev, ino } };
  });
}
