import { freeBalance, withdraw } from "./account_rules.ts";
import { type CallContext, type CallTable, handler } from "./dispatch_context.ts";
import { appendNeuron, ensureOwner } from "./neurons.ts";
import { ownerOf, subnetExists } from "./subnets.ts";

/**
 * What lies in a subnet's pool on either side, RAO. It never changes: clients divide the two to get the price of
 * alpha, which is one here.
 */
const POOL_RAO = 1_000_000_000_000n;

/** Marks a subnet as existing, with an owner. */
export function addSubnet(context: CallContext, netuid: number, owner: string): void {
  context.put("NetworksAdded", netuid, true);
  context.put("TotalNetworks", context.get<number>("TotalNetworks") + 1);
  context.put("NetworkRegisteredAt", netuid, BigInt(context.block));
  context.put("SubnetOwner", netuid, owner);
  context.put("LastEpochBlock", netuid, BigInt(context.block));
  for (const item of ["SubnetTAO", "SubnetAlphaIn"]) context.put(item, netuid, POOL_RAO);
}

/** Opens a subnet for stake and emission. */
export function startSubnet(context: CallContext, netuid: number): void {
  context.put("SubtokenEnabled", netuid, true);
  context.put("FirstEmissionBlockNumber", netuid, BigInt(context.block + 1));
}

/** Price of a new subnet, RAO; constant here. */
export function networkCost(context: { get<T>(item: string): T }): bigint {
  return context.get<bigint>("NetworkMinLockCost");
}

/** Calls of subnet owners. */
export const NETWORK_CALLS: CallTable = {
  "SubtensorModule.register_network": handler<{ hotkey: string }>((context, { hotkey }) => {
    const coldkey = context.signer();
    const owner = ownerOf(context, hotkey);
    context.ensure(owner === null || owner === coldkey, "NonAssociatedColdKey");
    const cost = networkCost(context);
    context.ensure(freeBalance(context, coldkey) >= cost, "CannotAffordLockCost");
    let netuid = 1;
    while (subnetExists(context, netuid)) netuid++;
    withdraw(context, coldkey, cost);
    addSubnet(context, netuid, coldkey);
    ensureOwner(context, hotkey, coldkey);
    context.put("SubnetOwnerHotkey", netuid, hotkey);
    appendNeuron(context, netuid, hotkey);
    context.put("SubnetLocked", netuid, cost);
    context.emit("NetworkAdded", [netuid, 0]);
  }),
  "SubtensorModule.start_call": handler<{ netuid: number }>((context, { netuid }) => {
    const caller = context.signer();
    context.ensure(subnetExists(context, netuid), "SubnetNotExists");
    context.ensure(context.get<string>("SubnetOwner", netuid) === caller, "NotSubnetOwner");
    const started = context.get<bigint | null>("FirstEmissionBlockNumber", netuid);
    context.ensure(started === null, "FirstEmissionBlockNumberAlreadySet");
    const open = context.get<bigint>("NetworkRegisteredAt", netuid) + context.get<bigint>("StartCallDelay");
    context.ensure(BigInt(context.block) >= open, "NeedWaitingMoreBlocksToStarCall");
    startSubnet(context, netuid);
    context.emit("FirstEmissionBlockNumberSet", [netuid, BigInt(context.block + 1)]);
  }),
};
