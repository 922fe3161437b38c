import { fromHex, toHex } from "../../base/mod.ts";
import { ss58Encode } from "../../wallet/mod.ts";
import { ChainError } from "../errors.ts";
import { taoText } from "../units.ts";
import type { CallArgument, DecodedCall } from "../call_types.ts";

/** Kinds of proxies by their number on chain; a test compares them with the runtime's metadata. */
export const PROXY_TYPES = [
  "Any",
  "Owner",
  "NonCritical",
  "NonTransfer",
  "Senate",
  "NonFungible",
  "Triumvirate",
  "Governance",
  "Staking",
  "Registration",
  "Transfer",
  "SmallTransfer",
  "RootWeights",
  "ChildKeys",
  "SudoUncheckedSetCode",
  "SwapHotkey",
  "SubnetLeaseBeneficiary",
  "RootClaim",
] as const;

type Kind = "u16" | "u32" | "u64" | "bool" | "account" | "address" | "proxyType";

interface KnownCall {
  pallet: string;
  name: string;
  /** Number of the pallet, number of the call. */
  index: readonly [number, number];
  args: readonly (readonly [name: string, kind: Kind])[];
  words: (args: Record<string, CallArgument>) => string;
}

const named = (delay: CallArgument) => delay === 0 ? "" : ` after announcements ${delay} blocks old`;

/**
 * The calls an offline key may sign, with the numbers of finney (spec 424; unchanged since 165 where the call existed).
 * A machine without network cannot ask the chain what bytes mean, so it reads these calls and refuses all others.
 */
export const OFFLINE_CALLS: readonly KnownCall[] = [
  {
    pallet: "SubtensorModule",
    name: "register_limit",
    index: [7, 134],
    args: [["netuid", "u16"], ["hotkey", "account"], ["limit_price", "u64"]],
    words: ({ netuid, hotkey, limit_price }) =>
      `register hotkey ${hotkey} on subnet ${netuid}, burning at most ${taoText(BigInt(limit_price!))}`,
  },
  {
    pallet: "SubtensorModule",
    name: "burned_register",
    index: [7, 7],
    args: [["netuid", "u16"], ["hotkey", "account"]],
    words: ({ netuid, hotkey }) =>
      `register hotkey ${hotkey} on subnet ${netuid}, burning whatever it costs then (this call has no limit)`,
  },
  {
    pallet: "Proxy",
    name: "add_proxy",
    index: [16, 1],
    args: [["delegate", "address"], ["proxy_type", "proxyType"], ["delay", "u32"]],
    words: ({ delegate, proxy_type, delay }) =>
      `let ${delegate} act for this key as ${proxy_type} proxy${named(delay!)}${
        proxy_type === "Any" ? ": with ALL its rights" : ""
      }`,
  },
  {
    pallet: "Proxy",
    name: "remove_proxy",
    index: [16, 2],
    args: [["delegate", "address"], ["proxy_type", "proxyType"], ["delay", "u32"]],
    words: ({ delegate, proxy_type, delay }) =>
      `no longer let ${delegate} act for this key as ${proxy_type} proxy${named(delay!)}`,
  },
  {
    pallet: "Proxy",
    name: "set_real_pays_fee",
    index: [16, 11],
    args: [["delegate", "address"], ["pays_fee", "bool"]],
    words: ({ delegate, pays_fee }) =>
      pays_fee
        ? `pay the fees of what ${delegate} does for this key`
        : `no longer pay the fees of what ${delegate} does for this key`,
  },
];

const ACCOUNT_BYTES = 32;

/** Reads fixed-width values, so equal meaning is equal bytes. */
class ByteReader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.#at;
  }

  take(count: number): Uint8Array {
    if (this.left < count) throw unreadable("it is too short");
    this.#at += count;
    return this.bytes.subarray(this.#at - count, this.#at);
  }

  number(width: number): bigint {
    return this.take(width).reduceRight((sum, byte) => sum << 8n | BigInt(byte), 0n);
  }
}

function unreadable(reason: string): ChainError {
  return new ChainError("unsupported", `this call cannot be put into words: ${reason}`, {
    hint: `an offline key signs only ${OFFLINE_CALLS.map(({ name }) => name).join(", ")}`,
  });
}

const READERS: Readonly<Record<Kind, (reader: ByteReader) => CallArgument>> = {
  u16: (reader) => Number(reader.number(2)),
  u32: (reader) => Number(reader.number(4)),
  u64: (reader) => String(reader.number(8)),
  bool(reader) {
    const byte = reader.take(1)[0]!;
    if (byte > 1) throw unreadable("a yes-or-no is neither");
    return byte === 1;
  },
  account: (reader) => ss58Encode(reader.take(ACCOUNT_BYTES)),
  address(reader) {
    // MultiAddress: 0 = by account id; the other forms mean nothing without the chain's state.
    if (reader.take(1)[0] !== 0) throw unreadable("an address is not an account");
    return ss58Encode(reader.take(ACCOUNT_BYTES));
  },
  proxyType(reader) {
    const type = PROXY_TYPES[reader.take(1)[0]!];
    if (type === undefined) throw unreadable("the kind of proxy is unknown");
    return type;
  },
};

/**
 * Puts a call into words, from its bytes alone: one of {@link OFFLINE_CALLS}, whole, with nothing behind it.
 * @param hex SCALE bytes of the call
 * @throws ChainError `unsupported` for anything else
 */
export function decodeCall(hex: string): DecodedCall {
  const reader = new ByteReader(bytesOf(hex));
  const [pallet, call] = reader.take(2);
  const known = OFFLINE_CALLS.find(({ index }) => index[0] === pallet && index[1] === call);
  if (!known) throw unreadable(`call ${call} of pallet ${pallet} is not among those known here`);
  const args = Object.fromEntries(known.args.map(([name, kind]) => [name, READERS[kind](reader)]));
  if (reader.left > 0) throw unreadable(`${reader.left} bytes follow it`);
  return { pallet: known.pallet, name: known.name, args, words: known.words(args) };
}

function bytesOf(hex: string): Uint8Array {
  try {
    return fromHex(hex);
  } catch (error) {
    throw new ChainError("invalid", "the bytes of the call are no hex text", { cause: error });
  }
}

/** Hex with 0x, as the files hold it. */
export function hexOf(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}
