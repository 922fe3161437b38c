import type { ApiPromise } from "@polkadot/api";
import type { SubmittableExtrinsic } from "@polkadot/api/types";
import { toHex } from "../../base/mod.ts";
import { toNumber } from "../read/codec.ts";
import type { SignedTransaction } from "../types.ts";

/** A call that is not signed yet. */
export type Call = SubmittableExtrinsic<"promise">;

/** Payloads above this length are hashed before they are signed. */
const MAX_RAW_PAYLOAD_BYTES = 256;

/** Marks an sr25519 signature in a MultiSignature. */
const SR25519 = "0x01";

/** A transaction that lacks only its signature. */
export interface UnsignedTransaction {
  /** What the key signs. */
  message: Uint8Array;
  /** Adds the signature, 64 bytes. */
  finish(signature: Uint8Array): SignedTransaction;
}

/**
 * Prepares a call with the next free nonce of the key (transactions in the pool counted) and a mortal era that
 * starts at the finalized head.
 * @param eraPeriod blocks, a power of two from 4 to 4096
 */
export async function prepareTransaction(
  api: ApiPromise,
  call: Call,
  ss58: string,
  eraPeriod: number,
): Promise<UnsignedTransaction> {
  const [nonce, birth, head] = await Promise.all([
    api.rpc.system.accountNextIndex(ss58),
    // The hash the node gives, not one computed from the header: they differ at the genesis of some test chains.
    api.rpc.chain.getFinalizedHead().then(async (hash) => ({
      hash,
      header: await api.rpc.chain.getHeader(hash),
    })),
    api.rpc.chain.getHeader(),
  ]);
  const { extrinsicVersion: version, genesisHash, registry, runtimeVersion } = api;
  const born = toNumber(birth.header.number.unwrap());
  const payload = registry.createType("ExtrinsicPayload", {
    blockHash: birth.hash,
    // Up to 4096 blocks the era starts exactly at its current block, so the hash of that block is the right one.
    era: registry.createType("ExtrinsicEra", { current: born, period: eraPeriod }),
    genesisHash,
    method: call.method.toHex(),
    nonce,
    specVersion: runtimeVersion.specVersion,
    transactionVersion: runtimeVersion.transactionVersion,
    tip: 0,
    mode: 0,
    metadataHash: null,
  }, { version });
  const bytes = payload.toU8a({ method: true });
  return {
    message: bytes.length > MAX_RAW_PAYLOAD_BYTES ? registry.hash(bytes) : bytes,
    finish(signature) {
      call.addSignature(ss58, `${SR25519}${toHex(signature)}`, payload.toU8a());
      return {
        extrinsic: call.toHex(),
        hash: call.hash.toHex(),
        signedAt: toNumber(head.number.unwrap()),
        validUntil: born + eraPeriod,
      };
    },
  };
}
