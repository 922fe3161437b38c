import type { DoctorModules, DoctorOptions, Severity } from "../../../../neurons/doctor/types.ts";
import { type Scene, SUBNETS } from "./scene.ts";

/** What a fault changes. */
type Changed = { options?: Partial<DoctorOptions>; modules?: Partial<DoctorModules>; undo?: () => void };

/** One fault, and how the doctor must name it. */
export interface Fault {
  name: string;
  id: string;
  severity: Severity;
  /** What the evidence must show. */
  evidence: RegExp;
  seed: (scene: Scene) => Changed | Promise<Changed>;
}

const hotkeyFile = (name: string) => ({ dir, options }: Scene) =>
  `${dir}/wallets/${options.wallet.name}/hotkeys/${name}`;
const engine = (values: Partial<DoctorOptions["engine"]>) => ({ options }: Scene): Changed => ({
  options: { engine: { ...options.engine, ...values } },
});
const axon = (values: Partial<DoctorOptions["axon"]>) => ({ options }: Scene): Changed => ({
  options: { axon: { ...options.axon, ...values } },
});
const hotkey = (name: string, more: Partial<DoctorOptions> = {}) => ({ options }: Scene): Changed => ({
  options: { wallet: { ...options.wallet, hotkey: name }, ...more },
});
const host = (values: Partial<DoctorModules["host"]>) => ({ modules }: Scene): Changed => ({
  modules: { host: { ...modules.host, ...values } },
});
/** The real probe with some of its answers changed. */
const probe = (
  change: (probe: Awaited<ReturnType<DoctorModules["probe"]>>) => Partial<typeof probe>,
  options: Partial<DoctorOptions> = {},
) =>
({ modules }: Scene): Changed => ({
  options,
  modules: {
    probe: async (endpoint, signal) => {
      const real = await modules.probe(endpoint, signal);
      return { ...real, ...change(real) };
    },
  },
});
const remote = ({ options }: Scene): Partial<DoctorOptions> => ({
  network: { ...options.network, name: "unknown" },
});
/** Replaces a file for one examination. */
async function swap(path: string, content: string | null, mode?: number): Promise<Changed> {
  const [before, info] = await Promise.all([Deno.readFile(path), Deno.stat(path)]);
  if (content === null) await Deno.remove(path);
  else await Deno.writeTextFile(path, content);
  if (mode !== undefined) await Deno.chmod(path, mode);
  return { undo: () => Deno.writeFileSync(path, before, { mode: info.mode! }) };
}

export const FAULTS: readonly Fault[] = [
  {
    name: "no such hotkey",
    id: "wallet.hotkey",
    severity: "error",
    evidence: /does not exist/,
    seed: hotkey("nobody"),
  },
  {
    name: "a damaged hotkey file",
    id: "wallet.hotkey",
    severity: "error",
    evidence: /min/,
    seed: (scene) => swap(hotkeyFile("min")(scene), "{broken"),
  },
  {
    name: "an encrypted hotkey and no password",
    id: "wallet.hotkey",
    severity: "error",
    evidence: /encrypted and no password/,
    seed: (scene) => swap(hotkeyFile("min")(scene), "$NACL" + "x".repeat(120)),
  },
  {
    name: "a public file of another key",
    id: "wallet.hotkeypub",
    severity: "warn",
    evidence: /the key itself is/,
    seed: async (scene) =>
      swap(hotkeyFile("minpub.txt")(scene), await Deno.readTextFile(hotkeyFile("valpub.txt")(scene))),
  },
  {
    name: "no public coldkey file",
    id: "wallet.coldkeypub",
    severity: "warn",
    evidence: /coldkeypub\.txt/,
    seed: ({ dir }) => swap(`${dir}/wallets/me/coldkeypub.txt`, null),
  },
  {
    name: "an unencrypted coldkey on a server",
    id: "wallet.coldkey",
    severity: "warn",
    evidence: /not encrypted/,
    seed: (scene) => ({ options: remote(scene) }),
  },
  {
    name: "a hotkey that others may read",
    id: "wallet.modes",
    severity: "warn",
    evidence: /mode 644/,
    seed: async (scene) => {
      const path = hotkeyFile("min")(scene);
      await Deno.chmod(path, 0o644);
      return { undo: () => Deno.chmodSync(path, 0o600) };
    },
  },
  {
    name: "one key for both",
    id: "wallet.distinct",
    severity: "warn",
    evidence: /one key/,
    seed: async (scene) =>
      swap(
        `${scene.dir}/wallets/me/coldkeypub.txt`,
        await Deno.readTextFile(hotkeyFile("minpub.txt")(scene)),
      ),
  },
  {
    name: "an endpoint where nothing listens",
    id: "chain.endpoint",
    severity: "error",
    evidence: /127\.0\.0\.1:1\b/,
    seed: ({ options }) => ({
      options: { network: { ...options.network, endpoint: "ws://127.0.0.1:1" } },
      modules: { connect: () => Promise.reject(new Error("refused")) },
    }),
  },
  {
    name: "a client that does not understand the chain",
    id: "chain.client",
    severity: "error",
    evidence: /metadata/,
    seed: () => ({ modules: { connect: () => Promise.reject(new Error("unknown metadata")) } }),
  },
  {
    name: "another chain behind the name",
    id: "chain.genesis",
    severity: "error",
    evidence: /another chain/,
    seed: ({ options }) => ({
      options: { network: { ...options.network, genesis: "0x" + "12".repeat(32) } },
    }),
  },
  {
    name: "a far endpoint",
    id: "chain.latency",
    severity: "warn",
    evidence: /2345 ms/,
    seed: probe(() => ({ roundTripMs: 2345 })),
  },
  {
    name: "a node that is catching up",
    id: "chain.syncing",
    severity: "error",
    evidence: /catching up/,
    seed: probe(() => ({ isSyncing: true })),
  },
  {
    name: "a node without peers",
    id: "chain.syncing",
    severity: "warn",
    evidence: /no peers/,
    seed: probe(() => ({ shouldHavePeers: true, peers: 0 })),
  },
  {
    name: "a head that stands still",
    id: "chain.head",
    severity: "error",
    evidence: /\b900 s old/,
    seed: probe(({ readAtMs, head }) => ({ fresh: null, head: { ...head, timeMs: readAtMs - 900_000 } })),
  },
  {
    name: "a fallback where nothing listens",
    id: "chain.fallbacks",
    severity: "warn",
    evidence: /ws:\/\/127\.0\.0\.1:1\b/,
    seed: () => ({ options: { fallbacks: ["ws://127.0.0.1:1"] } }),
  },
  {
    name: "a build without the library of timelocks",
    id: "timelock",
    severity: "error",
    evidence: /cannot be encrypted.*not a dependency/,
    seed: ({ options }) => ({
      options: { role: "validator", wallet: { ...options.wallet, hotkey: "val" } },
      modules: { encrypt: () => Promise.reject(new TypeError('Import "x.wasm" not a dependency')) },
    }),
  },
  {
    name: "a library of timelocks that does not encrypt",
    id: "timelock",
    severity: "error",
    evidence: /returned 3 bytes/,
    seed: ({ options }) => ({
      options: { role: "validator", wallet: { ...options.wallet, hotkey: "val" } },
      modules: { encrypt: () => Promise.resolve(new Uint8Array(3)) },
    }),
  },
  {
    name: "a clock behind",
    id: "clock.skew",
    severity: "error",
    evidence: /\b(29|30)\.\d s behind/,
    seed: probe(({ fresh, readAtMs, head }) => ({
      readAtMs: readAtMs - 30_000,
      head,
      fresh: fresh && { ...fresh, arrivedMs: fresh.arrivedMs - 30_000 },
    })),
  },
  {
    name: "a clock ahead",
    id: "clock.skew",
    severity: "error",
    evidence: /ahead/,
    seed: probe(({ fresh }) => ({ fresh: fresh && { ...fresh, arrivedMs: fresh.arrivedMs + 60_000 } })),
  },
  {
    name: "a clock that was never set",
    id: "clock.year",
    severity: "error",
    evidence: /1970/,
    seed: ({ modules }) => ({
      modules: {
        clock: Object.assign(Object.create(modules.clock) as typeof modules.clock, { now: () => 1_000_000 }),
      },
    }),
  },
  {
    name: "no such subnet",
    id: "chain.subnet",
    severity: "error",
    evidence: /no netuid 99/,
    seed: () => ({ options: { netuid: SUBNETS.NONE } }),
  },
  {
    name: "finney netuid 1",
    id: "chain.legacy",
    severity: "warn",
    evidence: /no longer asks/,
    seed: probe(() => ({ genesis: "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03" })),
  },
  {
    name: "a hotkey that is not registered",
    id: "registration",
    severity: "error",
    evidence: /not registered on netuid 1/,
    seed: hotkey("stranger"),
  },
  {
    name: "closed registration",
    id: "registration.price",
    severity: "error",
    evidence: /takes no registrations/,
    seed: hotkey("stranger", { netuid: SUBNETS.CLOSED_REGISTRATION }),
  },
  {
    name: "too little TAO",
    id: "registration.price",
    severity: "error",
    evidence: /has 0 TAO|has 0\.0/,
    seed: ({ options }) => ({
      options: { wallet: { ...options.wallet, name: "broke", hotkey: "stranger" } },
    }),
  },
  {
    name: "a hotkey of another coldkey",
    id: "registration.owner",
    severity: "error",
    evidence: /belongs to/,
    seed: async (scene) => {
      const text = await Deno.readTextFile(`${scene.dir}/wallets/broke/coldkeypub.txt`);
      return { ...await swap(`${scene.dir}/wallets/me/coldkeypub.txt`, text), options: remote(scene) };
    },
  },
  {
    name: "a place that is about to be lost",
    id: "registration.pruning",
    severity: "warn",
    evidence: /0 of \d+ neurons/,
    seed: () => ({ options: { netuid: SUBNETS.FULL } }),
  },
  {
    name: "a validator without permit",
    id: "validator.permit",
    severity: "error",
    evidence: /no validator permit/,
    seed: hotkey("poor", { role: "validator" }),
  },
  {
    name: "a validator without stake",
    id: "validator.stake",
    severity: "warn",
    evidence: /no stake/,
    seed: hotkey("poor", { role: "validator" }),
  },
  {
    name: "an old version key",
    id: "validator.version_key",
    severity: "error",
    evidence: /99999/,
    seed: hotkey("val", { role: "validator", netuid: SUBNETS.NEW_VERSION }),
  },
  {
    name: "weights of long ago",
    id: "validator.weights",
    severity: "warn",
    evidence: /set \d{3,} blocks ago/,
    seed: (scene) => {
      for (let i = 0; i < 130; i++) scene.localnet.produceBlock();
      return hotkey("val", { role: "validator" })(scene);
    },
  },
  {
    name: "a profile of one's own",
    id: "validator.profile",
    severity: "warn",
    evidence: /hardened/,
    seed: (scene) => ({
      options: {
        ...hotkey("val", { role: "validator", profile: "hardened" })(scene).options,
        ...remote(scene),
      },
    }),
  },
  {
    name: "a miner that looks like a validator",
    id: "miner.asked",
    severity: "warn",
    evidence: /90\d\d stake/,
    seed: hotkey("rich", { netuid: SUBNETS.FULL }),
  },
  {
    name: "a port that is taken",
    id: "axon.port",
    severity: "error",
    evidence: /used by another program/,
    seed: (scene) => {
      const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
      return { ...axon({ port: (listener.addr as Deno.NetAddr).port })(scene), undo: () => listener.close() };
    },
  },
  {
    name: "an address to bind that this machine does not have",
    id: "axon.port",
    severity: "error",
    evidence: /203\.0\.113\.9/,
    seed: axon({ host: "203.0.113.9" }),
  },
  {
    name: "a private address to announce",
    id: "axon.address",
    severity: "error",
    evidence: /private/,
    seed: (scene) => ({
      options: { ...remote(scene), ...axon({ externalIp: "192.168.1.5" })(scene).options },
    }),
  },
  {
    name: "nobody knows the own address",
    id: "axon.address",
    severity: "error",
    evidence: /unknown/,
    seed: (scene) => ({
      options: remote(scene),
      modules: { askExternalIp: () => Promise.reject(new Error("all services are down")) },
    }),
  },
  {
    name: "a forwarded port that leads nowhere",
    id: "axon.reachable",
    severity: "warn",
    evidence: /does not lead back/,
    seed: axon({ externalPort: 1 }),
  },
  {
    name: "an engine nobody has",
    id: "engine.name",
    severity: "error",
    evidence: /retreival/,
    seed: engine({ name: "retreival" }),
  },
  {
    name: "no model",
    id: "engine.model",
    severity: "error",
    evidence: /no model/,
    seed: engine({ name: "local" }),
  },
  {
    name: "no model for relevance",
    id: "validator.relevance",
    severity: "error",
    evidence: /qa, generic are scored by relevance: an-embedder is not here/,
    seed: (scene) => ({
      ...hotkey("val", { role: "validator", tasks: ["qa", "math", "generic"] })(scene),
      modules: { findModel: (id) => Promise.reject(new Error(`${id} is not here`)) },
    }),
  },
  {
    name: "a model that came only half",
    id: "engine.model",
    severity: "error",
    evidence: /lacks tokenizer\.json, tokenizer_config\.json, onnx/,
    seed: async (scene) => {
      await Deno.mkdir(`${scene.dir}/half`, { recursive: true });
      await Deno.writeTextFile(`${scene.dir}/half/config.json`, "{}");
      return engine({ name: "local", modelId: `${scene.dir}/half` })(scene);
    },
  },
  {
    name: "weights that are a web page",
    id: "engine.model",
    severity: "error",
    evidence: /model\.onnx is a web page/,
    seed: async (scene) => {
      await Deno.mkdir(`${scene.dir}/page/onnx`, { recursive: true });
      for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
        await Deno.writeTextFile(`${scene.dir}/page/${file}`, "{}");
      }
      await Deno.writeTextFile(`${scene.dir}/page/onnx/model.onnx`, "<!DOCTYPE html><p>Sign in");
      return engine({ name: "local", modelId: `${scene.dir}/page` })(scene);
    },
  },
  {
    name: "a model file that is not JSON",
    id: "engine.model",
    severity: "error",
    evidence: /tokenizer_config\.json is not JSON/,
    seed: async (scene) => {
      await Deno.mkdir(`${scene.dir}/broken/onnx`, { recursive: true });
      for (const file of ["config.json", "tokenizer.json", "onnx/model.onnx"]) {
        await Deno.writeTextFile(`${scene.dir}/broken/${file}`, "{}");
      }
      await Deno.writeTextFile(`${scene.dir}/broken/tokenizer_config.json`, '{"half":');
      return engine({ name: "local", modelId: `${scene.dir}/broken` })(scene);
    },
  },
  {
    name: "a model larger than memory",
    id: "engine.memory",
    severity: "warn",
    evidence: /needs about 20\.8 GB/,
    seed: async (scene) => {
      await Deno.mkdir(`${scene.dir}/big/onnx`, { recursive: true });
      // Sparse: takes no room.
      using file = await Deno.open(`${scene.dir}/big/onnx/model.onnx`, { write: true, create: true });
      await file.truncate(16e9);
      return engine({ name: "local", modelId: `${scene.dir}/big` })(scene);
    },
  },
  {
    name: "a card that is not there",
    id: "engine.device",
    severity: "error",
    evidence: /cuda:3.*1 NVIDIA/,
    seed: engine({ name: "local", device: "cuda:3" }),
  },
  {
    name: "a language server that is down",
    id: "engine.server",
    severity: "error",
    evidence: /nothing listens/,
    seed: engine({ name: "openai", baseUrl: "http://127.0.0.1:1/v1" }),
  },
  {
    name: "a key that is refused",
    id: "engine.server",
    severity: "error",
    evidence: /401/,
    seed: (scene) => ({
      ...engine({ name: "openai", baseUrl: "http://127.0.0.1:1/v1" })(scene),
      modules: { fetch: () => Promise.resolve(new Response("no", { status: 401 })) },
    }),
  },
  {
    name: "a forgotten /v1",
    id: "engine.server",
    severity: "error",
    evidence: /answers 404 without a list of models: Not Found/,
    seed: (scene) => ({
      ...engine({ name: "openai", baseUrl: "http://127.0.0.1:1" })(scene),
      modules: { fetch: () => Promise.resolve(new Response("Not Found", { status: 404 })) },
    }),
  },
  {
    name: "a web page instead of a language server",
    id: "engine.server",
    severity: "error",
    evidence: /answers 200 without a list of models: Welcome/,
    seed: (scene) => ({
      ...engine({ name: "openai", baseUrl: "http://127.0.0.1:1/v1" })(scene),
      modules: { fetch: () => Promise.resolve(new Response("<!doctype html><h1>Welcome</h1>")) },
    }),
  },
  {
    name: "a model the language server does not have",
    id: "engine.server",
    severity: "warn",
    evidence: /does not list the model "qwen-8"/,
    seed: (scene) => ({
      ...engine({ name: "openai", baseUrl: "http://127.0.0.1:1/v1", modelId: "qwen-8" })(scene),
      modules: {
        fetch: () =>
          Promise.resolve(Response.json({ object: "list", data: [{ id: "qwen-8b" }, { id: "llama" }] })),
      },
    }),
  },
  {
    name: "no texts where texts should be",
    id: "engine.texts",
    severity: "error",
    evidence: /nowhere/,
    seed: engine({ datasetPath: "nowhere/at/all" }),
  },
  {
    name: "a damaged database",
    id: "neuron.database",
    severity: "error",
    evidence: /sn1\.db/,
    seed: async ({ dir }) => {
      await Deno.mkdir(`${dir}/damaged`, { recursive: true });
      await Deno.writeTextFile(`${dir}/damaged/sn1.db`, "not a database ".repeat(500));
      return { options: { folder: `${dir}/damaged` } };
    },
  },
  {
    name: "a database of a newer program",
    id: "neuron.database",
    severity: "error",
    evidence: /schema 999/,
    seed: async ({ dir }) => {
      const { DatabaseSync } = await import("node:sqlite");
      await Deno.mkdir(`${dir}/newer`, { recursive: true });
      const db = new DatabaseSync(`${dir}/newer/sn1.db`);
      db.exec("CREATE TABLE x (a); PRAGMA user_version = 999");
      db.close();
      return { options: { folder: `${dir}/newer` } };
    },
  },
  {
    name: "a folder that is a file",
    id: "host.folder",
    severity: "error",
    evidence: /cannot be written/,
    seed: async ({ dir }) => {
      await Deno.writeTextFile(`${dir}/file`, "");
      return { options: { folder: `${dir}/file` } };
    },
  },
  {
    name: "a full disk",
    id: "host.disk",
    severity: "error",
    evidence: /0\.1 GB free/,
    seed: host({ freeBytes: () => Promise.resolve(1e8) }),
  },
  {
    name: "a disk that will soon be full",
    id: "host.disk",
    severity: "warn",
    evidence: /2\.0 GB free/,
    seed: host({ freeBytes: () => Promise.resolve(2e9) }),
  },
  {
    name: "few open files",
    id: "host.open_files",
    severity: "warn",
    evidence: /\b1024 files/,
    seed: host({ openFiles: () => Promise.resolve(1024) }),
  },
  {
    name: "hardly any memory",
    id: "host.memory",
    severity: "error",
    evidence: /0\.2 of|0\.2 GB/,
    seed: host({ memory: () => ({ totalBytes: 4e9, availableBytes: 2e8 }) }),
  },
];
