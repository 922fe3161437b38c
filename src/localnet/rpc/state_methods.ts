import { blake2of256 } from "../hash.ts";
import { fromHex, toHex } from "../../base/mod.ts";
import type { Block } from "../node/block.ts";
import { blockAt, type Method, type MethodContext, type Methods } from "./method.ts";
import { invalidParams } from "./rpc_error.ts";

/** Most keys in one answer of `state_getKeysPaged`, as on real nodes. */
const MAX_PAGE = 1000;
/** Most keys in one request. */
const MAX_KEYS = 16_384;
/** Most blocks one `state_queryStorage` may look at. */
const MAX_RANGE = 256;

type Change = [key: string, value: string | null];

/** The runtime version after a block, in the JSON form of the RPC. */
function runtimeVersionJson(
  { chain }: Pick<MethodContext, "chain">,
  { specVersion }: Block = chain.head,
): Record<string, unknown> {
  const version = chain.schema.runtimeVersion();
  return {
    specName: version.spec_name,
    implName: version.impl_name,
    authoringVersion: version.authoring_version,
    specVersion,
    implVersion: version.impl_version,
    apis: version.apis,
    transactionVersion: version.transaction_version,
    systemVersion: version.system_version,
    stateVersion: version.system_version,
  };
}

const runtimeVersion: Method = (context, params) => runtimeVersionJson(context, blockAt(context, params, 0));

const subscribeRuntimeVersion: Method = (context) =>
  context.session.subscribe("state_runtimeVersion", (notify) => {
    let told = context.chain.head.specVersion;
    notify(runtimeVersionJson(context));
    return context.chain.onBlock((block) => {
      if (block.specVersion === told) return;
      told = block.specVersion;
      notify(runtimeVersionJson(context, block));
    });
  });

const unsubscribe: Method = ({ session }, params) => session.unsubscribe(params.list[0]);

const storage: Method = (context, params) => context.chain.raw(blockAt(context, params, 1))(params.hex(0));

const call: Method = (context, params) => {
  const input = params.given(1) ? params.hex(1) : "0x";
  return context.node.call(blockAt(context, params, 2), params.text(0), input);
};

const keysPaged: Method = (context, params) => {
  const prefix = params.given(0) ? params.hex(0) : "0x";
  const count = params.count(1, MAX_PAGE);
  return context.chain.keys(prefix, count, params.hexOrNone(2) ?? "", blockAt(context, params, 3));
};

function changesAt({ chain }: MethodContext, keys: readonly string[], block: Block): Change[] {
  const raw = chain.raw(block);
  return keys.map((key) => [key, raw(key)]);
}

/** Values of keys over a range of blocks: all at the first, then what changed. */
const queryRange: Method = (context, params) => {
  const keys = params.hexList(0, MAX_KEYS);
  const from = blockAt(context, params, 1);
  const to = blockAt(context, params, 2);
  if (to.number < from.number || to.number - from.number > MAX_RANGE) {
    throw invalidParams(`a range of at most ${MAX_RANGE} blocks`);
  }
  const known = new Map<string, string | null>();
  const sets: { block: string; changes: Change[] }[] = [];
  for (let number = from.number; number <= to.number; number++) {
    const block = context.chain.block(number)!;
    const changes = changesAt(context, keys, block).filter(([key, value]) => known.get(key) !== value);
    for (const [key, value] of changes) known.set(key, value);
    if (changes.length > 0) sets.push({ block: block.hash, changes });
  }
  return sets;
};

const subscribeStorage: Method = (context, params) => {
  const keys = params.hexList(0, MAX_KEYS);
  return context.session.subscribe("state_storage", (notify) => {
    const known = new Map<string, string | null>();
    const tell = (block: Block, all: boolean): void => {
      const changes = changesAt(context, keys, block).filter(([key, value]) =>
        all || known.get(key) !== value
      );
      for (const [key, value] of changes) known.set(key, value);
      if (all || changes.length > 0) notify({ block: block.hash, changes });
    };
    tell(context.chain.head, true);
    return context.chain.onBlock((block) => tell(block, false));
  });
};

/** State, runtime APIs and metadata. */
export const STATE_METHODS: Methods = {
  state_getRuntimeVersion: runtimeVersion,
  chain_getRuntimeVersion: runtimeVersion,
  state_subscribeRuntimeVersion: subscribeRuntimeVersion,
  chain_subscribeRuntimeVersion: subscribeRuntimeVersion,
  state_unsubscribeRuntimeVersion: unsubscribe,
  chain_unsubscribeRuntimeVersion: unsubscribe,
  state_getMetadata: ({ node }) => node.metadata(14),
  state_call: call,
  state_callAt: call,
  state_getStorage: storage,
  state_getStorageAt: storage,
  state_getStorageHash: (context, params) => {
    const value = storage(context, params) as string | null;
    return value === null ? null : `0x${toHex(blake2of256(fromHex(value)))}`;
  },
  state_getStorageSize: (context, params) => {
    const value = storage(context, params) as string | null;
    return value === null ? null : value.length / 2 - 1;
  },
  state_getKeys: (context, params) =>
    context.chain.keys(params.hex(0), MAX_KEYS, "", blockAt(context, params, 1)),
  state_getKeysPaged: keysPaged,
  state_getKeysPagedAt: keysPaged,
  state_getPairs: (context, params) => {
    const block = blockAt(context, params, 1);
    return changesAt(context, context.chain.keys(params.hex(0), MAX_KEYS, "", block), block);
  },
  state_queryStorage: queryRange,
  state_queryStorageAt: (context, params) => {
    const block = blockAt(context, params, 1);
    return [{ block: block.hash, changes: changesAt(context, params.hexList(0, MAX_KEYS), block) }];
  },
  state_subscribeStorage: subscribeStorage,
  state_unsubscribeStorage: unsubscribe,
};
