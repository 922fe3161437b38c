import { ss58Decode } from "../../wallet/mod.ts";
import { toHex } from "../../base/mod.ts";
import type { Method, MethodContext, Methods } from "./method.ts";
import type { Params } from "./params.ts";
import { invalidParams } from "./rpc_error.ts";
import type { RuntimeUpgrade } from "../chain_schema.ts";

/** Most blocks one `sim_newBlock` makes. */
const MAX_NEW_BLOCKS = 10_000;
/** Latest time `sim_time` takes: year 9999. */
const MAX_TIME = 253_402_300_799_000;

const nextIndex: Method = ({ chain }, params) => {
  let account: string;
  try {
    account = `0x${toHex(ss58Decode(params.text(0)))}`;
  } catch {
    throw invalidParams("an address of format 42");
  }
  return chain.pool.nextNonce(account);
};

/** What the node says about itself. */
export const SYSTEM_METHODS: Methods = {
  system_chain: () => "sn1-localnet",
  system_chainType: () => "Local",
  system_name: () => "sn1",
  system_version: () => "localnet",
  system_properties: () => ({ ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" }),
  system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
  system_peers: () => [],
  system_nodeRoles: () => ["Authority"],
  system_syncState: ({ chain }) => ({
    startingBlock: 0,
    currentBlock: chain.head.number,
    highestBlock: chain.head.number,
  }),
  system_accountNextIndex: nextIndex,
  account_nextIndex: nextIndex,
};

/** `{count}`, a number, or nothing. */
function newBlock({ chain }: MethodContext, params: Params): string {
  const first = params.list[0] as { count?: unknown } | number | null | undefined;
  const wanted = typeof first === "object" && first !== null ? first.count : first;
  const count = wanted ?? 1;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1 || count > MAX_NEW_BLOCKS) {
    throw invalidParams(`a count from 1 to ${MAX_NEW_BLOCKS}`);
  }
  for (let i = 0; i < count; i++) chain.produceBlock();
  return chain.head.hash;
}

/** `[[key, value], …]`; null removes. Written at the start of a block that is made at once. */
function setStorage({ chain }: MethodContext, params: Params): string {
  const list = params.list[0];
  const entries = Array.isArray(list) ? list : null;
  const hex = (text: unknown) => typeof text === "string" && /^0x(?:[0-9a-fA-F]{2})*$/.test(text);
  const good = entries?.every((one) =>
    Array.isArray(one) && one.length === 2 && hex(one[0]) && one[0].length > 2 &&
    (one[1] === null || hex(one[1]))
  );
  if (!entries || !good) throw invalidParams("a list of [key, value] in hex");
  for (const [key, value] of entries as [string, string | null][]) {
    chain.force(key.toLowerCase(), value?.toLowerCase() ?? null);
  }
  return chain.produceBlock().hash;
}

/** `{specVersion, withoutCalls?}`: another runtime from the next block on. */
function upgrade({ chain }: MethodContext, params: Params): number {
  const { specVersion, withoutCalls = [] } = (params.list[0] ?? {}) as Partial<RuntimeUpgrade>;
  const texts = Array.isArray(withoutCalls) && withoutCalls.every((one) => typeof one === "string");
  const number = typeof specVersion === "number" && Number.isInteger(specVersion) && specVersion < 2 ** 32;
  if (!number || specVersion <= chain.schema.specVersion || !texts) {
    throw invalidParams(`{specVersion, withoutCalls?} with a spec version above ${chain.schema.specVersion}`);
  }
  chain.upgrade({ specVersion, withoutCalls });
  return specVersion;
}

/** Unix milliseconds of the next block. */
function setTime({ chain }: MethodContext, params: Params): number {
  const time = params.count(0, MAX_TIME);
  chain.setTime(time);
  return time;
}

/** Methods real nodes do not have: blocks, state and time by hand. */
export const SIM_METHODS: Methods = {
  sim_newBlock: newBlock,
  dev_newBlock: newBlock,
  sim_setStorage: setStorage,
  dev_setStorage: setStorage,
  sim_time: setTime,
  sim_upgrade: upgrade,
  dev_timeTravel: setTime,
};
