import { ss58Decode } from "../../wallet/mod.ts";
import { field, toNumber } from "../read/codec.ts";
import type { ChainCore } from "../core.ts";
import { ChainError } from "../errors.ts";
import { asRpcFailure, explainPool } from "../send/explain_error.ts";
import { taoText } from "../units.ts";
import type { SignedCall, Submitted } from "../call_types.ts";
import { isDone } from "../proxy/proxy_change.ts";
import type { ProxyAction, ProxyRelation } from "../proxy_types.ts";
import { readBalance, readBlock, readBurn, readUid } from "../read/reads.ts";
import { checkPrice } from "../register/register_neuron.ts";
import type { Registration, TxReceipt } from "../types.ts";

/** Node answers that say no more than that it has the transaction, or had it lately. */
const KNOWN_ALREADY = [1012, 1013];

/**
 * Sends a call that was signed elsewhere, and waits for its outcome. A second time it does nothing.
 * @param signed as `readSignedCall` gives it: its signature is verified
 * @throws ChainError `invalid` for another chain, `stale` when the signature no longer holds, `price`, `balance`, else the
 * chain's reason
 */
export async function submitCall(core: ChainCore, signed: SignedCall): Promise<Submitted> {
  await checkChain(core, signed);
  const done = await alreadyDone(core, signed);
  if (done) return done;
  let sending: { head: number; before: bigint | null };
  try {
    const head = await checkValidity(core, signed);
    sending = { head, before: signed.price ? await checkMoney(core, signed) : null };
    await handOver(core, signed);
  } catch (error) {
    // Another machine's sending may have landed in between; it was the same call.
    const landed = error instanceof ChainError && error.code === "stale" && await alreadyDone(core, signed);
    if (landed) return landed;
    throw error;
  }
  const { head, before } = sending;
  const receipt = await core.resume({
    extrinsic: signed.extrinsic,
    hash: signed.hash,
    // Its nonce was free at this block, so no block up to here holds it.
    signedAt: head,
    validUntil: signed.era.lastBlock + 1,
  }, {
    ss58: signed.signer,
    publicKey: ss58Decode(signed.signer),
    sign: () => Promise.reject(new Error("the key is on another machine")),
  });
  return { already: false, receipt, registration: await registrationOf(core, signed, before, receipt) };
}

async function checkChain(core: ChainCore, { chain, era }: SignedCall): Promise<void> {
  await core.read("chain of a call", async (api) => {
    if (api.genesisHash.toHex() !== chain.genesis) {
      throw new ChainError("invalid", `the call is for ${chain.network}, this is another chain`, {
        hint: "check --subtensor.network or --subtensor.chain_endpoint",
        data: { wanted: chain.genesis, found: api.genesisHash.toHex() },
      });
    }
    const birth = await api.rpc.chain.getBlockHash(era.birth);
    // Nodes give zeros for blocks they do not have; a fork that was left gives another hash.
    if (birth.isEmpty || birth.toHex() === era.birthHash) return;
    throw new ChainError(
      "stale",
      `block ${era.birth} was reorganized since signing; rebuild and sign again`,
      {
        hint: "build and sign the call anew",
      },
    );
  });
}

/** What the chain says already: for registrations the uid, for proxies the list. */
async function alreadyDone(core: ChainCore, signed: SignedCall): Promise<Submitted | null> {
  const { call, price } = signed;
  if (price) {
    const uid = await core.read("uid", (api) => readUid(api, netuidOf(signed), String(call.args.hotkey)));
    if (uid === null) return null;
    const registration = { uid, already: true, price: BigInt(price.then), paid: null, receipt: null };
    return { already: true, receipt: null, registration };
  }
  const done = await core.read("proxies", (api) => isDone(api, signed.signer, actionOf(signed)));
  return done ? { already: true, receipt: null, registration: null } : null;
}

const netuidOf = ({ call }: SignedCall) => Number(call.args.netuid);

/** The change a call stands for. */
function actionOf({ call }: SignedCall): ProxyAction {
  const { delegate, proxy_type: type, delay, pays_fee } = call.args;
  const relation = { delegate, type, delay } as ProxyRelation;
  switch (call.name) {
    case "add_proxy":
      return { action: "add", ...relation };
    case "remove_proxy":
      return { action: "remove", ...relation };
    default:
      return { action: pays_fee ? "pay-fees" : "leave-fees", delegate: relation.delegate };
  }
}

/** Whether the signature still holds. @returns number of the newest block */
function checkValidity(core: ChainCore, { chain, era, nonce, signer }: SignedCall): Promise<number> {
  return core.read("validity of a call", async (api) => {
    const spec = api.runtimeVersion.specVersion.toNumber();
    const [head, account] = await Promise.all([readBlock(api), api.query.system!.account!(signer)]);
    const next = toNumber(field(account, "nonce"));
    const stale = (message: string, hint = "build and sign the call anew"): ChainError =>
      new ChainError("stale", message, { hint, data: { head, lastBlock: era.lastBlock, nonce, next } });
    if (spec !== chain.specVersion) {
      throw stale(
        `the chain was upgraded from spec ${chain.specVersion} to ${spec} since the call was built`,
      );
    }
    if (head >= era.lastBlock) {
      throw stale(`the signature held until block ${era.lastBlock}, the chain is at ${head}`);
    }
    if (next > nonce) {
      throw stale(
        `the coldkey's nonce ${nonce} was used meanwhile: by this call, which failed, or another one`,
      );
    }
    if (next < nonce) {
      throw stale(
        `the coldkey's transactions ${next} to ${nonce - 1} have to come first`,
        "send them, or build this call anew",
      );
    }
    return head;
  });
}

/** Whether price and balance still fit. @returns balance of the coldkey */
function checkMoney(core: ChainCore, signed: SignedCall): Promise<bigint> {
  return core.read("price", async (api) => {
    const [price, balance] = await Promise.all([
      readBurn(api, netuidOf(signed)),
      readBalance(api, signed.signer),
    ]);
    checkPrice(
      price,
      BigInt(signed.price!.limit),
      "build and sign the call with a higher --max-price, or wait",
    );
    const needed = price + BigInt(signed.fee ?? 0);
    if (balance >= needed) return balance;
    throw new ChainError(
      "balance",
      `burn and fee cost ${taoText(needed)}, the coldkey ${signed.signer} has ${taoText(balance)}`,
      { hint: "move TAO to the coldkey; the signed call stays good", data: { price, balance } },
    );
  });
}

/** Gives the bytes to the pool, whose refusal is told at once. */
async function handOver(core: ChainCore, { call, extrinsic }: SignedCall): Promise<void> {
  await core.read("sending a call", async (api) => {
    try {
      await api.rpc.author.submitExtrinsic(extrinsic);
    } catch (error) {
      const refusal = asRpcFailure(error);
      if (!refusal) throw error;
      if (!KNOWN_ALREADY.includes(refusal.code)) throw explainPool(call.name, refusal);
    }
  });
}

async function registrationOf(
  core: ChainCore,
  signed: SignedCall,
  before: bigint | null,
  receipt: TxReceipt,
): Promise<Registration | null> {
  if (before === null) return null;
  const [uid, after] = await core.read(
    "uid",
    (api) =>
      Promise.all([
        readUid(api, netuidOf(signed), String(signed.call.args.hotkey)),
        readBalance(api, signed.signer),
      ]),
  );
  if (uid === null) {
    throw new ChainError("refused", "the registration is in a block, but the hotkey has no uid", {
      hint: "it may have been pruned at once: look at sn1 metagraph",
      data: { hash: receipt.hash, block: receipt.block },
    });
  }
  const paid = before > after ? before - after : null;
  return { uid, already: false, price: BigInt(signed.price!.then), paid, receipt };
}
