import { PackageError } from "../base/mod.ts";

/** Exit codes (docs/interface.md#exit-codes). */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notRegistered: 3,
  chain: 4,
  wallet: 5,
  model: 6,
  locked: 7,
  interrupted: 130,
  terminated: 143,
} as const;

/** Meaning of each code, for `--help` and the docs. */
export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.ok, "done; neurons, demo, localnet and events also after a stop by a signal"],
  [EXIT.failure, "unexpected failure, or a check that says no"],
  [EXIT.usage, "usage, configuration, port in use"],
  [EXIT.notRegistered, "not registered, or not permitted"],
  [EXIT.chain, "chain unreachable or it refused"],
  [EXIT.wallet, "wallet: missing, unreadable, wrong password"],
  [EXIT.model, "model or device"],
  [EXIT.locked, "the same hotkey already runs"],
  [EXIT.interrupted, "ended by Ctrl-C before it was done"],
  [EXIT.terminated, "ended by SIGTERM before it was done"],
];

/** The one place where errors become exit codes: by room, refined by `room.code`. */
const BY_CODE: Readonly<Record<string, number>> = {
  "cli.usage": EXIT.usage,
  "cli.config": EXIT.usage,
  "cli.no_terminal": EXIT.usage,
  "axon.port_in_use": EXIT.usage,
  "telemetry.port_in_use": EXIT.usage,
  "api.port_in_use": EXIT.usage,
  "api.listen": EXIT.usage,
  "telemetry.config": EXIT.usage,
  "localnet.address": EXIT.usage,
  "localnet.options": EXIT.usage,
  "chain.invalid": EXIT.usage,
  "chain.not_registered": EXIT.notRegistered,
  "chain.not_permitted": EXIT.notRegistered,
  "neuron.not_registered": EXIT.notRegistered,
  "neuron.not_permitted": EXIT.notRegistered,
  "neuron.config": EXIT.usage,
  "neuron.missing_model": EXIT.model,
  "store.locked": EXIT.locked,
  "store.missing": EXIT.usage,
  "store.other_chain": EXIT.usage,
  "store.exists": EXIT.usage,
  "store.unwritable": EXIT.usage,
  "store.full": EXIT.usage,
  "rewards.missing_model": EXIT.model,
  "tasks.config": EXIT.usage,
  "tasks.unknown_task": EXIT.usage,
  "llm.config": EXIT.usage,
  "release.config": EXIT.usage,
  "axon.config": EXIT.usage,
  "wallet.exists": EXIT.usage,
  "wallet.invalid": EXIT.usage,
  chain: EXIT.chain,
  wallet: EXIT.wallet,
  llm: EXIT.model,
  plugins: EXIT.usage,
};

/**
 * Exit code of an error.
 * @param error whatever was thrown
 */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof PackageError)) return EXIT.failure;
  if (error.code === "aborted") return EXIT.interrupted;
  return BY_CODE[`${error.package}.${error.code}`] ?? BY_CODE[error.package] ?? EXIT.failure;
}
