import type { ApiPromise } from "@polkadot/api";
import { type Clock, errorText, raceSignal, withDeadline } from "../../base/mod.ts";
import { ChainError } from "../errors.ts";
import { NodeSocket } from "./node_socket.ts";

/** Extensions of the runtime that add nothing to an extrinsic; named so that the library does not warn of them. */
const SILENT_EXTENSIONS = [
  "SudoTransactionExtension",
  "CheckShieldedTxValidity",
  "SubtensorTransactionExtension",
  "DrandPriority",
  "SubtensorSignedExtension",
  "CommitmentsSignedExtension",
];

/** Storage answers the library may keep. */
const RPC_CACHE_ENTRIES = 1024;

/** How a client hears of runtime upgrades. */
const WATCH_RUNTIME = "state_subscribeRuntimeVersion";

/** One open connection with its metadata. It is never repaired: a new one takes its place. */
export interface Link {
  readonly endpoint: string;
  readonly api: ApiPromise;
  readonly provider: NodeSocket;
  /** False as soon as the socket is gone or left. */
  readonly open: boolean;
  /** Aborts then. A half-open socket never says that it is closed, so leaving it must be enough. */
  readonly ended: AbortSignal;
  /** Resolves with the new spec version when the chain's runtime is upgraded; this link still knows the old one. */
  readonly upgraded: Promise<number>;
  close(): void;
}

/** Options of {@link openLink}. */
export interface OpenOptions {
  clock: Clock;
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * Opens one endpoint and loads its metadata, once: nothing here reconnects by itself.
 * @throws ChainError `unreachable`
 */
export async function openLink(endpoint: string, options: OpenOptions): Promise<Link> {
  const { ApiPromise } = await import("@polkadot/api");
  await silence();
  const provider = new NodeSocket(endpoint);
  const upgraded = takeOverUpgrades(provider, () => api.runtimeVersion.specVersion.toNumber());
  const none = { extrinsic: {}, payload: {} };
  const api = new ApiPromise({
    provider,
    noInitWarn: true,
    rpcCacheCapacity: RPC_CACHE_ENTRIES,
    signedExtensions: Object.fromEntries(SILENT_EXTENSIONS.map((name) => [name, none])),
  });
  const failed = takeOverFailure(api);
  const ready = api.isReadyOrError;
  ready.catch(() => {});
  const close = () => {
    provider.end(new Error("the connection was closed"));
    api.disconnect().catch(() => {});
  };
  try {
    await withDeadline(options.clock, options.timeoutMs, `opening ${endpoint}`, async () => {
      await provider.connect();
      await raceSignal(Promise.race([ready, failed]), provider.ended);
    }, options.signal);
  } catch (error) {
    close();
    options.signal?.throwIfAborted();
    if (error instanceof ChainError) throw error;
    throw new ChainError("unreachable", `${endpoint} cannot be used: ${errorText(error)}`, {
      hint: "check the network, --subtensor.chain_endpoint and --chain.fallback_endpoints",
      cause: error,
      data: { endpoint },
    });
  }
  return {
    endpoint,
    api,
    provider,
    ended: provider.ended,
    upgraded,
    close,
    get open() {
      return !provider.ended.aborted;
    },
  };
}

/**
 * Takes the failure of the library's start: it would print it with a stack, where our error says the same to who asked.
 * @returns rejects with the failure, never resolves
 */
function takeOverFailure(api: ApiPromise): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const inner = api as unknown as { _loadMeta(): Promise<boolean> };
  const load = inner._loadMeta.bind(api);
  inner._loadMeta = () =>
    load().catch((error) => {
      reject(error);
      return new Promise<never>(() => {});
    });
  return promise;
}

/**
 * Keeps runtime versions from the library's own watch, for two reasons: an error of that watch (the socket breaks while
 * it begins) ends the process, as nobody in the library listens to it; and after an upgrade it would read the metadata in
 * an old format, without the runtime APIs this package reads with.
 * @param opened spec version this link was opened with
 * @returns resolves with another version once the node tells of one
 */
function takeOverUpgrades(provider: NodeSocket, opened: () => number): Promise<number> {
  const subscribe = provider.subscribe.bind(provider);
  return new Promise((resolve) => {
    provider.subscribe = (type, method, params, callback) => {
      if (method !== WATCH_RUNTIME) return subscribe(type, method, params, callback);
      return subscribe(type, method, params, (error, version: { specVersion: number }) => {
        if (!error && version.specVersion !== opened()) resolve(version.specVersion);
      }).catch(() => new Promise<never>(() => {}));
    };
  });
}

/** The library prints each failed request; our errors carry the same text to those who asked. */
async function silence(): Promise<void> {
  const { rpcDefinitions } = await import("@polkadot/types");
  for (const section of Object.values(rpcDefinitions)) {
    for (const method of Object.values(section)) Object.assign(method, { noErrorLog: true });
  }
}
