import { announcedIp, boundIp } from "./address_flags.ts";
import {
  addressSources,
  choice,
  integer,
  list,
  path,
  programSources,
  text,
  toggle,
  TRUSTED_SOURCES,
} from "./flags.ts";

/** A flag of the Python neurons that is known and refused. */
function notOffered(instead: string) {
  return toggle({ help: `not offered: ${instead}`, hidden: true, notOffered: instead });
}

/** Refused by both neurons. */
export const mockFlag = { mock: notOffered("sn1 demo runs everything offline, with real parts") };

/** Flags every command has. */
export const generalFlags = {
  config: path({
    help: "YAML file with flat dotted keys; flags win over it",
    sources: ["flag", "environment", "default"],
  }),
  json: toggle({ help: "exactly one JSON document on stdout (JSON lines for streams)" }),
  strict: toggle({ help: "accepted for compatibility; unknown flags are always errors", hidden: true }),
  no_version_checking: toggle({ help: "accepted for compatibility", hidden: true }),
  no_prompt: toggle({ help: "ask nothing, also on a terminal", hidden: true }),
};

/** Code from outside of the program. */
export const pluginFlags = {
  plugin: list({
    help:
      "load tasks, rewards, datasets, engines and policies from this file (docs/plugins.md); it runs with the " +
      "permissions of this program",
    placeholder: "FILE",
    separator: /,/,
    sources: TRUSTED_SOURCES,
    notable: true,
    path: true,
  }),
};

/** Where the wallet is (docs/spec/wire.md#81-flags-of-the-sdk). */
export const walletFlags = {
  "wallet.name": text({
    help: "name of the wallet (coldkey)",
    default: "default",
    placeholder: "NAME",
    aliases: ["wallet", "name"],
    notable: true,
  }),
  "wallet.hotkey": text({
    help: "name of the hotkey",
    default: "default",
    placeholder: "NAME",
    aliases: ["hotkey"],
    notable: true,
  }),
  "wallet.path": path({
    help: "folder of all wallets",
    default: "~/.bittensor/wallets/",
    placeholder: "DIR",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "password-file": path({
    help: "file or pipe that holds the key's password, e.g. /dev/stdin",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
};

/** Which chain and subnet. */
export const chainFlags = {
  netuid: integer({
    help: "subnet (1 on finney, 61 on test)",
    default: 1,
    min: 0,
    max: 65535,
    notable: true,
  }),
  "subtensor.network": text({
    help: "finney, test, archive, local, or an endpoint URL",
    default: "finney",
    placeholder: "NAME",
    aliases: ["network"],
    sources: addressSources,
    notable: true,
  }),
  "subtensor.chain_endpoint": text({
    help: "WebSocket URL; wins over a --subtensor.network given in the same place",
    placeholder: "URL",
    aliases: ["chain_endpoint"],
    yieldsTo: "subtensor.network",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "subtensor._mock": notOffered("sn1 localnet is a local chain with real calls; sn1 demo shows all of it"),
  "chain.fallback_endpoints": list({
    help: "further endpoints, tried when the first fails",
    placeholder: "URL …",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
};

/** For calls that a key on another machine signs. */
export const offlineFlags = {
  build: path({
    help:
      "write the call to FILE, to be signed with sn1 wallet sign-call on a machine without network; sends nothing",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  submit: path({
    help: "send the signed call in FILE and wait for its outcome",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "valid-blocks": integer({
    help: "--build: blocks the signature holds, rounded up to a power of two; 2048 are 6.8 hours at 12 s",
    default: 2048,
    min: 4,
    max: 4096,
  }),
};

/** What is logged where. */
export const loggingFlags = {
  "logging.debug": toggle({ help: "log debug lines" }),
  "logging.trace": toggle({ help: "log everything" }),
  "logging.info": toggle({ help: "log info lines (the default)", hidden: true }),
  "logging.record_log": toggle({ help: "also write a rotating log file into the logging folder" }),
  "logging.logging_dir": path({
    help: "folder of databases and logs",
    default: "~/.bittensor/miners",
    placeholder: "DIR",
    sources: TRUSTED_SOURCES,
  }),
  "logging.lock_dir": path({
    help: "folder of the locks that keep a hotkey from running twice; one for all neurons of a machine",
    defaultText: "~/.bittensor/sn1/locks; where that cannot be written: locks in logging.logging_dir",
    placeholder: "DIR",
    sources: TRUSTED_SOURCES,
  }),
  "logging.enable_third_party_loggers": toggle({ help: "accepted for compatibility", hidden: true }),
};

/** The axon's address. */
export const axonFlags = {
  "axon.port": integer({
    help: "TCP port of the axon; 0 = any free port",
    default: 8091,
    min: 0,
    max: 65535,
  }),
  "axon.ip": boundIp({ help: "address to bind", default: "[::]" }),
  "axon.external_ip": announcedIp({
    help: "address announced on chain (unset: asked from public services)",
    placeholder: "IP",
    notable: true,
  }),
  "axon.external_port": integer({
    help: "port announced on chain (unset: axon.port)",
    min: 1,
    max: 65535,
    notable: true,
  }),
  "axon.max_workers": integer({
    help: "requests answered at once",
    default: 256,
    defaultText: "256",
    min: 1,
    max: 65535,
  }),
};

/** Operator pages. */
export const operatorFlags = {
  "dashboard.port": integer({
    help: "port of the dashboard on 127.0.0.1; 0 = any free port, -1 = off",
    default: -1,
    min: -1,
    max: 65535,
  }),
  "metrics.port": integer({
    help: "port of /metrics and /health on 127.0.0.1; 0 = any free port, -1 = off",
    default: -1,
    min: -1,
    max: 65535,
  }),
  "alert.webhook": text({
    help: "URL that gets each alarm as a JSON POST",
    placeholder: "URL",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
};

/**
 * The engine, with help of the command's own.
 * @param help what the engine does there, and its names
 */
export const engineFlag = (help: string) =>
  text({ help, default: "local", placeholder: "ENGINE", sources: programSources, notable: true });

/** A model by id in the cache, or a folder. */
export const modelOptions = { placeholder: "ID", path: true } as const;

/** Which engine produces text (docs/interface.md#flags). */
export const engineFlags = {
  "neuron.model_id": text({ help: "model name or folder", ...modelOptions }),
  "neuron.device": text({
    help: "auto, cpu, webgpu, cuda or cuda:N",
    default: "auto",
    placeholder: "DEVICE",
  }),
  "neuron.dtype": text({
    help: "weights to load: fp32, fp16, q8, q4, q4f16 (unset: by device)",
    placeholder: "TYPE",
  }),
  "neuron.loop": choice(["batch", "simple"], {
    help: "batch = own continuous batching; simple = the library's generate()",
    default: "batch",
  }),
  "openai.base_url": text({
    help: "any OpenAI-compatible server (engine openai)",
    placeholder: "URL",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "neuron.keep_thinking": toggle({
    help: "keep <think> blocks in the model's texts; they are cut by default",
  }),
  "dataset.path": path({ help: "folder of your own .txt, .md and .jsonl texts", placeholder: "DIR" }),
};
