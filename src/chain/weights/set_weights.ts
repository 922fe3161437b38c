import type { ApiPromise } from "@polkadot/api";
import type { Signer } from "../../wallet/mod.ts";
import {
  hasCall,
  hashCommitCall,
  type NamedCall,
  takesHashCommits,
  takesTimelocks,
  timelockedCall,
  weightsCall,
} from "../calls.ts";
import { commitHash } from "./commit_hash.ts";
import type { ChainCore } from "../core.ts";
import { ChainError } from "../errors.ts";
import { readHyperparameters } from "../read/hyperparameters.ts";
import { readBlock, readLastUpdate, readUid } from "../read/reads.ts";
import { COMMIT_VERSION, planReveal, readCommitVersion } from "./reveal.ts";
import { timelockEncrypt } from "./timelock.ts";
import { encodeTimelockPayload } from "./timelock_payload.ts";
import type {
  Hyperparameters,
  SetWeightsRequest,
  SignedWeights,
  WeightsJournal,
  WeightsMethod,
  WeightsReceipt,
} from "../types.ts";

/** Errors of a subnet that turned commit–reveal on or off while the weights were on their way. */
const SETTING_CHANGED = ["CommitRevealEnabled", "CommitRevealDisabled"];

/**
 * Sets weights by the call the subnet asks for: in the open, as a timelocked commit, or as a commit by hash.
 * @throws ChainError `not_registered`, `rate_limited` with the blocks to wait, `invalid`, else the chain's reason
 */
export async function setWeights(
  core: ChainCore,
  request: SetWeightsRequest,
  signer: Signer,
  journal: WeightsJournal,
): Promise<WeightsReceipt> {
  checkRow(request);
  const resumed = journal.resume ? await resume(core, journal.resume, signer) : null;
  if (resumed) return resumed;
  try {
    return await setNow(core, request, signer, journal);
  } catch (error) {
    if (!(error instanceof ChainError) || !SETTING_CHANGED.includes(String(error.data.name))) throw error;
    core.logger.warn("the subnet changed commit-reveal meanwhile, setting weights the other way");
    return await setNow(core, request, signer, journal);
  }
}

/** What an earlier process signed, sent as it is. @returns null when it was too late for that */
async function resume(
  core: ChainCore,
  signed: SignedWeights,
  signer: Signer,
): Promise<WeightsReceipt | null> {
  const { method, revealRound } = signed;
  try {
    return { method, revealRound, receipt: await core.resume(signed, signer) };
  } catch (error) {
    if (!(error instanceof ChainError) || error.data.expired !== true) throw error;
    core.logger.info("what was signed before has expired; signing anew");
    return null;
  }
}

async function setNow(
  core: ChainCore,
  request: SetWeightsRequest,
  signer: Signer,
  { onSigned }: WeightsJournal,
): Promise<WeightsReceipt> {
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
  const receipt = await core.send(call, signer, {
    since: block,
    onSigned: (signed) => onSigned?.({ ...signed, method, revealRound }),
  });
  return { method, receipt, revealRound };
}

/** The call that will carry a row of weights. */
export interface PreparedWeights {
  call: NamedCall;
  method: WeightsMethod;
  revealRound: number | null;
}

/**
 * Chooses and fills the call for a row of weights, by runtime and hyperparameters
 * (docs/spec/chain.md#61-client-decision).
 * @param hotkey public key of the signer, 32 bytes
 */
export async function prepareWeights(
  core: ChainCore,
  request: SetWeightsRequest,
  hyperparameters: Pick<Hyperparameters, "commitRevealEnabled" | "revealPeriodEpochs">,
  hotkey: Uint8Array,
): Promise<PreparedWeights> {
  if (!hyperparameters.commitRevealEnabled) {
    return await core.read("runtime", async (api) => ({
      call: weightsCall(api, request),
      method: hasCall(api, "setMechanismWeights") ? "mechanism" : "direct",
      revealRound: null,
    }));
  }
  return await core.read("commit version", takesVersion)
    ? await timelocked(core, request, hyperparameters.revealPeriodEpochs, hotkey)
    : await committed(core, request, hotkey);
}

/** Whether the chain takes timelocked commits of the one version this package writes. */
async function takesVersion(api: ApiPromise): Promise<boolean> {
  return takesTimelocks(api) && await readCommitVersion(api) === COMMIT_VERSION;
}

async function timelocked(
  core: ChainCore,
  request: SetWeightsRequest,
  periodEpochs: number,
  hotkey: Uint8Array,
): Promise<PreparedWeights> {
  const { netuid } = request;
  const { round, publicKey } = await core.read(
    "reveal plan",
    (api) => planReveal(api, netuid, periodEpochs, core.clock.now()),
  );
  const commit = await timelockEncrypt(encodeTimelockPayload({ ...request, hotkey }), round, publicKey);
  return await core.read("runtime", async (api) => ({
    call: timelockedCall(api, netuid, commit, round, COMMIT_VERSION),
    method: "timelocked",
    revealRound: round,
  }));
}

/**
 * By hash: the older way, which runtimes without timelocks need, and which is left when the chain moved on to a version
 * of timelocks that this program does not know.
 */
function committed(
  core: ChainCore,
  request: SetWeightsRequest,
  hotkey: Uint8Array,
): Promise<PreparedWeights> {
  const { netuid, salt } = request;
  return core.read("runtime", async (api) => {
    if (!takesHashCommits(api)) {
      const version = await readCommitVersion(api);
      throw new ChainError(
        "unsupported",
        `the chain takes weight commits of version ${version} and none by hash; this program writes ${COMMIT_VERSION}`,
        { hint: "update the program" },
      );
    }
    if (!salt || salt.length === 0) {
      throw new ChainError("invalid", "this subnet takes weights as commits by hash, which need a salt", {
        hint: "give `salt` (see weightsSalt), keep it, and call revealWeights in the reveal epoch",
      });
    }
    return {
      call: hashCommitCall(api, netuid, commitHash({ ...request, salt, hotkey })),
      method: "hash",
      revealRound: null,
    };
  });
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
