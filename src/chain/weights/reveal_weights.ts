import type { Signer } from "../../wallet/mod.ts";
import { revealCall } from "../calls.ts";
import { commitHash } from "./commit_hash.ts";
import { readCommitState } from "../read/commits.ts";
import type { ChainCore } from "../core.ts";
import { ChainError } from "../errors.ts";
import type { RevealRequest, TxReceipt } from "../types.ts";

/**
 * Shows weights that were committed by hash. Nothing is sent outside the one epoch in which the chain takes them.
 * @throws ChainError `rate_limited` before that epoch, with the epochs left; `refused` after it, or when the chain has no
 * such commit; else the chain's reason
 */
export async function revealWeights(
  core: ChainCore,
  request: RevealRequest,
  signer: Signer,
): Promise<TxReceipt> {
  const { netuid, salt } = request;
  const { epoch, periodEpochs, commits } = await core.read(
    "commits",
    (api) => readCommitState(api, netuid, signer.ss58),
  );
  const hash = commitHash({ ...request, hotkey: signer.publicKey });
  const commit = commits.find((one) => one.hash === hash);
  if (!commit) {
    throw new ChainError("refused", `the chain has no commit ${hash} of ${signer.ss58}`, {
      hint: "it was shown already, dropped for a newer one, or never got there",
      data: { name: "NoWeightsCommitFound" },
    });
  }
  const due = commit.epoch + periodEpochs;
  if (epoch < due) {
    throw new ChainError(
      "rate_limited",
      `the weights can be shown in epoch ${due}; the subnet is in epoch ${epoch}`,
      { data: { epochsLeft: due - epoch, name: "RevealTooEarly" } },
    );
  }
  if (epoch > due) {
    throw new ChainError(
      "refused",
      `the weights could be shown in epoch ${due} only; the subnet is in epoch ${epoch}`,
      { hint: "the next weights count again", data: { name: "ExpiredWeightCommit" } },
    );
  }
  const call = await core.read("runtime", async (api) => revealCall(api, request, salt));
  return await core.send(call, signer);
}
