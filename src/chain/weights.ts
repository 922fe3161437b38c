import type { Signer } from "../wallet/mod.ts";
import { hasCall, type NamedCall, timelockedCall, weightsCall } from "./calls.ts";
import type { ChainCore } from "./core.ts";
import { ChainError } from "./errors.ts";
import { readHyperparameters } from "./hyperparameters.ts";
import { readBlock, readLastUpdate, readUid } from "./reads.ts";
import { COMMIT_VERSION, planReveal } from "./reveal.ts";
import { timelockEncrypt } from "./timelock.ts";
import { encodeTimelockPayload } from "./timelock_payload.ts";
import type { Hyperparameters, SetWeightsRequest, WeightsMethod, WeightsReceipt } from "./types.ts";

/** Errors of a subnet that turned commit–reveal on or off while the weights were on their way. */
const SETTING_CHANGED = ["CommitRevealEnabled", "CommitRevealDisabled"];

/**
 * Sets weights by the call the subnet asks for: in the open, or as a timelocked commit.
 * @throws ChainError `not_registered`, `rate_limited` with the blocks to wait, `invalid`, else the chain's reason
 */
export async function setWeights(
  core: ChainCore,
  request: SetWeightsRequest,
  signer: Signer,
): Promise<WeightsReceipt> {
  checkRow(request);
  try {
    return await setNow(core, request, signer);
  } catch (error) {
    if (!(error instanceof ChainError) || !SETTING_CHANGED.includes(String(error.data.name))) throw error;
    core.logger.warn("the subnet changed commit-reveal meanwhile, setting weights the other way");
    return await setNow(core, request, signer);
  }
}

async function setNow(core: ChainCore, request: SetWeightsRequest, signer: Signer): Promise<WeightsReceipt> {
  const { netuid } = request;
  const [uid, hyperparameters, block] = await core.read(
    "weights state",
    (api) =>
      Promise.all([readUid(api, netuid, signer.ss58), readHyperparameters(api, netuid), readBlock(api)]),
  );
  if (uid === null) {
    throw new ChainError("not_registered", `hotkey ${signer.ss58} is not registered on subnet ${netuid}`, {
      hint: "sn1 register gets the hotkey a uid",
    });
  }
  const last = await core.read("last update", (api) => readLastUpdate(api, netuid, uid));
  // The transaction lands in the next block at the earliest.
  const blocksLeft = last === 0 ? 0 : last + hyperparameters.weightsRateLimit - (block + 1);
  if (blocksLeft > 0) {
    throw new ChainError(
      "rate_limited",
      `weights were set at block ${last}; the subnet takes new ones in ${blocksLeft} blocks`,
      {
        hint: "raise --neuron.epoch_length above the subnet's WeightsSetRateLimit",
        data: { blocksLeft, lastUpdate: last, name: "SettingWeightsTooFast" },
      },
    );
  }
  const { call, method, revealRound } = await prepareWeights(
    core,
    request,
    hyperparameters,
    signer.publicKey,
  );
  return { method, receipt: await core.send(call, signer), revealRound };
}

/** The call that will carry a row of weights. */
export interface PreparedWeights {
  call: NamedCall;
  method: WeightsMethod;
  revealRound: number | null;
}

/**
 * Chooses and fills the call for a row of weights, by runtime and hyperparameters (chain.md §6.1).
 * @param hotkey public key of the signer, 32 bytes
 */
export async function prepareWeights(
  core: ChainCore,
  request: SetWeightsRequest,
  hyperparameters: Pick<Hyperparameters, "commitRevealEnabled" | "revealPeriodEpochs">,
  hotkey: Uint8Array,
): Promise<PreparedWeights> {
  const { netuid } = request;
  if (!hyperparameters.commitRevealEnabled) {
    return await core.read("runtime", async (api) => ({
      call: weightsCall(api, request),
      method: hasCall(api, "setMechanismWeights") ? "mechanism" : "direct",
      revealRound: null,
    }));
  }
  const { round, publicKey } = await core.read(
    "reveal plan",
    (api) => planReveal(api, netuid, hyperparameters.revealPeriodEpochs, core.clock.now()),
  );
  const commit = await timelockEncrypt(encodeTimelockPayload({ ...request, hotkey }), round, publicKey);
  return await core.read("runtime", async (api) => ({
    call: timelockedCall(api, netuid, commit, round, COMMIT_VERSION),
    method: "timelocked",
    revealRound: round,
  }));
}

function checkRow({ uids, values }: SetWeightsRequest): void {
  const u16 = (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535;
  if (uids.length !== values.length || !uids.every(u16) || !values.every(u16)) {
    throw new ChainError(
      "invalid",
      `${uids.length} uids and ${values.length} values are no row of u16 weights`,
    );
  }
  if (new Set(uids).size !== uids.length) throw new ChainError("invalid", "the weights name a uid twice");
  if (!values.some((value) => value > 0)) {
    throw new ChainError("invalid", "all weights are zero: there is nothing to set");
  }
}
