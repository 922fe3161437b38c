import { parseVariant } from "../scale/definition.ts";
import { ADMIN_SETTINGS } from "../table/admin.data.ts";
import { type CallContext, type CallHandler, type CallTable } from "./dispatch_context.ts";
import { neuronCount, subnetExists } from "./subnets.ts";

/** Largest `MaxAllowedUids`. */
const MAX_UIDS = 256;

/** Bounds some settings have; the name of the error, or null. */
const BOUNDS: Readonly<
  Record<string, (context: CallContext, netuid: number, value: unknown) => string | null>
> = {
  MaxAllowedUids: (context, netuid, value) => {
    if (Number(value) < neuronCount(context, netuid)) return "AdminUtils.MaxAllowedUIdsLessThanCurrentUIds";
    return Number(value) > MAX_UIDS ? "AdminUtils.MaxAllowedUidsGreaterThanDefaultMaxAllowedUids" : null;
  },
  MaxAllowedValidators: (context, netuid, value) =>
    Number(value) > context.get<number>("MaxAllowedUids", netuid)
      ? "AdminUtils.MaxValidatorsLargerThanMaxUIds"
      : null,
  MinBurn: (context, netuid, value) =>
    (value as bigint) > context.get<bigint>("MaxBurn", netuid) ? "AdminUtils.ValueNotInBounds" : null,
  MaxBurn: (context, netuid, value) =>
    (value as bigint) < context.get<bigint>("MinBurn", netuid) ? "AdminUtils.ValueNotInBounds" : null,
  RevealPeriodEpochs: (_context, _netuid, value) => {
    if ((value as bigint) < 1n) return "RevealPeriodTooSmall";
    return (value as bigint) > 100n ? "RevealPeriodTooLarge" : null;
  },
};

function settingHandler(storage: string, event: string | null, names: string[]): CallHandler {
  return (context, args) => {
    context.root();
    const values = names.map((name) => (args as Record<string, unknown>)[name]);
    const [netuid, value] = values.length === 2 ? [values[0] as number, values[1]] : [null, values[0]];
    if (netuid !== null) {
      context.ensure(subnetExists(context, netuid), "AdminUtils.SubnetDoesNotExist");
      const fault = BOUNDS[storage]?.(context, netuid, value);
      if (fault) context.fail(fault);
    }
    context.put(storage, ...values);
    if (event === null) return;
    const named = event === "BurnHalfLifeSet" || event === "BurnIncreaseMultSet";
    context.emit(event, named ? args : values.length === 1 ? value : values);
  };
}

/** Calls of root that change one setting each, made from the table. */
export const ADMIN_CALLS: CallTable = Object.fromEntries(
  ADMIN_SETTINGS.map(([text, storage, event]) => {
    const call = parseVariant(text);
    const names = call.fields.map((field) => field.name!);
    return [`AdminUtils.${call.name}`, settingHandler(storage, event, names)];
  }),
);
