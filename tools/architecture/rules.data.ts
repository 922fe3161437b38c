/**
 * The architecture rules as data: packages and layers, entry points, reserved and gated libraries, limits.
 * A new package, entry point or library is one line here.
 */

/** A package: a folder (ends with `/`) or a single file. */
export interface PackageRule {
  name: string;
  path: string;
}

/**
 * Layers from the top down. A package imports only from layers below its own; packages on one layer never import
 * each other.
 */
export const LAYERS: readonly (readonly PackageRule[])[] = [
  [{ name: "main", path: "main.ts" }],
  [{ name: "cli", path: "src/cli/" }],
  [{ name: "neurons", path: "neurons/" }, { name: "mod", path: "mod.ts" }],
  [{ name: "plugins", path: "src/plugins/" }],
  [{ name: "tasks", path: "tasks/" }, { name: "rewards", path: "rewards/" }],
  [
    { name: "axon", path: "src/axon/" },
    { name: "dendrite", path: "src/dendrite/" },
    { name: "chain", path: "src/chain/" },
    { name: "llm", path: "src/llm/" },
    { name: "store", path: "src/store/" },
    { name: "telemetry", path: "src/telemetry/" },
    { name: "api", path: "src/api/" },
    { name: "localnet", path: "src/localnet/" },
    { name: "release", path: "src/release/" },
    { name: "service", path: "src/service/" },
  ],
  [
    { name: "wallet", path: "src/wallet/" },
    { name: "protocol", path: "src/protocol/" },
    { name: "consensus", path: "src/consensus/" },
    { name: "timelock", path: "src/timelock/" },
  ],
  [{ name: "http", path: "src/http/" }, { name: "text", path: "src/text/" }],
  [{ name: "base", path: "src/base/" }],
];

/** A file of a package that others may import although it is not `mod.ts`, and who they are (path prefixes). */
export interface EntryPoint {
  /** A file, or a folder (ends with `/`). */
  file: string;
  from: readonly string[];
  /** Only `import()` may use it. */
  lazyOnly?: boolean;
}

/** The entry points beside `mod.ts`. */
export const ENTRY_POINTS: readonly EntryPoint[] = [
  // Reads secrets that can spend money: kept out of `mod.ts` so that no neuron gets it by accident.
  {
    file: "src/wallet/coldkey.ts",
    from: ["src/cli/commands/register_command.ts", "src/cli/commands/wallet/"],
  },
  // One command is loaded, not all of them.
  { file: "neurons/", from: ["main.ts", "src/cli/"], lazyOnly: true },
];

/** Packages that only the named importers (path prefixes) may use at all. */
export const RESERVED_PACKAGES: readonly { package: string; from: readonly string[] }[] = [
  {
    package: "localnet",
    from: ["mod.ts", "neurons/demo", "src/cli/commands/localnet_command.ts", "src/cli/self_test.ts"],
  },
];

/** Libraries that only the named places (path prefixes) may import. A name ends at `/` or at its end. */
export const RESERVED_LIBRARIES: readonly { library: string; from: readonly string[] }[] = [
  { library: "@polkadot/api", from: ["src/chain/", "src/localnet/"] },
  { library: "@polkadot/types", from: ["src/chain/", "src/localnet/"] },
  { library: "@polkadot/keyring", from: ["src/chain/", "src/localnet/"] },
  { library: "@huggingface/transformers", from: ["src/llm/"] },
  { library: "onnxruntime-node", from: ["src/llm/"] },
  { library: "@ideallabs/timelock_wasm_wrapper", from: ["src/timelock/"] },
  { library: "openai", from: ["src/llm/", "src/api/"] },
  { library: "node:sqlite", from: ["src/store/", "src/axon/", "src/api/"] },
  { library: "@logtape/logtape", from: ["src/telemetry/"] },
  { library: "prom-client", from: ["src/telemetry/"] },
  { library: "@opentelemetry/exporter-logs-otlp-http", from: ["src/telemetry/"] },
  { library: "@opentelemetry/resources", from: ["src/telemetry/"] },
  { library: "@opentelemetry/sdk-logs", from: ["src/telemetry/"] },
];

/**
 * Libraries that load native code or read the environment while being imported: a test file that reaches one by
 * static imports fails without permissions. Tests import them inside the gated body.
 */
export const GATED_LIBRARIES: readonly string[] = [
  "@huggingface/transformers",
  "@polkadot/api",
  "@polkadot/keyring",
  "@polkadot/types",
  "@polkadot/util",
  "@polkadot/util-crypto",
  "@polkadot/wasm-crypto",
  "onnxruntime-node",
  "openai",
  "puppeteer-core",
  "sharp",
];

/** Where tests live: no layers there, and the rule of gated libraries holds. */
export const TEST_FOLDERS: readonly string[] = ["tests/"];

/** Where every exported function, class and interface has a doc comment. */
export const DOCUMENTED: readonly string[] = ["src/", "tasks/", "rewards/", "neurons/", "main.ts", "mod.ts"];

/** File names that every package may have. */
export const SHARED_NAMES: readonly string[] = ["mod.ts", "types.ts", "errors.ts"];

/** Lines of a file from which a warning is printed, and above which the file fails. */
export const LINES = { warn: 300, fail: 400 } as const;

/** Files without a line limit: data. */
export const DATA_FILE = /\.data\.(ts|js)$|(^|\/)([^/]+\.)?data\/|^tests\/(vectors|fixtures)\//;

/** Files that are read. */
export const READ_FILE = /\.(ts|js|mjs|css|sh|md|json|yml|yaml|service|html)$|(^|\/)(Dockerfile|run)$/;

/** Of these the lines are counted. */
export const COUNTED_FILE = /\.(ts|js|mjs|css|sh)$|(^|\/)run$/;

/** Folders and files that are not looked into. */
export const SKIPPED: readonly string[] = [
  ".git",
  ".cache",
  "node_modules",
  "dist",
  "coverage",
  "deno.lock",
];

/** Texts that name the machine something was written on; the expressions do not match themselves. */
export const FOREIGN_TEXT: readonly { what: string; pattern: RegExp }[] = [
  { what: "a path of one machine", pattern: /(?<![\w.$}*~/-])\/(?:work|root|mnt|home\/\w+)\/(?!\/)/ },
  { what: "a path of one machine", pattern: /(?<![\w.$}*~/-])\/(?:tmp|opt)\/[\w.]/ },
  {
    what: "the host of a package registry",
    pattern: /\bregistry\.[a-z0-9-]+\.(?:org|com|net|io|dev)\b|\bnpm\.(?:pkg|jsr)\./,
  },
  {
    what: "a path outside of the project",
    pattern: /\.\.\/shared\/(?:spec|design|contract|style|prototypes|hooks)\b/,
  },
];

/** Files in which the texts above are meant: this table and what tests it. */
export const FOREIGN_TEXT_EXEMPT =
  /^tools\/architecture\/rules\.data\.ts$|^tests\/unit\/tools\/architecture_|^tests\/vectors\//;
