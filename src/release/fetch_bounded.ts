import { errorText, raceSignal } from "../base/mod.ts";
import { ReleaseError } from "./errors.ts";
import type { ReleaseModules } from "./types.ts";

/** Redirects followed in a row. */
export const MAX_REDIRECTS = 5;

/** Until a server has answered with its headers, ms. */
export const ANSWER_MS = 30_000;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * An address releases may be fetched from: https, or http on this machine.
 * @throws ReleaseError `config`
 */
export function releaseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !["https:", "http:"].includes(url.protocol) || url.username || url.password) {
    throw new ReleaseError("config", `"${text}" is not a valid release URL`, {
      hint: "write it like https://example.org/sn1/stable.release",
    });
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw new ReleaseError("config", `${url.href} is not encrypted`, { hint: "use https" });
  }
  return url;
}

/**
 * GET with a deadline until the headers. Redirects are followed on the same host only: another one was not named by
 * the operator, and must not learn who upgrades when.
 * @throws ReleaseError `unreachable`; the reason of `signal`
 */
export async function fetchFrom(
  start: URL,
  headers: Record<string, string>,
  modules: ReleaseModules,
  signal: AbortSignal,
): Promise<{ response: Response; url: URL }> {
  let url = start;
  for (let i = 0; i <= MAX_REDIRECTS; i++) {
    const response = await answer(url, headers, modules, signal);
    if (![301, 302, 303, 307, 308].includes(response.status)) return { response, url };
    await response.body?.cancel();
    const next = URL.parse(response.headers.get("location") ?? "", url.href);
    if (!next || next.host !== url.host || next.protocol !== url.protocol) {
      throw new ReleaseError("unreachable", `${url.href} leads elsewhere: ${next?.href ?? "nowhere"}`, {
        hint: "if you trust that place, name it with --url (or SN1_RELEASES)",
      });
    }
    url = next;
  }
  throw new ReleaseError("unreachable", `${start.href} leads in circles (${MAX_REDIRECTS} redirects)`);
}

async function answer(
  url: URL,
  headers: Record<string, string>,
  { fetch, clock }: ReleaseModules,
  signal: AbortSignal,
): Promise<Response> {
  const limit = new AbortController();
  const cancel = clock.after(
    ANSWER_MS,
    () => limit.abort(new Error(`no answer within ${ANSWER_MS / 1000} s`)),
  );
  try {
    return await fetch(url, { headers, redirect: "manual", signal: AbortSignal.any([signal, limit.signal]) });
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw unreachable(url, cause);
  } finally {
    cancel();
  }
}

/** The error of a server that does not answer as it should. */
export function unreachable(url: URL, cause: unknown): ReleaseError {
  return new ReleaseError("unreachable", `cannot fetch ${url.href}: ${errorText(cause)}`, {
    hint: "check the address and the network, then run it again: a download goes on where it stopped",
    cause,
  });
}

/** Options of {@link readPieces}. */
export interface ReadOptions {
  /** Most bytes that may come. */
  limit: number;
  /** Longest silence between two pieces, ms. */
  idleMs: number;
}

/**
 * Pieces of a body, with a bound on their sum and on the silence between two.
 * @throws ReleaseError `damaged` when more comes than `limit`, `unreachable` when the line goes silent or breaks
 */
export async function* readPieces(
  response: Response,
  url: URL,
  options: ReadOptions,
  { clock }: ReleaseModules,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let sum = 0;
  try {
    for (;;) {
      const limit = new AbortController();
      const cancel = clock.after(
        options.idleMs,
        () => limit.abort(new Error(`nothing came for ${options.idleMs / 1000} s`)),
      );
      let piece: ReadableStreamReadResult<Uint8Array>;
      try {
        piece = await raceSignal(reader.read(), AbortSignal.any([signal, limit.signal]));
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        throw unreachable(url, cause);
      } finally {
        cancel();
      }
      if (piece.done) return;
      sum += piece.value.length;
      if (sum > options.limit) {
        throw new ReleaseError("damaged", `${url.href} is larger than ${options.limit} bytes`, {
          hint: "the server does not hold what the signed manifest says; try again later or another --url",
        });
      }
      yield piece.value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
