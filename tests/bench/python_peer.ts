import { Peer } from "../interop/peer.ts";
import { readyPython } from "../interop/python_env.ts";
import { SDK_VERSIONS } from "../interop/versions.data.ts";

/** Releases the benchmarks are measured against: the one of subnet 1's axons and dendrites, and one that reads chains. */
export type PeerRelease = "7.4" | "10";

/** Interpreter with a release; null, said on stderr, where the interop environments are not there. */
export async function pythonOf(release: PeerRelease): Promise<string | null> {
  const python = await readyPython(SDK_VERSIONS.find(({ id }) => id === release)!);
  if (!python) {
    console.error(`no Python SDK ${release} here, so no baseline: deno task test:interop --only ${release}`);
  }
  return python;
}

/** Runs `body` beside a process of the SDK, or with null where there is none. */
export async function withPython<T>(
  release: PeerRelease,
  body: (peer: Peer | null) => Promise<T>,
): Promise<T> {
  const python = await pythonOf(release);
  if (!python) return await body(null);
  const home = await Deno.makeTempDir({ prefix: "sn1-bench-" });
  const peer = await startPeer(python, home);
  try {
    return await body(peer);
  } finally {
    await peer.stop();
    await Deno.remove(home, { recursive: true });
  }
}

/** Starts a process of the SDK and waits until it is imported. */
export function startPeer(python: string, home: string): Promise<Peer> {
  return Peer.start(python, home, {}, new URL("./python/peer.py", import.meta.url));
}
