import { fromHex } from "../../base/mod.ts";
import { ready, type Signer, trySs58Decode, verifyExact } from "../../wallet/mod.ts";
import { ChainError } from "../errors.ts";
import type { DecodedCall, SignedCall, UnsignedCall } from "../call_types.ts";
import { decodeCall, hexOf } from "./offline_calls.ts";
import { extrinsicOf, MAX_ERA_BLOCKS, messageOf, type PayloadParts } from "./offline_payload.ts";

/** Characters of the largest file that is looked at. */
export const MAX_CALL_FILE = 16_384;

function damaged(what: string): ChainError {
  return new ChainError("invalid", `call file is corrupt: ${what}`, {
    hint: "build it anew, and change nothing in it by hand",
  });
}

type Plain = Record<string, unknown>;

function part(holder: Plain, name: string): Plain {
  const value = holder[name];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw damaged(`${name} is missing`);
  }
  return value as Plain;
}

function textIn(holder: Plain, name: string, form: RegExp): string {
  const value = holder[name];
  if (typeof value !== "string" || !form.test(value)) throw damaged(`${name} has an invalid format`);
  return value;
}

function wholeIn(holder: Plain, name: string, max: number): number {
  const value = holder[name];
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > max) {
    throw damaged(`${name} is no whole number up to ${max}`);
  }
  return value as number;
}

const U32 = 0xffff_ffff;
const HASH = /^0x[0-9a-f]{64}$/;
const RAO = /^(0|[1-9]\d{0,19})$/;

function readEra(era: Plain): UnsignedCall["era"] {
  const period = wholeIn(era, "period", MAX_ERA_BLOCKS);
  if (period < 4 || !Number.isInteger(Math.log2(period))) throw damaged(`an era has no ${period} blocks`);
  const birth = wholeIn(era, "birth", U32);
  const lastBlock = wholeIn(era, "lastBlock", U32 + MAX_ERA_BLOCKS);
  if (lastBlock !== birth + period - 1) throw damaged("the era and its last block differ");
  return { period, birth, birthHash: textIn(era, "birthHash", HASH), lastBlock };
}

/** The call by its bytes; what the file says about it must be the same. */
function readCall(call: Plain): UnsignedCall["call"] {
  const hex = textIn(call, "hex", /^0x(?:[0-9a-f]{2}){2,200}$/);
  const decoded = decodeCall(hex);
  const said = JSON.stringify([call.pallet, call.name, call.words, ...sorted(part(call, "args"))]);
  if (said !== JSON.stringify([decoded.pallet, decoded.name, decoded.words, ...sorted(decoded.args)])) {
    throw damaged(`its words and its bytes differ; the bytes say: ${decoded.words}`);
  }
  return { ...decoded, hex };
}

const sorted = (args: Plain) => Object.entries(args).sort(([a], [b]) => a < b ? -1 : 1);

function readPrice(price: unknown, call: DecodedCall): UnsignedCall["price"] {
  if (price === null) {
    if (call.pallet === "SubtensorModule") throw damaged("price is missing");
    return null;
  }
  const both = part({ price }, "price");
  const limit = textIn(both, "limit", RAO);
  if (call.name === "register_limit" && limit !== call.args.limit_price) {
    throw damaged("the price limit of the file and of the call differ");
  }
  return { then: textIn(both, "then", RAO), limit };
}

function readCommon(file: Plain): Omit<UnsignedCall, "format"> {
  if (file.version !== 1) throw damaged("it is of another version of this program");
  const signer = textIn(file, "signer", /^5[1-9A-HJ-NP-Za-km-z]{47}$/);
  if (!trySs58Decode(signer)) throw damaged("signer is not an ss58 address");
  const chain = part(file, "chain");
  const call = readCall(part(file, "call"));
  if (file.metadataHash !== null) throw damaged("metadataHash is not null");
  return {
    version: 1,
    signer,
    call,
    chain: {
      network: textIn(chain, "network", /^[\w.-]{1,40}$/),
      genesis: textIn(chain, "genesis", HASH),
      specVersion: wholeIn(chain, "specVersion", U32),
      transactionVersion: wholeIn(chain, "transactionVersion", U32),
    },
    nonce: wholeIn(file, "nonce", U32),
    era: readEra(part(file, "era")),
    metadataHash: null,
    fee: file.fee === null ? null : textIn(file, "fee", RAO),
    price: readPrice(file.price, call),
  };
}

function parse(text: string): Plain {
  let parsed: unknown;
  try {
    if (text.length <= MAX_CALL_FILE) parsed = JSON.parse(text);
  } catch {
    // Said below; the parser's message would quote the file.
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new ChainError("invalid", "this is no file of a call", {
      hint: "make one with sn1 register --build FILE or sn1 wallet proxy add --build FILE",
    });
  }
  return parsed as Plain;
}

/** What a signature of this call covers. */
export function partsOf(call: Pick<UnsignedCall, "call" | "nonce" | "era" | "chain">): PayloadParts {
  const { nonce, era, chain } = call;
  return { call: call.call.hex, nonce, era, ...chain };
}

/**
 * Reads the file of an unsigned call. Nothing in it is believed: words, arguments and limits are told from the bytes anew.
 * @throws ChainError `invalid` when its parts contradict each other, `unsupported` when the call cannot be put into words
 */
export function readUnsignedCall(text: string): UnsignedCall {
  const file = parse(text);
  if (file.format === "sn1 signed call") {
    throw new ChainError("invalid", "this call is signed already", {
      hint: "send it: sn1 register --submit FILE, or sn1 wallet proxy add --submit FILE",
    });
  }
  if (file.format !== "sn1 unsigned call") throw damaged("it is no unsigned call");
  return { format: "sn1 unsigned call", ...readCommon(file) };
}

/**
 * Reads the file of a signed call and verifies its signature.
 * @throws ChainError `invalid`, `unsupported`
 */
export async function readSignedCall(text: string): Promise<SignedCall> {
  const file = parse(text);
  if (file.format === "sn1 unsigned call") {
    throw new ChainError("invalid", "this call is not signed yet", { hint: "sn1 wallet sign-call FILE" });
  }
  if (file.format !== "sn1 signed call") throw damaged("it is no signed call");
  const common = readCommon(file);
  const signature = textIn(file, "signature", /^0x[0-9a-f]{128}$/);
  await ready();
  const parts = partsOf(common);
  if (!verifyExact(messageOf(parts), fromHex(signature), trySs58Decode(common.signer)!)) {
    throw damaged(`the signature is not one of ${common.signer} over this call`);
  }
  // What is sent is made from what was verified, not from what the file says.
  const sent = extrinsicOf(parts, common.signer, fromHex(signature));
  if (file.extrinsic !== sent.extrinsic || file.hash !== sent.hash) throw damaged("the transaction differs");
  return { format: "sn1 signed call", ...common, signature, ...sent };
}

/**
 * Signs a call; needs no network.
 * @throws ChainError `not_permitted` when the key is another than the call names
 */
export async function signCall(call: UnsignedCall, signer: Signer): Promise<SignedCall> {
  if (signer.ss58 !== call.signer) {
    throw new ChainError("not_permitted", `this key is ${signer.ss58}, the call wants ${call.signer}`, {
      hint: "choose the wallet with --wallet.name",
    });
  }
  const parts = partsOf(call);
  const signature = await signer.sign(messageOf(parts));
  return {
    ...call,
    format: "sn1 signed call",
    signature: hexOf(signature),
    ...extrinsicOf(parts, call.signer, signature),
  };
}
