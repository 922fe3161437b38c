/** A model hub on loopback: listing with pages, redirects to a content host, ranges, and the ways they fail. */
import { createHash } from "node:crypto";

/** How the hub misbehaves. */
export interface Trouble {
  /** Ends the connection after so many bytes of a content answer, so many times. */
  cutAfter?: number;
  cuts?: number;
  /** Answers with this status (and error code) to everything of these paths. */
  status?: { match: RegExp; status: number; code?: string; times?: number };
  /** Sends other bytes than announced. */
  corrupt?: RegExp;
  /** Ignores ranges. */
  noRanges?: boolean;
}

/** A running hub. */
export interface FakeHub {
  endpoint: string;
  /** `METHOD path range` of every request. */
  requests: string[];
  trouble: Trouble;
  authorizations: (string | null)[];
  close(): Promise<void>;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const blobSha1 = (bytes: Uint8Array) =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

/** Starts a hub with one model, `acme/tiny`. */
export function startHub(files: Record<string, Uint8Array<ArrayBuffer>>): FakeHub {
  const hub: FakeHub = {
    endpoint: "",
    requests: [],
    trouble: {},
    authorizations: [],
    close: () => server.shutdown(),
  };
  const listing = Object.entries(files).map(([path, bytes]) =>
    bytes.length > 5000
      ? {
        type: "file",
        path,
        size: 130,
        oid: "0".repeat(40),
        lfs: { oid: sha256(bytes), size: bytes.length },
      }
      : { type: "file", path, size: bytes.length, oid: blobSha1(bytes) }
  );

  function content(path: string, range: string | null): Response {
    let bytes = files[path]!;
    if (hub.trouble.corrupt?.test(path)) bytes = bytes.map((byte) => byte ^ 1);
    const from = hub.trouble.noRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const rest = bytes.slice(from);
    const { cutAfter, cuts = Infinity } = hub.trouble;
    const cut = cutAfter !== undefined && cuts > 0 && rest.length > cutAfter;
    if (cut) hub.trouble.cuts = cuts - 1;
    let sent = false;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (cut && sent) {
          // What was sent arrives before the connection breaks.
          await new Promise((resolve) => setTimeout(resolve, 30));
          return controller.error(new Error("cut"));
        }
        controller.enqueue(cut ? rest.slice(0, cutAfter) : rest);
        sent = true;
        if (!cut) controller.close();
      },
    });
    const range206 = range !== null && !hub.trouble.noRanges;
    return new Response(body, {
      status: range206 ? 206 : 200,
      headers: range206 ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {},
    });
  }

  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen() {},
    onError: () => new Response(null),
  }, (request) => {
    const url = new URL(request.url);
    const range = request.headers.get("range");
    hub.requests.push(`${request.method} ${url.pathname} ${range ?? ""}`.trim());
    hub.authorizations.push(request.headers.get("authorization"));
    const { status } = hub.trouble;
    if (status?.match.test(url.pathname) && (status.times ?? 1) > 0) {
      if (status.times !== undefined) status.times--;
      return new Response("no", {
        status: status.status,
        headers: status.code ? { "x-error-code": status.code } : {},
      });
    }
    if (url.pathname === "/api/models/acme/tiny/tree/main") {
      const page = Number(url.searchParams.get("cursor") ?? 0);
      const part = listing.slice(page * 4, page * 4 + 4);
      const more = (page + 1) * 4 < listing.length;
      const next = `${hub.endpoint}/api/models/acme/tiny/tree/main?recursive=true&cursor=${page + 1}`;
      return Response.json(part, more ? { headers: { link: `<${next}>; rel="next"` } } : {});
    }
    const wanted = /^\/acme\/tiny\/resolve\/main\/(.+)$/.exec(url.pathname)?.[1];
    if (wanted && wanted in files) return Response.redirect(`${hub.endpoint}/content/${wanted}`, 302);
    const stored = /^\/content\/(.+)$/.exec(url.pathname)?.[1];
    if (stored && stored in files) return content(stored, range);
    return new Response("Repository not found", { status: 401, headers: { "x-error-code": "RepoNotFound" } });
  });
  hub.endpoint = `http://127.0.0.1:${server.addr.port}`;
  return hub;
}
