import { type Block, headerJson } from "../node/block.ts";
import { blockAt, type Method, type Methods } from "./method.ts";
import { Params } from "./params.ts";
import { RpcError } from "./rpc_error.ts";

/** Most block numbers asked for in one request. */
const MAX_NUMBERS = 1024;
const MAX_BLOCK = 0xffffffff;

const subscribeHeads = (method: string): Method => ({ chain, session }) =>
  session.subscribe(method, (notify) => {
    const tell = (block: Block) => notify(headerJson(block));
    tell(chain.head);
    return chain.onBlock(tell);
  });

const unsubscribe: Method = ({ session }, params) => session.unsubscribe(params.list[0]);

const blockHash: Method = ({ chain }, params) => {
  if (!params.given(0)) return chain.head.hash;
  const one = (list: Params, index: number) => chain.block(list.count(index, MAX_BLOCK))?.hash ?? null;
  const first = params.list[0];
  if (!Array.isArray(first)) return one(params, 0);
  if (first.length > MAX_NUMBERS) throw new RpcError(-32602, `at most ${MAX_NUMBERS} block numbers`);
  const inner = new Params(first);
  return first.map((_, index) => one(inner, index));
};

/** Blocks, headers and heads. Every block is final at once. */
export const CHAIN_METHODS: Methods = {
  chain_getBlockHash: blockHash,
  chain_getHead: blockHash,
  chain_getFinalizedHead: ({ chain }) => chain.head.hash,
  // The misspelled names are aliases that real nodes have. cspell:ignore Finalised
  chain_getFinalisedHead: ({ chain }) => chain.head.hash,
  chain_getHeader: (context, params) => {
    const hash = params.hexOrNone(0);
    const block = hash === undefined ? context.chain.head : context.chain.block(hash);
    return block ? headerJson(block) : null;
  },
  chain_getBlock: (context, params) => {
    const hash = params.hexOrNone(0);
    const block = hash === undefined ? context.chain.head : context.chain.block(hash);
    if (!block) return null;
    return { block: { header: headerJson(block), extrinsics: block.extrinsics }, justifications: null };
  },
  chain_subscribeNewHeads: subscribeHeads("chain_newHead"),
  chain_subscribeNewHead: subscribeHeads("chain_newHead"),
  subscribe_newHead: subscribeHeads("chain_newHead"),
  chain_subscribeAllHeads: subscribeHeads("chain_allHead"),
  chain_subscribeFinalizedHeads: subscribeHeads("chain_finalizedHead"),
  chain_subscribeFinalisedHeads: subscribeHeads("chain_finalizedHead"),
  chain_unsubscribeNewHeads: unsubscribe,
  chain_unsubscribeNewHead: unsubscribe,
  unsubscribe_newHead: unsubscribe,
  chain_unsubscribeAllHeads: unsubscribe,
  chain_unsubscribeFinalizedHeads: unsubscribe,
  chain_unsubscribeFinalisedHeads: unsubscribe,
};

/** Transactions: sending, watching, fees. */
export const AUTHOR_METHODS: Methods = {
  author_submitExtrinsic: ({ chain }, params) => chain.pool.submit(params.hex(0)).extrinsic.hash,
  author_submitAndWatchExtrinsic: ({ chain, session }, params) => {
    const extrinsic = params.hex(0);
    return session.subscribe("author_extrinsicUpdate", (notify) => {
      const { watchers } = chain.pool.submit(extrinsic, notify);
      return () => void watchers.delete(notify);
    });
  },
  author_unwatchExtrinsic: unsubscribe,
  author_pendingExtrinsics: ({ chain }) =>
    chain.pool.entries().map((entry) => `0x${entry.extrinsic.bytes.toHex()}`),
  payment_queryInfo: (context, params) => {
    const { chain, node } = context;
    const type = "RuntimeDispatchInfo";
    const answer = node.call(
      blockAt(context, params, 1),
      "TransactionPaymentApi_query_info",
      withLength(params),
    );
    const info = chain.schema.codecs.decodeHex<
      { weight: { ref_time: bigint; proof_size: bigint }; class: { type: string }; partial_fee: bigint }
    >(type, answer);
    return {
      weight: { ref_time: Number(info.weight.ref_time), proof_size: Number(info.weight.proof_size) },
      class: info.class.type.toLowerCase(),
      partialFee: info.partial_fee.toString(),
    };
  },
};

/** A transaction followed by its length as u32, as the payment API takes it. */
function withLength(params: Params): string {
  const hex = params.hex(0);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, hex.length / 2 - 1, true);
  // The transaction's own length prefix is that of a byte list, which is what the API expects.
  return hex + length.toHex();
}
