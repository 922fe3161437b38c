import type { ApiPromise } from "@polkadot/api";
import type { Codec } from "@polkadot/types/types";
import { ss58Encode } from "../../wallet/mod.ts";
import { type NamedCall, registerCall } from "../calls.ts";
import { toNumber } from "../read/codec.ts";
import type { ChainCore } from "../core.ts";
import { ChainError } from "../errors.ts";
import { feeOf } from "../read/fee.ts";
import { decodeCall, hexOf } from "./offline_calls.ts";
import { partsOf } from "./offline_file.ts";
import type { UnsignedCall } from "../call_types.ts";
import { MAX_ERA_BLOCKS, payloadBytes } from "./offline_payload.ts";
import { proxyChangeCall } from "../proxy/proxy_calls.ts";
import type { BuildRequest } from "../proxy_types.ts";
import { readQuote } from "../read/reads.ts";
import { checkQuote, limitPrice } from "../register/register_neuron.ts";

/** Blocks a signature holds when nobody says otherwise: 6.8 h at 12 s, the longest that finney can check. */
export const DEFAULT_VALID_BLOCKS = 2048;

/**
 * Makes a call that a key elsewhere will sign (docs/spec/chain.md#9-transactions-signing-era-nonce-results).
 * @param network name for people; the genesis hash decides
 * @throws ChainError `invalid` for a validity out of range, what {@link register} refuses before sending, `unsupported`
 * when this runtime numbers or signs its calls otherwise than an offline key can know
 */
export async function buildCall(
  core: ChainCore,
  request: BuildRequest,
  network: string,
): Promise<UnsignedCall> {
  const { call, price } = await callOf(core, request);
  const { ss58 } = request.signer;
  return await core.read("building a call", async (api) => {
    const period = periodOf(api, request.validBlocks ?? DEFAULT_VALID_BLOCKS);
    const [nonce, birthHash, fee] = await Promise.all([
      api.rpc.system.accountNextIndex(ss58),
      api.rpc.chain.getFinalizedHead(),
      feeOf(api, call, ss58),
    ]);
    const birth = toNumber((await api.rpc.chain.getHeader(birthHash)).number.unwrap());
    const hex = call.build(api).method.toHex();
    const { specVersion, transactionVersion } = api.runtimeVersion;
    const unsigned: UnsignedCall = {
      format: "sn1 unsigned call",
      version: 1,
      signer: ss58,
      call: { ...decodeCall(hex), hex },
      chain: {
        network,
        genesis: api.genesisHash.toHex(),
        specVersion: specVersion.toNumber(),
        transactionVersion: transactionVersion.toNumber(),
      },
      nonce: toNumber(nonce),
      era: { period, birth, birthHash: birthHash.toHex(), lastBlock: birth + period - 1 },
      metadataHash: null,
      fee: fee === null ? null : String(fee),
      price,
    };
    checkAgainstRuntime(api, unsigned);
    return unsigned;
  });
}

interface Priced {
  call: NamedCall;
  price: UnsignedCall["price"];
}

async function callOf(core: ChainCore, request: BuildRequest): Promise<Priced> {
  if (request.kind === "proxy") return { call: proxyChangeCall(request.change), price: null };
  const { netuid, hotkey, signer, maxPrice, tolerance } = request;
  return await core.read("registration quote", async (api) => {
    const quote = await readQuote(api, netuid, signer.ss58, hotkey);
    if (quote.registeredUid !== null) {
      throw new ChainError("refused", `${hotkey} is registered already, as uid ${quote.registeredUid}`, {
        hint: "there is nothing to sign",
        data: { name: "HotKeyAlreadyRegisteredInSubNet" },
      });
    }
    checkQuote(quote, { netuid, payer: signer.ss58, maxPrice });
    // A call that waits for hours gets the whole range its owner allows, not what is left of the price just now.
    const limit = maxPrice ?? limitPrice(quote.price, { tolerance });
    return {
      call: registerCall(api, netuid, hotkey, limit),
      price: { then: String(quote.price), limit: String(limit) },
    };
  });
}

/** The era to use: a power of two the chain can still look back on. */
function periodOf(api: ApiPromise, blocks: number): number {
  const kept = api.consts.system?.blockHashCount;
  const most = Math.min(MAX_ERA_BLOCKS, kept ? 2 ** Math.floor(Math.log2(toNumber(kept))) : 2048);
  const period = 2 ** Math.ceil(Math.log2(blocks));
  if (Number.isInteger(blocks) && period >= 4 && period <= most) return period;
  throw new ChainError("invalid", `a signature cannot hold for ${blocks} blocks on this chain`, {
    hint: `choose 4 to ${most}: the chain forgets older blocks and with them the start of the signature`,
  });
}

/**
 * What the offline key will read and sign has to be what this runtime means: its metadata must give the same words for the
 * bytes and the same bytes to sign.
 */
function checkAgainstRuntime(api: ApiPromise, unsigned: UnsignedCall): void {
  const method = api.registry.createType("Call", unsigned.call.hex);
  const section = method.section.charAt(0).toUpperCase() + method.section.slice(1);
  const name = snake(method.method);
  const args = Object.fromEntries(
    method.meta.args.map((arg, i) => [snake(arg.name.toString()), plain(method.args[i]!)]),
  );
  const decoded = Object.fromEntries(
    Object.entries(unsigned.call.args).map(([key, value]) => [key, String(value)]),
  );
  const { era, nonce, chain } = unsigned;
  const theirs = api.registry.createType("ExtrinsicPayload", {
    blockHash: era.birthHash,
    era: api.registry.createType("ExtrinsicEra", { current: era.birth, period: era.period }),
    genesisHash: chain.genesis,
    method: unsigned.call.hex,
    nonce,
    specVersion: chain.specVersion,
    transactionVersion: chain.transactionVersion,
    tip: 0,
    mode: 0,
    metadataHash: null,
  }, { version: api.extrinsicVersion }).toU8a({ method: true });
  const agrees = section === unsigned.call.pallet && name === unsigned.call.name &&
    JSON.stringify(args) === JSON.stringify(decoded) &&
    hexOf(theirs) === hexOf(payloadBytes(partsOf(unsigned)));
  if (agrees) return;
  throw new ChainError(
    "unsupported",
    `the runtime (spec ${chain.specVersion}) writes ${section}.${name} otherwise than an offline key reads it`,
    { hint: "update the program on both machines, or sign on this one" },
  );
}

/** The library writes names in camel case. */
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** An argument as the decoder writes it. */
function plain(value: Codec): string {
  const raw = value.toRawType();
  if (raw === "MultiAddress" || raw.includes("AccountId")) {
    return ss58Encode(value.toU8a().slice(-32));
  }
  return value.toString();
}
