import { toHex } from "../../base/mod.ts";
import type { Timelock } from "../drand/beacon.ts";
import type { EnumValue } from "../scale/composite.ts";
import type { Schema } from "../chain_schema.ts";
import { DispatchFailure, plainFailure } from "./dispatch_failure.ts";
import type { StorageAccess, StorageOverlay } from "./storage.ts";

/** Who calls. */
export type Origin = { kind: "signed"; account: string } | { kind: "root" } | { kind: "none" };

/** A call as the codecs read it: pallet, call, arguments. */
export type CallValue = EnumValue<EnumValue<Record<string, unknown> | null>>;

/** An event with the moment it belongs to. */
export interface EventValue {
  phase: EnumValue;
  event: EnumValue<EnumValue>;
  topics: string[];
}

/** What the owner of the chain may choose about the rules (defaults in `LocalnetOptions`). */
export interface RuntimeRules {
  /** Refuse 127.0.0.1 and ::1 as the real chain does. */
  enforceServingRules: boolean;
  /** Alpha RAO a subnet earns per block. */
  emissionPerBlock: bigint;
}

/** Everything that is true for one block while it is built. */
export interface BlockScope {
  schema: Schema;
  storage: StorageOverlay;
  rules: RuntimeRules;
  timelock: Timelock;
  /** Seconds between the rounds of the beacon. */
  beaconPeriod: number;
  /** Number of the block. */
  block: number;
  /** Unix milliseconds. */
  now: number;
  events: EventValue[];
  phase: EnumValue;
  /** Calls another call, for pallets that carry calls. */
  dispatch(call: CallValue, origin: Origin): void;
}

/** What a call sees: the block, the caller, ways to read, write, tell and refuse. */
export class CallContext implements StorageAccess {
  constructor(readonly scope: BlockScope, readonly origin: Origin) {}

  get storage(): StorageOverlay {
    return this.scope.storage;
  }

  get block(): number {
    return this.scope.block;
  }

  get<T>(item: string, ...keys: unknown[]): T {
    return this.scope.storage.get<T>(item, ...keys);
  }

  has(item: string, ...keys: unknown[]): boolean {
    return this.scope.storage.has(item, ...keys);
  }

  /** Stores a value; the last argument is the value, the ones before are the keys. */
  put(item: string, ...keysAndValue: unknown[]): void {
    this.scope.storage.put(item, keysAndValue.slice(0, -1), keysAndValue.at(-1));
  }

  remove(item: string, ...keys: unknown[]): void {
    this.scope.storage.remove(item, ...keys);
  }

  /** Records an event, `Pallet.Event`, or the event alone for SubtensorModule. */
  emit(name: string, value: unknown = null): void {
    const [pallet, event] = (name.includes(".") ? name : `SubtensorModule.${name}`).split(".");
    this.scope.events.push({
      phase: this.scope.phase,
      event: { type: pallet!, value: { type: event!, value } },
      topics: [],
    });
  }

  /** The calling account. @throws DispatchFailure `BadOrigin` */
  signer(): string {
    if (this.origin.kind !== "signed") throw plainFailure("BadOrigin");
    return this.origin.account;
  }

  /** Lets only root through. @throws DispatchFailure `BadOrigin` */
  root(): void {
    if (this.origin.kind !== "root") throw plainFailure("BadOrigin");
  }

  /** Refuses with an error of a pallet, `Pallet.Error`, or the error alone for SubtensorModule. */
  fail(name: string): never {
    throw moduleFailure(this.scope.schema, name);
  }

  /** Refuses unless `condition` holds. */
  ensure(condition: boolean, error: string): void {
    if (!condition) this.fail(error);
  }

  /** Runs `work`; when it fails nothing of it stays, neither writes nor events. */
  transaction<T>(work: () => T): T {
    const events = this.scope.events.length;
    try {
      return this.scope.storage.transaction(work);
    } catch (error) {
      this.scope.events.length = events;
      throw error;
    }
  }
}

/** The failure for an error of a pallet, `Pallet.Error`, or the error alone for SubtensorModule. */
export function moduleFailure(schema: Schema, name: string): DispatchFailure {
  const full = name.includes(".") ? name : `SubtensorModule.${name}`;
  const { index, error } = schema.error(full);
  const value = { index, error: `0x${toHex(Uint8Array.of(error, 0, 0, 0))}` };
  return new DispatchFailure({ type: "Module", value }, full);
}

/** Runs one call. */
export type CallHandler = (context: CallContext, args: unknown) => void;

/** Handlers by `Pallet.call`. */
export type CallTable = Readonly<Record<string, CallHandler>>;

/**
 * A handler with the arguments' types written down: the codecs have produced exactly these from the call's bytes.
 */
export function handler<Args>(run: (context: CallContext, args: Args) => void): CallHandler {
  return (context, args) => run(context, args as Args);
}
