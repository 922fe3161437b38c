/** What a recorded source answers. */
export interface Recorded {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is a text. */
  body?: unknown;
}

/** A fetch that answers from records and keeps what it was asked. */
export function recordedFetch(
  answer: (url: URL, call: number) => Recorded | Error,
): typeof fetch & { calls: { url: URL; headers: Headers }[] } {
  const calls: { url: URL; headers: Headers }[] = [];
  const fake = (input: URL | RequestInfo, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    calls.push({ url, headers: new Headers(init?.headers) });
    if (init?.signal?.aborted) return Promise.reject(init.signal.reason);
    const reply = answer(url, calls.length - 1);
    if (reply instanceof Error) return Promise.reject(reply);
    const { status = 200, headers = {}, body = {} } = reply;
    return Promise.resolve(
      new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers }),
    );
  };
  return Object.assign(fake as typeof fetch, { calls });
}
