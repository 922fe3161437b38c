import type { Signer } from "../wallet/mod.ts";
import type { ChainCore } from "./core.ts";
import { ChainError } from "./errors.ts";
import type { SetWeightsRequest, WeightsReceipt } from "./types.ts";

/** Commits weights under a timelock. @throws ChainError `unsupported` */
export function commitTimelocked(
  _core: ChainCore,
  request: SetWeightsRequest,
  _periodEpochs: number,
  _signer: Signer,
): Promise<WeightsReceipt> {
  return Promise.reject(
    new ChainError("unsupported", `subnet ${request.netuid} takes timelocked weight commits only`, {
      hint: "timelocked commits are not built in yet; use a subnet with commit-reveal off",
    }),
  );
}
