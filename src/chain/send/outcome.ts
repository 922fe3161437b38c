import type { ApiPromise } from "@polkadot/api";
import type { EventRecord } from "@polkadot/types/interfaces";
import { explainDispatch } from "./explain_error.ts";
import type { TxReceipt } from "../types.ts";

/** A block as JSON-RPC gives it. */
interface RawBlock {
  block: { header: { number: string }; extrinsics: string[] };
}

/** Where a transaction stands. */
export interface Position {
  blockHash: string;
  block: number;
  /** Place among the extrinsics of the block. */
  index: number;
}

/**
 * Looks for a transaction in a block.
 * @param extrinsic hex as it was sent
 * @returns null when it is not there
 */
export async function findIn(
  api: ApiPromise,
  blockHash: string,
  extrinsic: string,
): Promise<Position | null> {
  const answer = await api.rpc.chain.getBlock.raw(blockHash) as unknown as RawBlock | null;
  if (!answer) return null;
  const index = answer.block.extrinsics.indexOf(extrinsic);
  return index < 0 ? null : { blockHash, block: Number(answer.block.header.number), index };
}

/**
 * What became of a transaction that stands in a block.
 * @param call its name, for errors
 * @throws ChainError with the chain's reason when it failed
 */
export async function readOutcome(
  api: ApiPromise,
  call: string,
  hash: string,
  position: Position,
): Promise<TxReceipt> {
  const at = await api.at(position.blockHash, api.runtimeVersion);
  const records = await at.query.system!.events!() as unknown as EventRecord[];
  for (const { event, phase } of records) {
    if (!phase.isApplyExtrinsic || !phase.asApplyExtrinsic.eq(position.index)) continue;
    if (event.section === "system" && event.method === "ExtrinsicFailed") {
      throw explainDispatch(call, nameOf(api, event.data[0] as unknown as DispatchErrorLike));
    }
    // A proxy's transaction succeeds whatever becomes of the call it carries.
    if (event.section === "proxy" && event.method === "ProxyExecuted") {
      const result = event.data[0] as unknown as ResultLike;
      if (result.isErr) throw explainDispatch(call, nameOf(api, result.asErr));
    }
  }
  return { hash, block: position.block, blockHash: position.blockHash };
}

interface ResultLike {
  readonly isErr: boolean;
  readonly asErr: DispatchErrorLike;
}

interface DispatchErrorLike {
  readonly isModule: boolean;
  readonly asModule: Parameters<ApiPromise["registry"]["findMetaError"]>[0];
  readonly type: string;
  /** Of the variants that say more: Token, Arithmetic, Transactional. */
  readonly inner?: { readonly type?: string };
}

function nameOf(api: ApiPromise, error: DispatchErrorLike): { pallet: string; name: string } {
  if (!error.isModule) return { pallet: "", name: error.inner?.type ?? error.type };
  const { section, name } = api.registry.findMetaError(error.asModule);
  return { pallet: section.charAt(0).toUpperCase() + section.slice(1), name };
}
