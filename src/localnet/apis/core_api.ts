import { METADATA_VERSIONS } from "../metadata/emit.ts";
import { BASE_FEE, BYTE_FEE, CALL_WEIGHT, fee, paysFee } from "../node/fees.ts";
import { account } from "../runtime/account_rules.ts";
import { api, type ApiFunctions } from "./api.ts";

/** Runtime APIs every Substrate client uses. */
export const CORE_APIS: ApiFunctions = {
  "Core_version": api((view) => view.schema.runtimeVersion()),
  "Metadata_metadata": api((view) => view.metadata(14)),
  "Metadata_metadata_at_version": api<[version: number]>((view, version) => view.metadata(version)),
  "Metadata_metadata_versions": api(() => METADATA_VERSIONS),
  "TaggedTransactionQueue_validate_transaction": api<[source: unknown, tx: string, hash: string]>(
    (view, _source, tx) => view.validate(tx),
  ),
  "AuraApi_slot_duration": api((view) => BigInt(view.blockMs)),
  "AccountNonceApi_account_nonce": api<[who: string]>((view, who) => account(view.storage, who).nonce),
  "TransactionPaymentApi_query_info": api<[tx: string, length: number]>((view, tx) => {
    const extrinsic = view.extrinsic(tx);
    return { weight: CALL_WEIGHT, class: "Normal", partial_fee: fee(extrinsic) };
  }),
  "TransactionPaymentApi_query_fee_details": api<[tx: string, length: number]>((view, tx) => {
    const extrinsic = view.extrinsic(tx);
    if (!paysFee(extrinsic.call)) return { inclusion_fee: null, tip: extrinsic.signed?.tip ?? 0n };
    const parts = { base_fee: BASE_FEE, len_fee: fee(extrinsic) - BASE_FEE, adjusted_weight_fee: 0n };
    return { inclusion_fee: parts, tip: extrinsic.signed?.tip ?? 0n };
  }),
  "TransactionPaymentApi_query_weight_to_fee": api(() => BASE_FEE),
  "TransactionPaymentApi_query_length_to_fee": api<[length: number]>((_view, length) =>
    BYTE_FEE * BigInt(length)
  ),
};
