import { type Chain, NETWORKS } from "../../src/chain/mod.ts";
import {
  openHotkey,
  type PasswordSource,
  type PublicKey,
  readColdkeyPub,
  type Signer,
  type WalletLocation,
} from "../../src/wallet/mod.ts";

/** What to register, and for how much. */
export interface RegisterOptions {
  netuid: number;
  /** Address of the hotkey. */
  hotkey: string;
  /** The paying coldkey's public half. */
  coldkey: PublicKey;
  /** RAO at most; unset = the quoted price plus tolerance. */
  maxPrice?: bigint;
  /** Share by which the price may rise while the transaction travels. */
  tolerance: number;
  dryRun: boolean;
}

/** What the person is shown before anything is signed. RAO. */
export interface ShownQuote {
  price: bigint;
  limit: bigint;
  balance: bigint;
  immunityPeriod: number;
  /** Finney netuid 1: the subnet moved on to another protocol. */
  legacySubnet: boolean;
}

/** What registering works with. */
export interface RegisterModules {
  chain: Chain;
  /** Opened only after everything was agreed, to sign. */
  openColdkey: () => Promise<Signer>;
  /** @returns whether to burn */
  agree: (quote: ShownQuote) => boolean;
}

/** How it ended. RAO. */
export type RegisterResult =
  | { kind: "declined" }
  | {
    kind: "dry_run";
    price: bigint;
    limit: bigint;
    /** Null when the chain does not tell. */
    fee: bigint | null;
    call: string;
    args: Record<string, string>;
  }
  | {
    kind: "registered";
    uid: number;
    price: bigint;
    /** What the coldkey lost, fee included; null when it cannot be told. */
    paid: bigint | null;
    block: number | null;
    hash: string | null;
    already: boolean;
  };

/** Addresses of both keys; the coldkey's from its public file. */
export async function openHotkeyAddress(
  location: WalletLocation,
  passwords: PasswordSource,
): Promise<{ hotkey: string; coldkey: PublicKey }> {
  const hotkey = (await openHotkey(location, passwords)).ss58;
  return { hotkey, coldkey: await readColdkeyPub(location) };
}

/**
 * Registers a hotkey by burning (chain.md §4.1). Idempotent: an already registered hotkey costs nothing.
 * @throws ChainError, WalletError
 */
export async function registerHotkey(
  options: RegisterOptions,
  modules: RegisterModules,
): Promise<RegisterResult> {
  const { netuid, hotkey, coldkey } = options;
  const { chain } = modules;
  const quote = await chain.registrationQuote(netuid, coldkey.ss58, hotkey);
  if (quote.registeredUid !== null) {
    return {
      kind: "registered",
      uid: quote.registeredUid,
      price: quote.price,
      paid: 0n,
      block: null,
      hash: null,
      already: true,
    };
  }
  const limit = options.maxPrice ?? quote.price + BigInt(Math.ceil(Number(quote.price) * options.tolerance));
  if (options.dryRun) {
    const signer: Signer = { ...coldkey, sign: () => Promise.reject(new Error("a dry run signs nothing")) };
    const plan = await chain.dryRun({ kind: "register", netuid, hotkey, signer, maxPrice: limit });
    return { kind: "dry_run", price: quote.price, limit, fee: plan.fee, call: plan.call, args: plan.args };
  }
  const finney = NETWORKS.find((n) => n.name === "finney")?.genesis;
  const agreed = modules.agree({
    price: quote.price,
    limit,
    balance: quote.balance,
    immunityPeriod: quote.hyperparameters.immunityPeriod,
    legacySubnet: netuid === 1 && chain.genesisHash === finney,
  });
  if (!agreed) return { kind: "declined" };
  const signer = await modules.openColdkey();
  const done = await chain.register({ netuid, hotkey, signer, maxPrice: limit });
  return {
    kind: "registered",
    uid: done.uid,
    price: done.price,
    paid: done.paid,
    block: done.receipt?.block ?? null,
    hash: done.receipt?.hash ?? null,
    already: done.already,
  };
}
