import { concatBytes, fromHex, toHex } from "../../base/mod.ts";
import { LocalnetError } from "../errors.ts";
import { blake2of256 } from "../hash.ts";
import type { CallValue } from "../runtime/dispatch_context.ts";
import { Reader, Writer } from "../scale/buffer.ts";
import type { EnumValue } from "../scale/composite.ts";
import type { Schema } from "../chain_schema.ts";
import { TRANSACTION_VERSION } from "../table/runtime_table.ts";
import { decodeEra, type Era } from "./era.ts";

/** First byte of the body: format 4, signed or not. */
const SIGNED_V4 = 0x84;
const BARE_V4 = 0x04;
/** Longer payloads are signed by their hash. */
const MAX_PLAIN_PAYLOAD = 256;

/** The signature and what is signed besides the call. */
export interface SignedPart {
  /** Public key, `0x…`. */
  signer: string;
  scheme: string;
  signature: Uint8Array;
  era: Era;
  nonce: number;
  /** RAO. */
  tip: bigint;
  /** Whether the signer also signed the hash of the metadata. */
  metadataHash: boolean;
  /** SCALE bytes of era, nonce, tip and mode. */
  extra: Uint8Array;
}

/** A transaction taken apart. */
export interface Extrinsic {
  /** The whole bytes, length included. */
  bytes: Uint8Array<ArrayBuffer>;
  /** `0x…` of the bytes' BLAKE2b-256. */
  hash: string;
  signed: SignedPart | null;
  call: CallValue;
  callBytes: Uint8Array;
}

/**
 * Takes a transaction apart.
 * @throws LocalnetError `scale` when the bytes are not a transaction of this runtime
 */
export function decodeExtrinsic(schema: Schema, bytes: Uint8Array<ArrayBuffer>): Extrinsic {
  const input = new Reader(bytes);
  if (input.length() !== input.left) throw new LocalnetError("scale", "the length does not match the bytes");
  const version = input.u8();
  if (version !== SIGNED_V4 && version !== BARE_V4) {
    throw new LocalnetError("scale", `transaction format ${version}; this chain takes signed format 4`);
  }
  const signed = version === SIGNED_V4 ? readSigned(schema, input, bytes) : null;
  const callStart = input.offset;
  const call = schema.codecs.of("RuntimeCall").read(input) as CallValue;
  if (input.left > 0) throw new LocalnetError("scale", `${input.left} bytes left after the call`);
  return {
    bytes,
    hash: `0x${toHex(blake2of256(bytes))}`,
    signed,
    call,
    callBytes: bytes.subarray(callStart),
  };
}

function readSigned(schema: Schema, input: Reader, bytes: Uint8Array): SignedPart {
  const address = schema.codecs.of("MultiAddress").read(input) as EnumValue<string>;
  if (address.type !== "Id") throw new LocalnetError("scale", `signer address of kind ${address.type}`);
  const signature = schema.codecs.of("MultiSignature").read(input) as EnumValue<string>;
  const start = input.offset;
  const first = input.u8();
  const era = decodeEra(first, first === 0 ? 0 : input.u8());
  const nonce = Number(input.compact());
  const tip = input.compact();
  const mode = input.u8();
  if (mode > 1) throw new LocalnetError("scale", `metadata hash mode ${mode}`);
  return {
    signer: address.value,
    scheme: signature.type,
    signature: fromHex(signature.value),
    era,
    nonce,
    tip,
    metadataHash: mode === 1,
    extra: bytes.subarray(start, input.offset),
  };
}

/**
 * The bytes the signer signed (docs/spec/chain.md#9-transactions-signing-era-nonce-results).
 * @param specVersion of the runtime that checks
 * @param birthHash hash of the era's first block, `0x…`
 */
export function signaturePayload(
  extrinsic: Extrinsic,
  specVersion: number,
  genesisHash: string,
  birthHash: string,
): Uint8Array {
  const versions = new Writer();
  versions.u32(specVersion);
  versions.u32(TRANSACTION_VERSION);
  const payload = concatBytes(
    extrinsic.callBytes,
    extrinsic.signed!.extra,
    versions.finish(),
    fromHex(genesisHash),
    fromHex(birthHash),
    Uint8Array.of(0),
  );
  return payload.length > MAX_PLAIN_PAYLOAD ? blake2of256(payload) : payload;
}

/** The block author's own transaction that sets the time. */
export function timestampExtrinsic(schema: Schema, now: number): Uint8Array<ArrayBuffer> {
  const call: CallValue = { type: "Timestamp", value: { type: "set", value: { now: BigInt(now) } } };
  const body = concatBytes(Uint8Array.of(BARE_V4), schema.codecs.encode("RuntimeCall", call));
  const out = new Writer();
  out.compact(BigInt(body.length));
  out.bytes(body);
  return out.finish();
}
