import type { CommandEntry } from "./command.ts";

/** All commands, in the order of `sn1 --help`. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "miner",
    service: true,
    summary: "answer prompts: load an engine, serve the axon, announce it on chain",
    group: "Neurons",
    load: async () => (await import("./commands/miner_command.ts")).default,
  },
  {
    name: "validator",
    service: true,
    summary: "ask, score and set weights",
    group: "Neurons",
    load: async () => (await import("./commands/validator_command.ts")).default,
  },
  {
    name: "register",
    summary: "register a hotkey on a subnet by burning",
    group: "Neurons",
    load: async () => (await import("./commands/register_command.ts")).default,
  },
  {
    name: "demo",
    service: true,
    summary: "everything on one machine, offline: chain, miners, validator",
    group: "Try it",
    load: async () => (await import("./commands/demo_command.ts")).default,
  },
  {
    name: "localnet",
    service: true,
    summary: "a local chain that speaks Substrate JSON-RPC",
    group: "Try it",
    load: async () => (await import("./commands/localnet_command.ts")).default,
  },
  {
    name: "query",
    summary: "send a conversation to miners and print their streams",
    group: "Look and check",
    load: async () => (await import("./commands/query_command.ts")).default,
  },
  {
    name: "metagraph",
    summary: "the neurons of a subnet",
    group: "Look and check",
    load: async () => (await import("./commands/metagraph_command.ts")).default,
  },
  {
    name: "explain",
    summary: "recompute a step from its record, with every reward term",
    group: "Look and check",
    load: async () => (await import("./commands/explain_command.ts")).default,
  },
  {
    name: "doctor",
    summary: "check everything a neuron needs; worst problems first, each with a fix",
    group: "Look and check",
    load: async () => (await import("./commands/doctor_command.ts")).default,
  },
  {
    name: "events",
    service: true,
    summary: "step records of a validator as JSON lines",
    group: "Look and check",
    load: async () => (await import("./commands/events_command.ts")).default,
  },
  {
    name: "rehearse",
    summary: "play validator against one's own miner before paying for a place",
    group: "Try it",
    load: async () => (await import("./commands/rehearse_command.ts")).default,
  },
  {
    name: "simulate",
    summary: "the incentive mechanism against populations of miners, without a chain",
    group: "Try it",
    load: async () => (await import("./commands/simulate_command.ts")).default,
  },
  {
    name: "new",
    summary: "write a template of a plugin or of a subnet: task, reward, dataset, engine, subnet",
    group: "Try it",
    load: async () => (await import("./commands/new_command.ts")).default,
  },
  {
    name: "wallet",
    summary: "create, list, show, sign, verify: key files compatible with btcli",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/wallet_command.ts")).default,
  },
  {
    name: "models",
    summary: "local model cache: list, pull, rm",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/models_command.ts")).default,
  },
  {
    name: "api-key",
    summary: "keys of a validator's API for users: new, list, revoke",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/api_key_command.ts")).default,
  },
  {
    name: "upgrade",
    summary: "replace this program by a newer, signed one; or go back",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/upgrade_command.ts")).default,
  },
  {
    name: "completions",
    summary: "print a completion script for bash, zsh or fish",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/completions_command.ts")).default,
  },
];
