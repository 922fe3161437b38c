import { nearest } from "../../text/mod.ts";
import { ChainError } from "../errors.ts";

/** A network with a name. */
export interface Network {
  /** Value of `--subtensor.network`: `finney`, `test`, `local`. */
  name: string;
  /** URL of a node, `ws://` or `wss://`. */
  endpoint: string;
  /** Genesis hash where it is known for sure. */
  genesis?: string;
}

const FINNEY_GENESIS = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";

/** Networks by name (docs/spec/chain.md#1-networks-units-addresses). */
export const NETWORKS: readonly Network[] = [
  { name: "finney", endpoint: "wss://entrypoint-finney.opentensor.ai:443", genesis: FINNEY_GENESIS },
  { name: "test", endpoint: "wss://test.finney.opentensor.ai:443" },
  { name: "archive", endpoint: "wss://archive.chain.opentensor.ai:443", genesis: FINNEY_GENESIS },
  { name: "local", endpoint: "ws://127.0.0.1:9944" },
  { name: "latent-lite", endpoint: "wss://lite.sub.latent.to:443", genesis: FINNEY_GENESIS },
  { name: "rao", endpoint: "wss://rao.chain.opentensor.ai:443" },
  { name: "dev", endpoint: "wss://dev.chain.opentensor.ai:443" },
];

/** Parts of a host name that stand for a network however the URL around them is written. */
const KNOWN_HOSTS: readonly (readonly [fragment: string, name: string])[] = [
  ["entrypoint-finney.opentensor.ai", "finney"],
  ["test.finney.opentensor.ai", "test"],
  ["archive.chain.opentensor.ai", "archive"],
];

/** Characters of an endpoint that an error repeats. */
const MAX_SHOWN = 200;

/** Names of this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Turns a network name or an endpoint into a network (docs/spec/wire.md#83-network-names): names by table,
 * known hosts to their canonical URL, loopback addresses to `local`, anything else as it is; `ws://` is put
 * in front of a host with a port or a dot.
 * @param text name or URL
 * @throws ChainError `invalid` for what can be neither, with what to write instead
 */
export function resolveEndpoint(text: string): Network {
  const wanted = text.trim();
  const named = NETWORKS.find((network) => network.name === wanted.toLowerCase());
  if (named) return named;
  const host = KNOWN_HOSTS.find(([fragment]) => wanted.includes(fragment));
  if (host) return NETWORKS.find((network) => network.name === host[1])!;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(wanted)?.[1];
  if (scheme === undefined && /^[a-z0-9_-]*$/i.test(wanted) && wanted.toLowerCase() !== "localhost") {
    throw unknownName(wanted);
  }
  const rest = scheme === undefined ? wanted : wanted.slice(scheme.length + 3);
  const protocol = scheme?.toLowerCase() ?? "ws";
  if (protocol !== "ws" && protocol !== "wss") {
    const instead = protocol === "https" ? "wss" : "ws";
    throw invalid(
      wanted,
      "is not a WebSocket URL",
      `use ws:// or wss://, as in ${instead}://${rest.slice(0, MAX_SHOWN)}`,
    );
  }
  const endpoint = `${protocol}://${rest}`;
  return { name: LOOPBACK.test(checkedUrl(wanted, endpoint).hostname) ? "local" : "unknown", endpoint };
}

/** @throws ChainError `invalid` when no WebSocket can be opened there */
function checkedUrl(wanted: string, endpoint: string): URL {
  const hint = "write HOST:PORT or ws://HOST:PORT";
  const port = /^wss?:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(endpoint)?.[1];
  if (port !== undefined && (Number(port) > 65_535 || Number(port) === 0)) {
    throw invalid(wanted, `has the port ${port.slice(0, 20)}, which is not from 1 to 65535`, hint);
  }
  // The URL parser would take the first part of the path for a host.
  if (/^wss?:\/\/(?:[/\\?#:]|$)/.test(endpoint)) throw invalid(wanted, "names no host", hint);
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw invalid(wanted, "is not a valid URL", hint);
  }
  if (endpoint.includes("#")) {
    throw invalid(wanted, "has a fragment (#), which WebSocket URLs cannot have", hint);
  }
  return url;
}

function unknownName(wanted: string): ChainError {
  if (wanted === "") return invalid(wanted, "names no network", `use one of ${names()}, or a ws:// URL`);
  const near = nearest(wanted.toLowerCase(), NETWORKS.map(({ name }) => name));
  return invalid(
    wanted,
    "is not a known network",
    near
      ? `did you mean ${near}? For a host, write ws://${wanted.slice(0, MAX_SHOWN)}:9944`
      : `use one of ${names()}; for a host, write ws://${wanted.slice(0, MAX_SHOWN)}:9944`,
  );
}

function names(): string {
  return NETWORKS.map(({ name }) => name).join(", ");
}

function invalid(wanted: string, what: string, hint: string): ChainError {
  return new ChainError("invalid", `"${wanted.slice(0, MAX_SHOWN)}" ${what}`, { hint });
}
