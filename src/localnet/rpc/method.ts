import type { Chain } from "../node/local_chain.ts";
import type { Block } from "../node/block.ts";
import type { NodeView } from "./node_view.ts";
import type { Params } from "./params.ts";
import { RpcError } from "./rpc_error.ts";
import type { Session } from "./rpc_session.ts";

/** What a method works with. */
export interface MethodContext {
  chain: Chain;
  node: NodeView;
  session: Session;
}

/** Answers one method. */
export type Method = (context: MethodContext, params: Params) => unknown;

/** Methods by name. */
export type Methods = Readonly<Record<string, Method>>;

/** The block named by parameter `index`, or the newest. @throws RpcError for an unknown hash */
export function blockAt({ chain }: MethodContext, params: Params, index: number): Block {
  const hash = params.hexOrNone(index);
  if (hash === undefined) return chain.head;
  const block = chain.block(hash);
  if (!block) throw new RpcError(4003, `Client error: UnknownBlock: no block ${hash.slice(0, 66)}`);
  return block;
}
