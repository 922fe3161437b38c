import type { ApiPromise } from "@polkadot/api";
import { toHex } from "../base/mod.ts";
import { ChainError } from "./errors.ts";
import type { Call } from "./send/transaction.ts";

/** The main mechanism of a subnet; the only one of subnet 1. */
export const MAIN_MECHANISM = 0;

/** The protocol number every axon announces. */
export const AXON_PROTOCOL = 4;

/** A call with the name the chain gives it. */
export interface NamedCall {
  /** Snake case, without pallet. */
  name: string;
  build: (api: ApiPromise) => Call;
}

/** True when the runtime has this call of SubtensorModule. @param call camelCase */
export function hasCall(api: ApiPromise, call: string): boolean {
  return api.tx.subtensorModule?.[call] !== undefined;
}

function call(method: string, ...args: unknown[]): NamedCall {
  const name = method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const build = (api: ApiPromise) => {
    const create = api.tx.subtensorModule?.[method];
    if (create) return create(...args);
    throw new ChainError(
      "unsupported",
      `the runtime (spec ${api.runtimeVersion.specVersion}) has no call ${name}`,
      {
        hint: "update the program, or use a network with another runtime",
        data: { call: name },
      },
    );
  };
  return { name, build };
}

/** Burns for a uid; with a price limit where there is one and the runtime knows such a call. */
export function registerCall(
  api: ApiPromise,
  netuid: number,
  hotkey: string,
  limitPrice: bigint | null,
): NamedCall {
  return limitPrice !== null && hasCall(api, "registerLimit")
    ? call("registerLimit", netuid, hotkey, limitPrice)
    : call("burnedRegister", netuid, hotkey);
}

/** What an axon announces, in the chain's numbers. */
export interface AxonEntry {
  version: number;
  ip: bigint;
  port: number;
  ipType: 4 | 6;
}

/** Announces an axon. */
export function serveCall(netuid: number, axon: AxonEntry): NamedCall {
  const { version, ip, port, ipType } = axon;
  return call("serveAxon", netuid, version, ip, port, ipType, AXON_PROTOCOL, 0, 0);
}

/** A row of weights in u16. */
export interface WeightsArguments {
  netuid: number;
  uids: number[];
  values: number[];
  versionKey: number;
}

/** Sets weights in the open. */
export function weightsCall(api: ApiPromise, row: WeightsArguments): NamedCall {
  const { netuid, uids, values, versionKey } = row;
  return hasCall(api, "setMechanismWeights")
    ? call("setMechanismWeights", netuid, MAIN_MECHANISM, uids, values, versionKey)
    : call("setWeights", netuid, uids, values, versionKey);
}

/** Commits weights that the chain opens by itself after a drand round. */
export function timelockedCall(
  api: ApiPromise,
  netuid: number,
  commit: Uint8Array,
  revealRound: number,
  version: number,
): NamedCall {
  // Bytes as an array would be read as SCALE with a length in front; hex is taken as it is.
  const hex = `0x${toHex(commit)}`;
  return hasCall(api, "commitTimelockedMechanismWeights")
    ? call("commitTimelockedMechanismWeights", netuid, MAIN_MECHANISM, hex, revealRound, version)
    : call("commitTimelockedWeights", netuid, hex, revealRound, version);
}

/** Commits to weights by their hash; they are shown later with {@link revealCall}. */
export function hashCommitCall(api: ApiPromise, netuid: number, hash: string): NamedCall {
  return hasCall(api, "commitMechanismWeights")
    ? call("commitMechanismWeights", netuid, MAIN_MECHANISM, hash)
    : call("commitWeights", netuid, hash);
}

/** Shows the weights of a commit by hash. */
export function revealCall(api: ApiPromise, row: WeightsArguments, salt: number[]): NamedCall {
  const { netuid, uids, values, versionKey } = row;
  return hasCall(api, "revealMechanismWeights")
    ? call("revealMechanismWeights", netuid, MAIN_MECHANISM, uids, values, salt, versionKey)
    : call("revealWeights", netuid, uids, values, salt, versionKey);
}

/** True when the runtime takes commits by hash. */
export function takesHashCommits(api: ApiPromise): boolean {
  return hasCall(api, "commitMechanismWeights") || hasCall(api, "commitWeights");
}

/** True when the runtime has a timelocked commit of the form this package writes. */
export function takesTimelocks(api: ApiPromise): boolean {
  return hasCall(api, "commitTimelockedMechanismWeights") || hasCall(api, "commitTimelockedWeights");
}
