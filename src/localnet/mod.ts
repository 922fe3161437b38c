/**
 * `localnet`: a chain in this process that speaks Substrate JSON-RPC, for the demo, for development and for tests.
 * @module
 */
export * from "./types.ts";
export { LocalnetError, type LocalnetErrorCode } from "./errors.ts";
export { LOCALNET_HYPERPARAMETERS } from "./genesis.ts";
export { BEACON_PUBLIC_KEY, beaconTimelock, type Timelock } from "./drand/beacon.ts";
export type { RuntimeUpgrade } from "./chain_schema.ts";
export { startLocalnet } from "./start_localnet.ts";
