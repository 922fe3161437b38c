import { abortReason, type Clock, errorText, withDeadline } from "../../base/mod.ts";
import { LlmError } from "../errors.ts";
import { isSafePath } from "./names.ts";

/** Where models come from when nothing else is said. */
export const DEFAULT_HUB = "https://huggingface.co";
/** Pages of a listing that are followed at most (a thousand files each). */
const MAX_PAGES = 20;
const LIST_TIMEOUT_MS = 30_000;

/** A file as the hub lists it. */
export interface HubFile {
  path: string;
  size: number;
  /** SHA-256 of the content, for large files. */
  sha256?: string;
  /** Git's blob hash of the content, for small files. */
  gitSha1?: string;
}

/** How to reach a hub. */
export interface HubAccess {
  /** @default {DEFAULT_HUB} */
  endpoint?: string;
  /** Access token for gated models. Never logged. */
  token?: string;
  /** Branch, tag or commit. @default {"main"} */
  revision?: string;
  /** True = never use the network. */
  offline?: boolean;
  fetch: typeof fetch;
}

interface ListedFile {
  type?: string;
  path?: string;
  size?: number;
  oid?: string;
  lfs?: { oid?: string; size?: number };
}

/** URL of a file's content. */
export function fileUrl(hub: HubAccess, id: string, path: string): string {
  return `${hub.endpoint ?? DEFAULT_HUB}/${id}/resolve/${encodeURIComponent(hub.revision ?? "main")}/${path}`;
}

/** Headers of every request. */
export function hubHeaders(hub: HubAccess): Record<string, string> {
  return { "user-agent": "sn1", ...(hub.token ? { authorization: `Bearer ${hub.token}` } : {}) };
}

/**
 * The error that an answer of the hub means.
 * @param what what was asked for, for the message
 */
export function hubError(response: Response, what: string): LlmError {
  const reason = response.headers.get("x-error-code") ?? "";
  if (/gated/i.test(reason) || response.status === 403) {
    return new LlmError("gated", `${what} is gated (status ${response.status})`, {
      hint: "accept its terms on the hub, then set HF_TOKEN",
      data: { status: response.status },
    });
  }
  if (response.status === 404 || response.status === 401) {
    return new LlmError("not_found", `${what} is not on the hub (status ${response.status})`, {
      hint: "check the id; a private model needs HF_TOKEN",
      data: { status: response.status },
    });
  }
  return new LlmError("network", `the hub answered ${response.status} for ${what}`, {
    hint: "try again; what was fetched is kept",
    data: { status: response.status },
  });
}

/** The error for a hub that cannot be reached. */
export function unreachable(hub: HubAccess, cause: unknown): LlmError {
  const host = new URL(hub.endpoint ?? DEFAULT_HUB).host;
  return new LlmError("network", `${host} cannot be reached: ${errorText(cause)}`, {
    hint: "copy a model folder by hand and name it with --neuron.model_id, or use --neuron.engine openai",
    cause,
  });
}

/**
 * Lists a model's files.
 * @throws LlmError `not_found`, `gated`, `network`
 */
export async function listHubFiles(
  hub: HubAccess,
  id: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<HubFile[]> {
  if (hub.offline) {
    throw new LlmError("network", `${id} is not here, and offline mode is on`, {
      hint: "unset HF_HUB_OFFLINE",
    });
  }
  const files: HubFile[] = [];
  const revision = encodeURIComponent(hub.revision ?? "main");
  const endpoint = hub.endpoint ?? DEFAULT_HUB;
  let url: string | undefined = `${endpoint}/api/models/${id}/tree/${revision}?recursive=true`;
  for (let pages = 0; url !== undefined && pages < MAX_PAGES; pages++) {
    const { response, listed } = await fetchPage(hub, id, url, clock, signal);
    if (!response.ok) throw hubError(response, id);
    if (!Array.isArray(listed)) throw new LlmError("network", `the hub's listing of ${id} is no list`);
    for (const entry of listed as ListedFile[]) {
      if (entry?.type !== "file" || typeof entry.path !== "string" || !isSafePath(entry.path)) continue;
      const size = entry.lfs?.size ?? entry.size ?? 0;
      files.push({
        path: entry.path,
        size,
        ...(entry.lfs?.oid ? { sha256: entry.lfs.oid } : entry.oid ? { gitSha1: entry.oid } : {}),
      });
    }
    const next: string | undefined = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    const nextUrl: string | undefined = next && new URL(next, url).href;
    // A listing leads nowhere but on: another host would see the token.
    url = nextUrl?.startsWith(`${endpoint}/`) ? nextUrl : undefined;
  }
  return files;
}

/** One page of a listing; what cannot be reached is an error, what is refused an answer. */
async function fetchPage(
  hub: HubAccess,
  id: string,
  url: string,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<{ response: Response; listed: unknown }> {
  try {
    return await withDeadline(clock, LIST_TIMEOUT_MS, `listing ${id}`, async (signal) => {
      const response = await hub.fetch(url, { headers: hubHeaders(hub), signal });
      if (response.ok) return { response, listed: await response.json() as unknown };
      await response.body?.cancel();
      return { response, listed: undefined };
    }, signal);
  } catch (cause) {
    throw signal?.aborted ? abortReason(signal) : unreachable(hub, cause);
  }
}
