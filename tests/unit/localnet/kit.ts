/** A chain without sockets and with signatures taken on trust, so that rules can be tested without permissions. */
import { concatBytes, fromHex, nullLogger, toHex } from "../../../src/base/mod.ts";
import { genesisState } from "../../../src/localnet/genesis.ts";
import type { Timelock } from "../../../src/localnet/drand/beacon.ts";
import type { LocalnetOptions } from "../../../src/localnet/mod.ts";
import { Chain } from "../../../src/localnet/node/local_chain.ts";
import { PoolError } from "../../../src/localnet/node/pool_error.ts";
import type { TransactionStatus } from "../../../src/localnet/node/pool.ts";
import type { Verify } from "../../../src/localnet/node/validity.ts";
import { NodeView } from "../../../src/localnet/rpc/node_view.ts";
import type { EventValue } from "../../../src/localnet/runtime/dispatch_context.ts";
import { Writer } from "../../../src/localnet/scale/buffer.ts";
import type { EnumValue } from "../../../src/localnet/scale/composite.ts";
import { Schema } from "../../../src/localnet/chain_schema.ts";
import { ss58Encode } from "../../../src/wallet/mod.ts";
import { ManualClock } from "../../kit/mod.ts";

export const TAO = 1_000_000_000n;

/** Account number `n` as the state holds it. */
export function id(n: number): string {
  const bytes = new Uint8Array(32).fill(n & 0xff);
  new DataView(bytes.buffer).setUint32(0, n + 1);
  return `0x${toHex(bytes)}`;
}

/** Address of account number `n`. */
export function address(n: number): string {
  return ss58Encode(fromHex(id(n)));
}

/** The account that may call Sudo in {@link Harness}. */
export const ROOT = 900;

/** What became of a transaction. */
export interface Outcome {
  /** `Pallet.Event` in order, without those of fees. */
  events: string[];
  /** Values of those events. */
  values: unknown[];
  /** `Pallet.Error`, `Token.Reason` or the plain name; null when the call succeeded. */
  error: string | null;
}

/** How a transaction is made. */
export interface SendOptions {
  nonce?: number;
  tip?: bigint;
  /** Two bytes of a mortal era, or nothing. */
  era?: [number, number];
}

/** Opens nothing. */
const NO_TIMELOCK: Timelock = { open: () => "never", load: () => Promise.resolve() };

const FEE_EVENTS = new Set(["Balances.Withdraw", "TransactionPayment.TransactionFeePaid"]);

export class Harness {
  readonly schema = new Schema();
  readonly clock = new ManualClock();
  readonly chain: Chain;
  readonly node: NodeView;

  constructor(options: LocalnetOptions = {}, verify: Verify = () => true, timelock: Timelock = NO_TIMELOCK) {
    const rules = {
      enforceServingRules: options.enforceServingRules ?? false,
      emissionPerBlock: options.emissionPerBlock ?? TAO,
    };
    this.chain = new Chain({
      schema: this.schema,
      rules,
      clock: this.clock,
      logger: nullLogger,
      verify,
      timelock,
      genesis: genesisState(this.schema, rules, { blockMs: 12_000, ...options }, address(ROOT)),
      genesisTime: 1_750_000_000_000,
      blockMs: 12_000,
      virtualTime: true,
      finalityMs: 0,
    });
    this.node = new NodeView(this.chain, 12_000);
  }

  get block(): number {
    return this.chain.head.number;
  }

  get<T>(item: string, ...keys: unknown[]): T {
    return this.chain.storage().get<T>(item, ...keys);
  }

  set(item: string, keys: unknown[], value: unknown): void {
    const storage = this.schema.storage(item);
    this.chain.force(storage.key(...keys), storage.encode(value));
  }

  blocks(count: number): void {
    for (let i = 0; i < count; i++) this.chain.produceBlock();
  }

  /** Bytes of a signed transaction, `0x…`. */
  extrinsic(signer: number, call: EnumValue, options: SendOptions = {}): string {
    const nonce = options.nonce ?? this.chain.pool.nextNonce(id(signer));
    const { codecs } = this.schema;
    const tail = new Writer();
    tail.compact(BigInt(nonce));
    tail.compact(options.tip ?? 0n);
    tail.u8(0);
    const body = concatBytes(
      Uint8Array.of(0x84),
      codecs.encode("MultiAddress", { type: "Id", value: id(signer) }),
      codecs.encode("MultiSignature", { type: "Sr25519", value: `0x${"01".repeat(64)}` }),
      Uint8Array.from(options.era ?? [0]),
      tail.finish(),
      codecs.encode("RuntimeCall", call),
    );
    const out = new Writer();
    out.compact(BigInt(body.length));
    out.bytes(body);
    return `0x${toHex(out.finish())}`;
  }

  /** Puts a transaction into the pool. @returns the statuses told, filled as they come */
  submit(signer: number, name: string, args: unknown, options: SendOptions = {}): TransactionStatus[] {
    const told: TransactionStatus[] = [];
    this.chain.pool.submit(
      this.extrinsic(signer, callOf(name, args), options),
      (status) => told.push(status),
    );
    return told;
  }

  /** The pool's answer to a transaction: null when it takes it, else `code data`. The pool keeps nothing. */
  poolAnswer(signer: number, name: string, args: unknown, options: SendOptions = {}): string | null {
    try {
      this.chain.pool.check(this.extrinsic(signer, callOf(name, args), options));
      return null;
    } catch (error) {
      if (!(error instanceof PoolError)) throw error;
      return `${error.code} ${error.data ?? ""}`.trim();
    }
  }

  /** Sends a transaction, makes a block and tells what became of it. */
  send(signer: number, name: string, args: unknown = null, options: SendOptions = {}): Outcome {
    this.submit(signer, name, args, options);
    this.chain.produceBlock();
    return this.outcome(1);
  }

  /** Sends a call as root. */
  sudo(name: string, args: unknown): Outcome {
    const outcome = this.send(ROOT, "Sudo.sudo", { call: callOf(name, args) });
    const at = outcome.events.indexOf("Sudo.Sudid");
    if (at < 0) return outcome;
    const { sudo_result: result } = outcome.values[at] as { sudo_result: EnumValue };
    return { ...outcome, error: result.type === "Ok" ? null : this.errorText(result.value as EnumValue) };
  }

  /** What became of transaction `index` of the newest block. */
  outcome(index: number): Outcome {
    const records = this.get<EventValue[]>("System.Events").filter(({ phase }) =>
      phase.type === "ApplyExtrinsic" && phase.value === index
    );
    const outcome: Outcome = { events: [], values: [], error: null };
    for (const { event } of records) {
      const name = `${event.type}.${event.value.type}`;
      if (FEE_EVENTS.has(name)) continue;
      outcome.events.push(name);
      outcome.values.push(event.value.value);
      if (name === "System.ExtrinsicFailed") {
        outcome.error = this.errorText((event.value.value as { dispatch_error: EnumValue }).dispatch_error);
      }
    }
    return outcome;
  }

  /** Name of a dispatch error. */
  errorText(error: EnumValue): string {
    if (error.type === "Token") return `Token.${(error.value as EnumValue).type}`;
    if (error.type !== "Module") return error.type;
    const { index, error: code } = error.value as { index: number; error: string };
    return this.schema.errorName({ index, error: Number.parseInt(code.slice(2, 4), 16) })!;
  }

  /** Calls a runtime API with arguments of the table's types. */
  api<T>(name: string, ...args: unknown[]): T {
    const method = this.schema.api(name)!;
    const input = args.map((arg, i) => this.schema.codecs.encodeHex(method.inputs[i]!.type, arg).slice(2));
    const answer = this.node.call(this.chain.head, name, `0x${input.join("")}`);
    return this.schema.codecs.decodeHex<T>(method.output, answer);
  }
}

/** A call as the codecs take it. */
export function callOf(name: string, args: unknown): EnumValue<EnumValue> {
  const [pallet, call] = name.split(".") as [string, string];
  return { type: pallet, value: { type: call, value: args } };
}

/** Dest address of account number `n`. */
export function dest(n: number): EnumValue {
  return { type: "Id", value: id(n) };
}
