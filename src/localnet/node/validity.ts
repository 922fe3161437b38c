import { fromHex } from "../../base/mod.ts";
import { account } from "../runtime/account_rules.ts";
import { extensionFault, type PoolView } from "../runtime/extension.ts";
import { eraBirth } from "./era.ts";
import { type Extrinsic, signaturePayload, type SignedPart } from "./extrinsic.ts";
import { fee, feePayer, paysFee } from "./fees.ts";
import { invalid, invalidCustom } from "./pool_error.ts";

/** Checks an sr25519 signature. */
export type Verify = (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean;

/** What the validity of a transaction depends on. `block` is the number of the block to come. */
export interface ValidityView extends PoolView {
  genesisHash: string;
  /** Hash of a block of this chain, or null when it is not kept any more. */
  hashOf(number: number): string | null;
  verify: Verify;
}

/**
 * Checks signature and era.
 * @throws PoolError
 */
export function checkSignature(view: ValidityView, extrinsic: Extrinsic, signed: SignedPart): void {
  const birth = signed.era.kind === "immortal"
    ? view.genesisHash
    : view.hashOf(eraBirth(signed.era, view.block));
  if (birth === null) throw invalid("AncientBirthBlock");
  // We have no metadata hash to compare with, and other schemes than sr25519 are not used on this network.
  if (signed.metadataHash || signed.scheme !== "Sr25519") throw invalid("BadProof");
  const payload = signaturePayload(extrinsic, view.schema.specVersion, view.genesisHash, birth);
  if (!view.verify(payload, signed.signature, fromHex(signed.signer))) throw invalid("BadProof");
}

/**
 * Checks everything but the signature: nonce, fee, the rules of the transaction extension.
 * @returns how far the nonce is ahead of the account's: 0 = its turn
 * @throws PoolError
 */
export function checkState(view: PoolView, extrinsic: Extrinsic, signed: SignedPart): number {
  const info = account(view.storage, signed.signer);
  if (signed.nonce < info.nonce) throw invalid("Stale");
  const cost = fee(extrinsic) + signed.tip;
  const unknown = info.providers === 0 && info.sufficients === 0;
  const payer = feePayer(view.storage, extrinsic.call, signed.signer);
  const free = account(view.storage, payer).data.free;
  if ((paysFee(extrinsic.call) && unknown) || free < cost) throw invalid("Payment");
  const custom = extensionFault(view, extrinsic.call, signed.signer);
  if (custom !== null) throw invalidCustom(custom);
  return signed.nonce - info.nonce;
}
