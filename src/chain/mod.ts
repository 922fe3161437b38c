/**
 * `chain`: Subtensor as neurons use it — connection and failover, metagraph, registration, serving, weights.
 * The client library is loaded when the first connection is opened, not before.
 * @module
 */
export * from "./types.ts";
export { ChainError, type ChainErrorCode } from "./errors.ts";
export { connectChain } from "./subtensor.ts";
export { commitHash, type HashCommit, weightsSalt } from "./weights/commit_hash.ts";
export { type Network, NETWORKS, resolveEndpoint } from "./link/networks.ts";
export { externalIp, type ExternalIpOptions } from "./serve/external_ip.ts";
export { timelockEncrypt } from "./weights/timelock.ts";
export { type IpNumber, ipToNumber, isIp, numberToIp } from "./ip_number.ts";
export { RAO_PER_TAO, taoText } from "./units.ts";
export { DEFAULT_TOLERANCE, limitPrice } from "./register/register_neuron.ts";
export * from "./proxy_types.ts";
export { DEFAULT_VALID_BLOCKS } from "./offline/offline_build.ts";
export { PROXY_TYPES } from "./offline/offline_calls.ts";
export { MAX_CALL_FILE, readSignedCall, readUnsignedCall, signCall } from "./offline/offline_file.ts";
export type { CallArgument, DecodedCall, SignedCall, Submitted, UnsignedCall } from "./call_types.ts";
