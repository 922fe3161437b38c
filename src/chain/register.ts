import { errorText } from "../base/mod.ts";
import { registerCall } from "./calls.ts";
import { ChainError } from "./errors.ts";
import type { ChainCore } from "./core.ts";
import { readBalance, readBurn, readQuote, readUid } from "./reads.ts";
import type { RegisterRequest, Registration, RegistrationQuote } from "./types.ts";
import { taoText } from "./units.ts";

/** Attempts when the price runs away or the block is full. */
const TRIES = 3;

/** How far the price may rise meanwhile, unless told otherwise. */
export const DEFAULT_TOLERANCE = 0.05;

/**
 * Burns TAO for a uid on a subnet. Does nothing when the hotkey has a uid, whatever became of earlier attempts.
 * @throws ChainError `price` above `maxPrice`, `balance` when the coldkey cannot pay, else the chain's reason
 */
export async function register(core: ChainCore, request: RegisterRequest): Promise<Registration> {
  const { netuid, hotkey, signer } = request;
  const quote = await core.read("registration quote", (api) => readQuote(api, netuid, signer.ss58, hotkey));
  if (quote.registeredUid !== null) {
    return { uid: quote.registeredUid, already: true, price: quote.price, paid: null, receipt: null };
  }
  checkQuote(quote, request);
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
      checkPrice(price, request);
    }
  }
}

/** The highest price to accept: the quote and its tolerance, but never more than the user's own limit. */
export function limitPrice(price: bigint, request: Pick<RegisterRequest, "maxPrice" | "tolerance">): bigint {
  const millionths = BigInt(Math.round((request.tolerance ?? DEFAULT_TOLERANCE) * 1e6));
  const limit = price + price * millionths / 1_000_000n;
  return request.maxPrice !== undefined && request.maxPrice < limit ? request.maxPrice : limit;
}

async function burn(core: ChainCore, request: RegisterRequest, price: bigint): Promise<Registration> {
  const { netuid, hotkey, signer } = request;
  const before = await core.read("balance", (api) => readBalance(api, signer.ss58));
  const call = await core.read(
    "runtime",
    async (api) => registerCall(api, netuid, hotkey, limitPrice(price, request)),
  );
  const receipt = await core.send(call, signer);
  const [uid, after] = await Promise.all([
    core.read("uid", (api) => readUid(api, netuid, hotkey)),
    core.read("balance", (api) => readBalance(api, signer.ss58)),
  ]);
  if (uid === null) {
    throw new ChainError("refused", "the registration is in a block, but the hotkey has no uid", {
      hint: "it may have been pruned at once: look at sn1 metagraph, then try again",
      data: { hash: receipt.hash, block: receipt.block },
    });
  }
  return { uid, already: false, price, paid: before > after ? before - after : null, receipt };
}

function checkQuote(quote: RegistrationQuote, request: RegisterRequest): void {
  if (!quote.hyperparameters.registrationAllowed) {
    throw new ChainError("refused", `registration on subnet ${request.netuid} is closed by its owner`, {
      hint: "wait until the owner opens it",
      data: { name: "SubNetRegistrationDisabled" },
    });
  }
  checkPrice(quote.price, request);
  if (quote.balance < quote.price) {
    throw new ChainError(
      "balance",
      `the burn costs ${taoText(quote.price)}, the coldkey ${request.signer.ss58} has ${
        taoText(quote.balance)
      }`,
      {
        hint: "move TAO to the coldkey, or wait until the price falls",
        data: { price: quote.price, balance: quote.balance },
      },
    );
  }
}

function checkPrice(price: bigint, request: RegisterRequest): void {
  if (request.maxPrice === undefined || price <= request.maxPrice) return;
  throw new ChainError(
    "price",
    `the burn costs ${taoText(price)}, the limit is ${taoText(request.maxPrice)}`,
    {
      hint: "wait until the price falls, or raise --max-price",
      data: { price, maxPrice: request.maxPrice },
    },
  );
}
