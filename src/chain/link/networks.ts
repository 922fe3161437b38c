/** A network with a name. */
export interface Network {
  name: string;
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

/**
 * Turns a network name or an endpoint into a network (docs/spec/wire.md#83-network-names): names by table,
 * known hosts to their canonical URL, loopback addresses to `local`, anything else as it is; `ws://` is put
 * in front of a bare host.
 * @param text name or URL
 */
export function resolveEndpoint(text: string): Network {
  const wanted = text.trim();
  const named = NETWORKS.find((network) => network.name === wanted.toLowerCase());
  if (named) return named;
  const host = KNOWN_HOSTS.find(([fragment]) => wanted.includes(fragment));
  if (host) return NETWORKS.find((network) => network.name === host[1])!;
  const endpoint = /^wss?:\/\//i.test(wanted) ? wanted : `ws://${wanted}`;
  return { name: /127\.0\.0\.1|localhost/.test(wanted) ? "local" : "unknown", endpoint };
}
