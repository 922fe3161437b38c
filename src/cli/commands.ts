import type { CommandEntry } from "./command.ts";

/** All commands, in the order of `sn1 --help`. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "miner",
    summary: "answer prompts: load an engine, serve the axon, announce it on chain",
    group: "Neurons",
    load: async () => (await import("./commands/miner.ts")).default,
  },
  {
    name: "validator",
    summary: "ask, score and set weights",
    group: "Neurons",
    load: async () => (await import("./commands/validator.ts")).default,
  },
  {
    name: "register",
    summary: "register a hotkey on a subnet by burning",
    group: "Neurons",
    load: async () => (await import("./commands/register.ts")).default,
  },
  {
    name: "demo",
    summary: "everything on one machine, offline: chain, miners, validator",
    group: "Try it",
    load: async () => (await import("./commands/demo.ts")).default,
  },
  {
    name: "localnet",
    summary: "a local chain that speaks Substrate JSON-RPC",
    group: "Try it",
    load: async () => (await import("./commands/localnet.ts")).default,
  },
  {
    name: "query",
    summary: "send a conversation to miners and print their streams",
    group: "Look and check",
    load: async () => (await import("./commands/query.ts")).default,
  },
  {
    name: "metagraph",
    summary: "the neurons of a subnet",
    group: "Look and check",
    load: async () => (await import("./commands/metagraph.ts")).default,
  },
  {
    name: "explain",
    summary: "recompute a step from its record, with every reward term",
    group: "Look and check",
    load: async () => (await import("./commands/explain.ts")).default,
  },
  {
    name: "doctor",
    summary: "preflight: everything a neuron needs, the worst first, with what mends it",
    group: "Look and check",
    load: async () => (await import("./commands/doctor.ts")).default,
  },
  {
    name: "events",
    summary: "step records of a validator as JSON lines",
    group: "Look and check",
    load: async () => (await import("./commands/events.ts")).default,
  },
  {
    name: "rehearse",
    summary: "play validator against one's own miner before paying for a place",
    group: "Try it",
    load: async () => (await import("./commands/rehearse.ts")).default,
  },
  {
    name: "simulate",
    summary: "the incentive mechanism against populations of miners, without a chain",
    group: "Try it",
    load: async () => (await import("./commands/simulate.ts")).default,
  },
  {
    name: "wallet",
    summary: "create, list, show, sign, verify: key files compatible with btcli",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/wallet.ts")).default,
  },
  {
    name: "models",
    summary: "local model cache: list, pull, rm",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/models.ts")).default,
  },
  {
    name: "api-key",
    summary: "keys of a validator's API for users: new, list, revoke",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/api_key.ts")).default,
  },
  {
    name: "upgrade",
    summary: "replace this program by a newer, signed one; or go back",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/upgrade.ts")).default,
  },
  {
    name: "completions",
    summary: "print a completion script for bash, zsh or fish",
    group: "Keys and housekeeping",
    load: async () => (await import("./commands/completions.ts")).default,
  },
];
