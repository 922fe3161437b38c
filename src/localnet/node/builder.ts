import { errorText, type Logger } from "../../base/mod.ts";
import type { Timelock } from "../drand/beacon.ts";
import { account, withdraw } from "../runtime/account_rules.ts";
import { initializeBlock } from "../runtime/coinbase.ts";
import {
  type BlockScope,
  CallContext,
  type CallValue,
  type Origin,
  type RuntimeRules,
} from "../runtime/dispatch_context.ts";
import { callName, dispatch } from "../runtime/dispatch.ts";
import { DispatchFailure } from "../runtime/dispatch_failure.ts";
import { type RawReader, StorageOverlay } from "../runtime/storage.ts";
import type { Schema } from "../chain_schema.ts";
import type { StateDiff } from "../state.ts";
import { type Extrinsic, type SignedPart } from "./extrinsic.ts";
import { CALL_WEIGHT, fee, feePayer, paysFee } from "./fees.ts";

/** Block hashes kept on chain. */
export const BLOCK_HASH_COUNT = 2400;

/** What a block is built on. */
export interface BuilderInput {
  schema: Schema;
  rules: RuntimeRules;
  timelock: Timelock;
  /** Seconds. */
  beaconPeriod: number;
  /** State of the parent. */
  base: RawReader;
  parentHash: string;
  number: number;
  /** Unix milliseconds. */
  now: number;
  logger: Logger;
}

/** Builds one block: initialization, transactions, the records of System. */
export class BlockBuilder {
  readonly #scope: BlockScope;
  readonly #root: CallContext;
  readonly #input: BuilderInput;
  #extrinsics = 0;

  constructor(input: BuilderInput) {
    this.#input = input;
    const { schema, rules, timelock, beaconPeriod, number, now } = input;
    const scope: BlockScope = {
      schema,
      storage: new StorageOverlay(schema, input.base),
      rules,
      timelock,
      beaconPeriod,
      block: number,
      now,
      events: [],
      phase: { type: "Initialization", value: null },
      dispatch: (call: CallValue, origin: Origin) => dispatch(scope, call, origin),
    };
    this.#scope = scope;
    this.#root = new CallContext(scope, { kind: "root" });
  }

  /** State as far as the block is built. */
  get storage(): StorageOverlay {
    return this.#scope.storage;
  }

  /** What happens before the transactions. */
  initialize(): void {
    const { number, parentHash } = this.#input;
    this.#root.put("System.Number", number);
    this.#root.put("System.ParentHash", parentHash);
    this.#root.put("System.BlockHash", number - 1, parentHash);
    if (number > BLOCK_HASH_COUNT) this.#root.remove("System.BlockHash", number - 1 - BLOCK_HASH_COUNT);
    initializeBlock(this.#root);
  }

  /** The author's own transaction. */
  applyInherent(extrinsic: Extrinsic): void {
    this.#phase();
    this.#scope.dispatch(extrinsic.call, { kind: "none" });
    this.#success("Mandatory", false);
  }

  /**
   * A signed transaction whose validity was checked against {@link storage}: takes fee and nonce, then calls. A
   * refused call is in the block too, as `System.ExtrinsicFailed`.
   */
  apply(extrinsic: Extrinsic, signed: SignedPart): void {
    this.#phase();
    const context = new CallContext(this.#scope, { kind: "signed", account: signed.signer });
    const cost = fee(extrinsic) + signed.tip;
    const payer = feePayer(this.storage, extrinsic.call, signed.signer);
    if (cost > 0n) {
      withdraw(context, payer, cost);
      context.emit("Balances.Withdraw", { who: payer, amount: cost });
    }
    const info = account(context, signed.signer);
    context.put("System.Account", signed.signer, { ...info, nonce: info.nonce + 1 });
    const failure = this.#call(context, extrinsic.call);
    if (cost > 0n) {
      context.emit("TransactionPayment.TransactionFeePaid", {
        who: payer,
        actual_fee: cost,
        tip: signed.tip,
      });
    }
    const pays = paysFee(extrinsic.call);
    if (!failure) return this.#success("Normal", pays);
    this.#root.emit("System.ExtrinsicFailed", {
      dispatch_error: failure.value,
      dispatch_info: dispatchInfo(pays, "Normal"),
    });
  }

  /** What the block changed. */
  finish(): StateDiff {
    this.#root.put("System.ExtrinsicCount", this.#extrinsics);
    this.#root.put("System.EventCount", this.#scope.events.length);
    this.#root.put("System.Events", this.#scope.events);
    return this.#scope.storage.changes();
  }

  #call(context: CallContext, call: CallValue): DispatchFailure | null {
    try {
      context.transaction(() => this.#scope.dispatch(call, context.origin));
      return null;
    } catch (error) {
      if (error instanceof DispatchFailure) return error;
      // A fault of this chain, not of the caller; the block must come about all the same.
      this.#input.logger.error("a call broke", { call: callName(call), reason: errorText(error) });
      return new DispatchFailure({ type: "Other", value: null }, "Other");
    }
  }

  #phase(): void {
    this.#scope.phase = { type: "ApplyExtrinsic", value: this.#extrinsics++ };
  }

  #success(kind: "Normal" | "Mandatory", pays: boolean): void {
    this.#root.emit("System.ExtrinsicSuccess", { dispatch_info: dispatchInfo(pays, kind) });
  }
}

function dispatchInfo(pays: boolean, kind: "Normal" | "Mandatory"): Record<string, unknown> {
  return { weight: CALL_WEIGHT, class: kind, pays_fee: pays ? "Yes" : "No" };
}
