import { toHex, utf8 } from "../base/mod.ts";
import { ss58Decode } from "../wallet/mod.ts";
import { BEACON_GENESIS, BEACON_PUBLIC_KEY, beaconPeriod } from "./drand/beacon.ts";
import { LocalnetError } from "./errors.ts";
import { epoch } from "./runtime/coinbase.ts";
import { type BlockScope, CallContext, type RuntimeRules } from "./runtime/dispatch_context.ts";
import { epochState } from "./runtime/epoch_storage.ts";
import { addSubnet, startSubnet } from "./runtime/network_rules.ts";
import { appendNeuron, ensureOwner } from "./runtime/neurons.ts";
import { addAlpha } from "./runtime/stake.ts";
import { CODE_KEY, runtimeCode } from "./runtime/runtime_code.ts";
import { StorageOverlay } from "./runtime/storage.ts";
import { deposit } from "./runtime/account_rules.ts";
import type { Schema } from "./chain_schema.ts";
import { SPEC_VERSION } from "./table/runtime_table.ts";
import type { GenesisHyperparameters, GenesisSubnet, LocalnetOptions } from "./types.ts";

/** Settings of a subnet that make a demo move: quick epochs, no waiting, no commit–reveal. */
export const LOCALNET_HYPERPARAMETERS: Required<
  Pick<
    GenesisHyperparameters,
    "tempo" | "weightsRateLimit" | "servingRateLimit" | "minAllowedWeights" | "commitRevealEnabled"
  >
> = { tempo: 20, weightsRateLimit: 5, servingRateLimit: 0, minAllowedWeights: 1, commitRevealEnabled: false };

/** Storage item of each setting. */
const ITEMS: Record<keyof GenesisHyperparameters, string> = {
  tempo: "Tempo",
  weightsRateLimit: "WeightsSetRateLimit",
  servingRateLimit: "ServingRateLimit",
  minAllowedWeights: "MinAllowedWeights",
  commitRevealEnabled: "CommitRevealWeightsEnabled",
  revealPeriodEpochs: "RevealPeriodEpochs",
  immunityPeriod: "ImmunityPeriod",
  minNonImmuneUids: "MinNonImmuneUids",
  maxAllowedUids: "MaxAllowedUids",
  maxAllowedValidators: "MaxAllowedValidators",
  weightsVersionKey: "WeightsVersionKey",
  registrationAllowed: "NetworkRegistrationAllowed",
  burn: "Burn",
  minBurn: "MinBurn",
  maxBurn: "MaxBurn",
  burnHalfLife: "BurnHalfLife",
  kappa: "Kappa",
  bondsMovingAverage: "BondsMovingAverage",
  bondsPenalty: "BondsPenalty",
  activityCutoffFactorMilli: "ActivityCutoffFactorMilli",
};

/** Milliseconds between blocks when nobody chooses. */
export const DEFAULT_BLOCK_MS = 1000;

const MAX_NETUID = 4095;

/** Public key of an address as the state holds it. @throws LocalnetError `options` */
function accountId(ss58: string, what: string): string {
  try {
    return `0x${toHex(ss58Decode(ss58))}`;
  } catch (error) {
    throw new LocalnetError("options", `${what} is not an address: ${ss58.slice(0, 60)}`, { cause: error });
  }
}

/**
 * The state of block 0: accounts, subnets, neurons, stake, and one epoch without emission, so that stake has its
 * validator permit from the first block on.
 * @param sudo address of the root account
 * @throws LocalnetError `options`
 */
export function genesisState(
  schema: Schema,
  rules: RuntimeRules,
  options: LocalnetOptions,
  sudo: string,
): ReadonlyMap<string, string> {
  const storage = new StorageOverlay(schema, () => null);
  const period = beaconPeriod(options.blockMs ?? DEFAULT_BLOCK_MS);
  const scope: BlockScope = {
    schema,
    storage,
    rules,
    timelock: { open: () => "later", load: () => Promise.resolve() },
    beaconPeriod: period,
    block: 0,
    now: 0,
    events: [],
    phase: { type: "Initialization", value: null },
    dispatch: () => {},
  };
  const context = new CallContext(scope, { kind: "root" });
  context.put("Drand.BeaconConfig", {
    public_key: BEACON_PUBLIC_KEY,
    period,
    genesis_time: BEACON_GENESIS,
    hash: `0x${"00".repeat(32)}`,
    group_hash: `0x${"00".repeat(32)}`,
    scheme_id: `0x${toHex(utf8("bls-unchained-g1-rfc9380"))}`,
    metadata: { beacon_id: `0x${toHex(utf8("localnet"))}` },
  });
  const root = accountId(sudo, "sudo");
  context.put("System.LastRuntimeUpgrade", { spec_version: SPEC_VERSION, spec_name: "node-subtensor" });
  context.put("Sudo.Key", root);
  context.put("StakeThreshold", options.stakeThreshold ?? 0n);
  addSubnet(context, 0, root);
  for (const { ss58, balanceRao } of options.accounts ?? []) {
    deposit(context, accountId(ss58, "an account"), balanceRao);
  }
  const subnets = options.subnets ?? [{ netuid: 1 }];
  for (const subnet of subnets) makeSubnet(context, subnet, root);
  for (const stake of options.stakes ?? []) {
    const [hotkey, coldkey] = [accountId(stake.hotkey, "a hotkey"), accountId(stake.coldkey, "a coldkey")];
    if (stake.netuid !== 0 && !subnets.some(({ netuid }) => netuid === stake.netuid)) {
      throw new LocalnetError("options", `stake on subnet ${stake.netuid}, which is not there`);
    }
    ensureOwner(context, hotkey, coldkey);
    addAlpha(context, hotkey, coldkey, stake.netuid, stake.amountRao);
  }
  for (const { netuid } of subnets) {
    epoch(context, netuid, epochState(context, netuid));
    context.put("SubnetEpochIndex", netuid, 0n);
  }
  const entries = [...storage.changes()].filter((entry): entry is [string, string] => entry[1] !== null);
  return new Map([...entries, [CODE_KEY, runtimeCode(schema)]]);
}

function makeSubnet(context: CallContext, subnet: GenesisSubnet, root: string): void {
  const { netuid } = subnet;
  if (!Number.isInteger(netuid) || netuid < 1 || netuid > MAX_NETUID) {
    throw new LocalnetError("options", `a netuid is 1 to ${MAX_NETUID}, got ${netuid}`);
  }
  if (context.get<boolean>("NetworksAdded", netuid)) {
    throw new LocalnetError("options", `subnet ${netuid} twice`);
  }
  addSubnet(context, netuid, subnet.owner ? accountId(subnet.owner, "an owner") : root);
  if (subnet.started ?? true) startSubnet(context, netuid);
  const settings: GenesisHyperparameters = { ...LOCALNET_HYPERPARAMETERS, ...subnet.hyperparameters };
  for (const [name, value] of Object.entries(settings)) {
    const item = ITEMS[name as keyof GenesisHyperparameters];
    if (!item) throw new LocalnetError("options", `no setting "${name}"`);
    if (value !== undefined) context.put(item, netuid, value);
  }
  if (subnet.ownerHotkey) {
    context.put("SubnetOwnerHotkey", netuid, accountId(subnet.ownerHotkey, "an owner's hotkey"));
  }
  const seats = context.get<number>("MaxAllowedUids", netuid);
  for (const neuron of subnet.neurons ?? []) {
    const [hotkey, coldkey] = [accountId(neuron.hotkey, "a hotkey"), accountId(neuron.coldkey, "a coldkey")];
    if (context.get<number | null>("Uids", netuid, hotkey) !== null) {
      throw new LocalnetError("options", `hotkey ${neuron.hotkey} twice in subnet ${netuid}`);
    }
    if (context.get<number>("SubnetworkN", netuid) >= seats) {
      throw new LocalnetError("options", `more than ${seats} neurons in subnet ${netuid}`);
    }
    ensureOwner(context, hotkey, coldkey);
    appendNeuron(context, netuid, hotkey);
    addAlpha(context, hotkey, coldkey, netuid, neuron.stakeRao ?? 0n);
  }
}
