import type { CallContext } from "./dispatch_context.ts";
import type { StorageAccess } from "./storage.ts";

const FRACTION_BITS = 64n;

/** Keeps a price between the subnet's `MinBurn` and `MaxBurn`. */
function clamp(storage: StorageAccess, netuid: number, price: bigint): bigint {
  const min = storage.get<bigint>("MinBurn", netuid);
  const max = storage.get<bigint>("MaxBurn", netuid);
  return price < min ? min : price > max ? max : price;
}

/** Price of a registration now, in RAO. */
export function burnPrice(storage: StorageAccess, netuid: number): bigint {
  return storage.get<bigint>("Burn", netuid);
}

/** Raises the price after a registration by `BurnIncreaseMult` (64 fraction bits). */
export function raiseBurn(context: CallContext, netuid: number): void {
  const { bits } = context.get<{ bits: bigint }>("BurnIncreaseMult", netuid);
  const price = (burnPrice(context, netuid) * bits) >> FRACTION_BITS;
  context.put("Burn", netuid, clamp(context, netuid, price));
}

/** Lowers the price at the start of a block: half of it is gone after `BurnHalfLife` blocks. */
export function decayBurn(context: CallContext, netuid: number): void {
  const halfLife = context.get<number>("BurnHalfLife", netuid);
  if (halfLife === 0) return;
  const price = burnPrice(context, netuid);
  const decayed = BigInt(Math.floor(Number(price) * 2 ** (-1 / halfLife)));
  const next = clamp(context, netuid, decayed);
  if (next !== price) context.put("Burn", netuid, next);
}
