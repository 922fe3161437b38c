import type { ApiPromise } from "@polkadot/api";
import { errorText } from "../../base/mod.ts";
import { type NamedCall, registerCall } from "../calls.ts";
import { ChainError } from "../errors.ts";
import type { ChainCore } from "../core.ts";
import { feeOf } from "../read/fee.ts";
import { readPass } from "../proxy/proxy.ts";
import { asProxy } from "../proxy/proxy_calls.ts";
import type { ProxyPass } from "../proxy_types.ts";
import { readBalance, readBurn, readKnown, readQuote, readUid } from "../read/reads.ts";
import type { RegisterRequest, Registration, RegistrationQuote } from "../types.ts";
import { taoText } from "../units.ts";

/** Attempts when the price runs away or the block is full. */
const TRIES = 3;

/** How far the price may rise meanwhile, unless told otherwise. */
export const DEFAULT_TOLERANCE = 0.05;

/** A registering call with what it depends on. */
export interface PreparedRegistration {
  call: NamedCall;
  /** Null when the coldkey signs itself. */
  pass: ProxyPass | null;
  /** RAO; null when the chain does not tell. */
  fee: bigint | null;
}

/**
 * Burns TAO for a uid on a subnet. Does nothing when the hotkey has a uid, whatever became of earlier attempts.
 * @throws ChainError `price` above `maxPrice`, `balance` when the coldkey cannot pay, `not_permitted` for a key that is no
 * proxy of `real`, else the chain's reason
 */
export async function register(core: ChainCore, request: RegisterRequest): Promise<Registration> {
  const { netuid, hotkey } = request;
  const payer = payerOf(request);
  const quote = await core.read("registration quote", (api) => readQuote(api, netuid, payer, hotkey));
  if (quote.registeredUid !== null) {
    return { uid: quote.registeredUid, already: true, price: quote.price, paid: null, receipt: null };
  }
  checkQuote(quote, { netuid, payer, maxPrice: request.maxPrice });
  let price = quote.price;
  for (let attempt = 1;; attempt++) {
    try {
      return await burn(core, request, price);
    } catch (error) {
      const uid = await core.read("uid", (api) => readUid(api, netuid, hotkey));
      // Another attempt of ours got through, or the answer to this one was lost.
      if (uid !== null) return { uid, already: false, price, paid: null, receipt: null };
      const tooDear = error instanceof ChainError && error.code === "price";
      if (!tooDear || attempt >= TRIES) throw error;
      core.logger.warn("the burn price rose", { reason: errorText(error) });
      price = await core.read("burn", (api) => readBurn(api, netuid));
      checkPrice(price, request.maxPrice);
    }
  }
}

/** The highest price to accept: the quote and its tolerance, but never more than the user's own limit. */
export function limitPrice(price: bigint, request: Pick<RegisterRequest, "maxPrice" | "tolerance">): bigint {
  const millionths = BigInt(Math.round((request.tolerance ?? DEFAULT_TOLERANCE) * 1e6));
  const limit = price + price * millionths / 1_000_000n;
  return request.maxPrice !== undefined && request.maxPrice < limit ? request.maxPrice : limit;
}

/** Whose TAO burns. */
function payerOf({ real, signer }: Pick<RegisterRequest, "real" | "signer">): string {
  return real ?? signer.ss58;
}

/**
 * The call that will register: with a price limit where the runtime and the kind of proxy know one.
 * @throws ChainError `not_permitted`, `unsupported` for proxies
 */
export async function prepareRegistration(
  api: ApiPromise,
  request: RegisterRequest,
  price: bigint,
): Promise<PreparedRegistration> {
  const { netuid, hotkey, signer, real } = request;
  const pass = real === undefined ? null : await readPass(api, real, signer.ss58);
  const limit = pass?.call === "burned_register" ? null : limitPrice(price, request);
  const inner = registerCall(api, netuid, hotkey, limit);
  const call = pass ? asProxy(real!, pass.type, inner) : inner;
  return { call, pass, fee: await feeOf(api, call, signer.ss58) };
}

async function burn(core: ChainCore, request: RegisterRequest, price: bigint): Promise<Registration> {
  const { netuid, hotkey, signer } = request;
  const payer = payerOf(request);
  const { before, prepared } = await core.read("preparing the registration", async (api) => {
    const prepared = await prepareRegistration(api, request, price);
    const before = await readBalance(api, payer);
    await checkFee(api, prepared, { payer, signer: signer.ss58, before, price });
    return { before, prepared };
  });
  const receipt = await core.send(prepared.call, signer);
  const [uid, after] = await Promise.all([
    core.read("uid", (api) => readUid(api, netuid, hotkey)),
    core.read("balance", (api) => readBalance(api, payer)),
  ]);
  if (uid === null) {
    throw new ChainError("refused", "the registration is in a block, but the hotkey has no uid", {
      hint: "it may have been pruned at once: look at sn1 metagraph, then try again",
      data: { hash: receipt.hash, block: receipt.block },
    });
  }
  return { uid, already: false, price, paid: before > after ? before - after : null, receipt };
}

/** Whether the one who pays the fee can: the coldkey beside the burn, or the proxy alone. */
async function checkFee(
  api: ApiPromise,
  { pass, fee }: PreparedRegistration,
  money: { payer: string; signer: string; before: bigint; price: bigint },
): Promise<void> {
  const { payer, signer, before, price } = money;
  if (pass && !await readKnown(api, signer)) {
    throw new ChainError("balance", `the chain does not know the proxy ${signer}: it holds nothing`, {
      hint:
        "move a little TAO to it, 0.001 will do: the chain wants that even where the coldkey pays the fee",
      data: { account: signer },
    });
  }
  if (fee === null) return;
  const feePayer = pass?.feePayer ?? signer;
  const [has, needed] = feePayer === payer ? [before, price + fee] : [await readBalance(api, feePayer), fee];
  if (has >= needed) return;
  const what = feePayer === payer ? "burn and fee cost" : "the fee costs";
  const hint = feePayer === payer
    ? "move TAO to the coldkey, or wait until the price falls"
    : "move a little TAO to the proxy, or let the coldkey pay: sn1 wallet proxy pay-fees";
  throw new ChainError("balance", `${what} ${taoText(needed)}, ${feePayer} has ${taoText(has)}`, {
    hint,
    data: { needed, balance: has },
  });
}

/** What a quote is held against. */
interface QuoteLimits {
  netuid: number;
  /** ss58 whose TAO burns. */
  payer: string;
  maxPrice?: bigint;
}

/** @throws ChainError `refused` when registration is closed, `price`, `balance` */
export function checkQuote(quote: RegistrationQuote, { netuid, payer, maxPrice }: QuoteLimits): void {
  if (!quote.hyperparameters.registrationAllowed) {
    throw new ChainError("refused", `registration on subnet ${netuid} is closed by its owner`, {
      hint: "wait until the owner opens it",
      data: { name: "SubNetRegistrationDisabled" },
    });
  }
  checkPrice(quote.price, maxPrice);
  if (quote.balance < quote.price) {
    throw new ChainError(
      "balance",
      `the burn costs ${taoText(quote.price)}, the coldkey ${payer} has ${taoText(quote.balance)}`,
      {
        hint: "move TAO to the coldkey, or wait until the price falls",
        data: { price: quote.price, balance: quote.balance },
      },
    );
  }
}

/** @throws ChainError `price` when the price is above the limit */
export function checkPrice(
  price: bigint,
  maxPrice: bigint | undefined,
  hint = "wait until the price falls, or raise --max-price",
): void {
  if (maxPrice === undefined || price <= maxPrice) return;
  throw new ChainError(
    "price",
    `the burn costs ${taoText(price)}, the limit is ${taoText(maxPrice)}`,
    { hint, data: { price, maxPrice } },
  );
}
