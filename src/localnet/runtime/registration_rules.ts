import { freeBalance, withdraw } from "./account_rules.ts";
import { burnPrice, raiseBurn } from "./burn.ts";
import { type CallContext, type CallTable, handler } from "./dispatch_context.ts";
import { appendNeuron, ensureOwner, replaceNeuron } from "./neurons.ts";
import { pruneCandidate } from "./pruning.ts";
import { neuronCount, ownerOf, subnetExists, uidOf } from "./subnets.ts";

/**
 * Burn registration, checks in the order of the chain (docs/spec/chain.md#41-burned_register).
 * @param limit highest price the caller accepts, RAO; null = any
 */
function register(context: CallContext, netuid: number, hotkey: string, limit: bigint | null): void {
  const coldkey = context.signer();
  context.ensure(netuid !== 0, "RegistrationNotPermittedOnRootSubnet");
  context.ensure(subnetExists(context, netuid), "SubnetNotExists");
  const price = burnPrice(context, netuid);
  context.ensure(limit === null || price <= limit, "RegistrationPriceLimitExceeded");
  context.ensure(context.get<boolean>("NetworkRegistrationAllowed", netuid), "SubNetRegistrationDisabled");
  context.ensure(uidOf(context, netuid, hotkey) === null, "HotKeyAlreadyRegisteredInSubNet");
  context.ensure(freeBalance(context, coldkey) >= price, "NotEnoughBalanceToStake");
  const owner = ownerOf(context, hotkey);
  context.ensure(owner === null || owner === coldkey, "NonAssociatedColdKey");
  const seats = context.get<number>("MaxAllowedUids", netuid);
  const count = neuronCount(context, netuid);
  const leaving = count < seats ? null : pruneCandidate(context, netuid, context.block);
  context.ensure(seats !== 0 && (count < seats || leaving !== null), "NoNeuronIdAvailable");

  withdraw(context, coldkey, price);
  ensureOwner(context, hotkey, coldkey);
  let uid = leaving;
  if (uid === null) uid = appendNeuron(context, netuid, hotkey);
  else replaceNeuron(context, netuid, uid, hotkey);
  raiseBurn(context, netuid);
  for (const item of ["RegistrationsThisBlock", "RegistrationsThisInterval"]) {
    context.put(item, netuid, Math.min(0xffff, context.get<number>(item, netuid) + 1));
  }
  context.emit("NeuronRegistered", [netuid, uid, hotkey]);
}

interface RegisterArgs {
  netuid: number;
  hotkey: string;
}

/** Calls that bring a hotkey into a subnet. */
export const REGISTRATION_CALLS: CallTable = {
  "SubtensorModule.burned_register": handler<RegisterArgs>((context, { netuid, hotkey }) =>
    register(context, netuid, hotkey, null)
  ),
  "SubtensorModule.register_limit": handler<RegisterArgs & { limit_price: bigint }>(
    (context, { netuid, hotkey, limit_price }) => register(context, netuid, hotkey, limit_price),
  ),
  // Proof of work is gone: the other arguments are ignored, the signer pays
  // (docs/spec/chain.md#42-proof-of-work).
  "SubtensorModule.register": handler<RegisterArgs>((context, { netuid, hotkey }) =>
    register(context, netuid, hotkey, null)
  ),
};
