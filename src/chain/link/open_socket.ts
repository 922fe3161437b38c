import { abortReason } from "../../base/mod.ts";
import { ChainError } from "../errors.ts";

/** HTTP answers to a handshake after which the same endpoint may take it a little later. */
const BUSY = [408, 425, 429, 500, 502, 503, 504];

/** Names of this machine in URLs. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** Environment variables that name a proxy, by the protocol of the URL. */
const PROXIES: Readonly<Record<string, readonly string[]>> = {
  "ws:": ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
  "wss:": ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
};

/**
 * Opens a WebSocket. A proxy that the environment names is not asked for `ws://` addresses of this machine: it would
 * look for them on its own.
 * @throws ChainError `unreachable`; `data.status` is the HTTP status of a refused handshake, and `data.busy` says that
 * a later try may do better; the reason of `signal`
 */
export function openSocket(endpoint: string, signal: AbortSignal): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const client = directClient(endpoint);
    const socket = new WebSocket(endpoint, client ? { client } : {});
    const settle = (act: () => void) => {
      signal.removeEventListener("abort", onAbort);
      socket.onopen = socket.onerror = socket.onclose = null;
      client?.close();
      act();
    };
    const onAbort = () =>
      settle(() => {
        // One that is still being opened closes itself once it is.
        socket.onopen = () => socket.close();
        if (socket.readyState === WebSocket.OPEN) socket.close();
        reject(abortReason(signal));
      });
    socket.onopen = () => settle(() => resolve(socket));
    socket.onerror = (event) => settle(() => reject(explain(endpoint, (event as ErrorEvent).message)));
    socket.onclose = () => settle(() => reject(explain(endpoint, "the connection was closed")));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** A client that goes straight to an address of this machine; null where proxies are to be followed. */
function directClient(endpoint: string): Deno.HttpClient | null {
  const { protocol, hostname, port } = new URL(endpoint);
  if (protocol !== "ws:" || !LOOPBACK.test(hostname) || proxyOf(endpoint) === null) return null;
  const proxy = {
    transport: "tcp",
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || 80),
  } as const;
  return Deno.createHttpClient({ proxy });
}

/** The variable that names a proxy for this URL, and the proxy without its password. */
function proxyOf(endpoint: string): { name: string; url: string } | null {
  const { protocol } = new URL(endpoint);
  for (const name of PROXIES[protocol] ?? []) {
    const value = read(name);
    if (value) return { name, url: value.replace(/^([a-z0-9]+:\/\/)?[^@/]*@/i, "$1") };
  }
  return null;
}

function read(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

function explain(endpoint: string, message: string): ChainError {
  const text = message.replace(/^NetworkError: failed to connect to WebSocket: /, "");
  const status = Number(/^Invalid status code: (\d{3})$/.exec(text)?.[1] ?? NaN);
  const answered = !Number.isNaN(status);
  const busy = BUSY.includes(status);
  const proxy = proxyOf(endpoint);
  const { protocol, hostname } = new URL(endpoint);
  const proxied = proxy !== null && !(protocol === "ws:" && LOOPBACK.test(hostname));
  const what = answered ? `it answered the WebSocket handshake with HTTP ${status}` : text || "no connection";
  const through = proxied ? ` (through the proxy "${proxy.url}" of ${proxy.name})` : "";
  return new ChainError("unreachable", `${endpoint} cannot be used: ${what}${through}`, {
    hint: proxied
      ? `check the proxy, or exempt the endpoint with NO_PROXY=${hostname}`
      : busy
      ? "the endpoint is busy or limits connections: try again later, or add --chain.fallback_endpoints"
      : answered
      ? "check that the URL is that of a node's WebSocket RPC"
      : "check the network, --subtensor.chain_endpoint and --chain.fallback_endpoints",
    data: { endpoint, busy, ...(answered ? { status } : {}) },
  });
}
