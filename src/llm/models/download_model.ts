import { type Clock, type Random, retry } from "../../base/mod.ts";
import { LlmError } from "../errors.ts";
import { startDigest } from "./digest.ts";
import { fileUrl, type HubAccess, hubError, type HubFile, hubHeaders, unreachable } from "./hub.ts";

/** A download that gets no byte for so long is started again where it stopped. */
const STALL_MS = 60_000;
const TRIES = 5;

/** What a download needs. */
export interface DownloadModules {
  clock: Clock;
  random: Random;
}

/** Size of a file, 0 when it is not there. */
export async function sizeOf(path: string): Promise<number> {
  return await Deno.stat(path).then((info) => info.isFile ? info.size : 0, () => 0);
}

/** What a failed write means. */
function writeError(error: unknown, path: string): unknown {
  const code = (error as { code?: string }).code;
  if (code === "ENOSPC" || code === "EDQUOT" || /no space left|os error 28/i.test(String(error))) {
    return new LlmError("disk_full", `no space left for ${path}`, {
      hint: "sn1 models rm ID makes room; what was fetched is kept",
      cause: error,
    });
  }
  return error;
}

/**
 * Fetches one file into `folder`, going on where an earlier try stopped, and puts it in place only when size and digest
 * are right.
 * @param onBytes told the bytes of this file that are there now
 * @throws LlmError `network`, `gated`, `not_found`, `disk_full`, `bad_model` for a wrong digest
 */
export async function downloadFile(
  hub: HubAccess,
  id: string,
  file: HubFile,
  folder: string,
  modules: DownloadModules,
  onBytes: (done: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const target = `${folder}/${file.path}`;
  const part = `${target}.part`;
  await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
  await retry(async () => {
    if (await sizeOf(part) > file.size) await Deno.remove(part);
    if (await sizeOf(part) < file.size || file.size === 0) {
      await fetchRest(hub, id, file, part, modules, onBytes, signal);
    }
    const digest = startDigest(file);
    const whole = await Deno.open(part, { read: true });
    for await (const chunk of whole.readable) digest.update(chunk);
    if (!digest.matches()) {
      await Deno.remove(part);
      throw new LlmError(
        "bad_model",
        `${file.path} of ${id} does not have the size and digest the hub announced`,
        {
          hint: "try again; if it stays, the hub or something on the way is broken",
        },
      );
    }
  }, {
    ...modules,
    tries: TRIES,
    signal,
    retryIf: (error) => error instanceof LlmError && error.code === "network" && isPassing(error),
  });
  await Deno.rename(part, target);
}

/** Whether trying again may help: a broken connection or a busy server, but not an answer that stays. */
function isPassing(error: LlmError): boolean {
  const status = error.data.status;
  return typeof status !== "number" || status === 429 || status >= 500;
}

async function fetchRest(
  hub: HubAccess,
  id: string,
  file: HubFile,
  part: string,
  { clock }: DownloadModules,
  onBytes: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const have = await sizeOf(part);
  const stalled = new AbortController();
  let cancelStall = () => {};
  const alive = () => {
    cancelStall();
    cancelStall = clock.after(STALL_MS, () => stalled.abort(new Error(`no byte for ${STALL_MS / 1000} s`)));
  };
  alive();
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  const headers = {
    ...hubHeaders(hub),
    "accept-encoding": "identity",
    ...(have ? { range: `bytes=${have}-` } : {}),
  };
  try {
    const response = await hub.fetch(fileUrl(hub, id, file.path), { headers, signal: either });
    if (!response.ok) {
      await response.body?.cancel();
      // A server that does not like the range gets asked for everything next time.
      if (response.status === 416) await Deno.remove(part);
      throw response.status === 416
        ? new LlmError("network", `the hub cannot continue ${file.path}`)
        : hubError(response, `${id}/${file.path}`);
    }
    const from = response.status === 206 ? have : 0;
    const out = await Deno.open(part, { write: true, create: true, truncate: from === 0, append: from > 0 });
    let done = from;
    try {
      for await (const chunk of response.body ?? []) {
        alive();
        done += chunk.length;
        if (done > file.size) {
          throw new LlmError("bad_model", `${file.path} of ${id} is longer than announced`);
        }
        await writeAll(out, chunk, part);
        onBytes(done);
      }
    } finally {
      out.close();
    }
    if (done < file.size) {
      throw new LlmError("network", `the connection ended at ${done} of ${file.size} bytes`);
    }
  } catch (error) {
    if (error instanceof LlmError) throw error;
    if (signal?.aborted) throw signal.reason;
    throw unreachable(hub, stalled.signal.aborted ? stalled.signal.reason : error);
  } finally {
    cancelStall();
  }
}

async function writeAll(out: Deno.FsFile, chunk: Uint8Array, path: string): Promise<void> {
  try {
    for (let at = 0; at < chunk.length;) at += await out.write(chunk.subarray(at));
  } catch (error) {
    throw writeError(error, path);
  }
}
