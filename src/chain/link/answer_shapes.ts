import { isRecord } from "./node_frame.ts";

type Shape = (value: unknown) => boolean;

/** Largest number a block, nonce or version can have here: what fits a double exactly. */
const HEX_NUMBER = /^0x[0-9a-f]{1,13}$/i;
const HASH = /^0x[0-9a-f]{64}$/i;
const HEX = /^0x(?:[0-9a-f]{2})*$/i;
const MAX_U32 = 2 ** 32 - 1;

const text: Shape = (value) => typeof value === "string";
const flag: Shape = (value) => typeof value === "boolean";
const record: Shape = isRecord;
const hash: Shape = (value) => typeof value === "string" && HASH.test(value);
const hex: Shape = (value) => typeof value === "string" && HEX.test(value);
const count: Shape = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const u32: Shape = (value) => count(value) && (value as number) <= MAX_U32;
const quantity: Shape = (value) => count(value) || (typeof value === "string" && HEX_NUMBER.test(value));
const subscription: Shape = (value) => typeof value === "string" || typeof value === "number";
const orNull = (shape: Shape): Shape => (value) => value === null || shape(value);
const listOf = (shape: Shape): Shape => (value) => Array.isArray(value) && value.every(shape);
const pairOf = (first: Shape, second: Shape): Shape => (value) =>
  Array.isArray(value) && value.length === 2 && first(value[0]) && second(value[1]);
const struct = (members: Record<string, Shape>): Shape => (value) =>
  isRecord(value) && Object.entries(members).every(([name, shape]) => shape(value[name]));

const header = struct({
  parentHash: hash,
  number: quantity,
  stateRoot: hash,
  extrinsicsRoot: hash,
  digest: struct({ logs: listOf(hex) }),
});
const block = struct({ block: struct({ header, extrinsics: listOf(hex) }) });
const changes = struct({ block: hash, changes: listOf(pairOf(hex, orNull(hex))) });
const version = struct({
  specName: text,
  implName: text,
  specVersion: u32,
  implVersion: u32,
  transactionVersion: u32,
  apis: listOf(pairOf(hex, u32)),
});
/** States of a watched transaction: a word, or a word with a block hash or hashes. */
const status: Shape = (value) => text(value) || isRecord(value);

/** Results by method. */
const RESULTS: Readonly<Record<string, Shape>> = {
  author_submitAndWatchExtrinsic: subscription,
  author_submitExtrinsic: hash,
  chain_getBlock: orNull(block),
  chain_getBlockHash: orNull(hash),
  chain_getFinalizedHead: hash,
  chain_getHeader: orNull(header),
  chain_subscribeNewHead: subscription,
  chain_subscribeNewHeads: subscription,
  rpc_methods: struct({ methods: listOf(text) }),
  state_call: hex,
  state_getMetadata: hex,
  state_getRuntimeVersion: version,
  state_getStorage: orNull(hex),
  state_queryStorageAt: listOf(changes),
  state_subscribeRuntimeVersion: subscription,
  state_subscribeStorage: subscription,
  state_unsubscribeStorage: flag,
  system_accountNextIndex: u32,
  system_chain: text,
  system_health: record,
  system_properties: orNull(record),
};

/** Contents of notifications by the method of the notification. */
const NOTIFICATIONS: Readonly<Record<string, Shape>> = {
  author_extrinsicUpdate: status,
  chain_newHead: header,
  state_runtimeVersion: version,
  state_storage: changes,
};

/**
 * Whether a result has the form that nodes give this method. The library decodes whatever it gets, some of it in
 * listeners whose errors reach nobody, so that other forms are kept from it. Methods that are not listed pass.
 */
export function isShapely(kind: "result" | "notification", method: string, value: unknown): boolean {
  const shapes = kind === "result" ? RESULTS : NOTIFICATIONS;
  return !Object.hasOwn(shapes, method) || shapes[method]!(value);
}
