import { weightsCall } from "./calls.ts";
import type { ChainCore } from "./core.ts";
import { ChainError } from "./errors.ts";
import { readHyperparameters } from "./hyperparameters.ts";
import { readBlock, readLastUpdate, readUid } from "./reads.ts";
import type { SetWeightsRequest, WeightsReceipt } from "./types.ts";
import type { Signer } from "../wallet/mod.ts";
import { hasCall } from "./calls.ts";
import { commitTimelocked } from "./timelock.ts";

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
  const { netuid } = request;
  const [uid, hyperparameters, block] = await core.read("weights state", (api) =>
    Promise.all([
      readUid(api, netuid, signer.ss58),
      readHyperparameters(api, netuid),
      readBlock(api),
    ]));
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
  if (hyperparameters.commitRevealEnabled) {
    return await commitTimelocked(core, request, hyperparameters.revealPeriodEpochs, signer);
  }
  const method = await core.read("runtime", async (api) => hasCall(api, "setMechanismWeights"))
    ? "mechanism"
    : "direct";
  const call = await core.read("runtime", async (api) => weightsCall(api, request));
  return { method, receipt: await core.send(call, signer), revealRound: null };
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
