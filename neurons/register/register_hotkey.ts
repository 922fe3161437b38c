import { type Chain, limitPrice, NETWORKS, type ProxyPass, type UnsignedCall } from "../../src/chain/mod.ts";
import {
  openHotkey,
  type PasswordSource,
  type PublicKey,
  readColdkeyPub,
  type Signer,
  WalletError,
  type WalletLocation,
} from "../../src/wallet/mod.ts";
import { NeuronError } from "../errors.ts";

/** What to register, and for how much. */
export interface RegisterOptions {
  netuid: number;
  /** Address of the hotkey. */
  hotkey: string;
  /** Address of the coldkey, whose TAO burns. */
  coldkey: string;
  /** Public half of the key that signs: the coldkey, or a proxy of it. */
  signer: PublicKey;
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
  /** Null when the chain does not tell. */
  fee: bigint | null;
  /** Null when the coldkey signs itself. */
  pass: ProxyPass | null;
  immunityPeriod: number;
  /** Neurons on the subnet, and how many it takes. */
  neurons: number;
  maxUids: number;
  registrationAllowed: boolean;
  /** Finney netuid 1: the subnet moved on to another protocol. */
  legacySubnet: boolean;
}

/** What registering works with. */
export interface RegisterModules {
  chain: Chain;
  /** Opened only after everything was agreed, to sign. */
  openSigner: () => Promise<Signer>;
  /** @returns whether to burn */
  agree: (quote: ShownQuote) => boolean;
}

/** A hotkey that is on the subnet. RAO. */
export interface Registered {
  uid: number;
  price: bigint;
  /** What the coldkey lost, fee included when it pays that; null when it cannot be told. */
  paid: bigint | null;
  block: number | null;
  hash: string | null;
  already: boolean;
}

/** How it ended. */
export type RegisterResult =
  | { kind: "declined" }
  | { kind: "dry_run"; quote: ShownQuote; call: string; args: Record<string, string> }
  | { kind: "registered" } & Registered;

/** Addresses of both keys; the coldkey's from its public file. */
export async function openHotkeyAddress(
  location: WalletLocation,
  passwords: PasswordSource,
): Promise<{ hotkey: string; coldkey: PublicKey }> {
  const hotkey = (await openHotkey(location, passwords)).ss58;
  return { hotkey, coldkey: await readColdkeyPub(location) };
}

/**
 * The hotkey to register and the proxy's key, both among the wallet's hotkeys; no coldkey is needed here.
 * @param real address of the coldkey the proxy acts for
 * @param proxyName name of the proxy's key file
 * @throws NeuronError `config` when the wallet's public coldkey file names another coldkey; WalletError
 */
export async function openProxyKeys(
  location: WalletLocation,
  passwords: PasswordSource,
  real: string,
  proxyName: string,
): Promise<{ hotkey: string; proxy: Signer }> {
  const hotkey = (await openHotkey(location, passwords)).ss58;
  const proxy = await openHotkey({ ...location, hotkey: proxyName }, passwords);
  try {
    const { ss58 } = await readColdkeyPub(location);
    if (ss58 !== real) {
      throw new NeuronError("config", `--proxy.for is ${real}, the wallet's coldkeypub.txt says ${ss58}`, {
        hint:
          "the hotkey would belong to a coldkey that is not the wallet's: use that wallet, or the other address",
      });
    }
  } catch (error) {
    // Without the public file there is nothing to contradict.
    if (!(error instanceof WalletError) || error.code !== "missing") throw error;
  }
  return { hotkey, proxy };
}

/** Whether a burn there is lost: finney's subnet 1 runs another protocol now. */
export function isLegacySubnet(netuid: number, genesis: string): boolean {
  return netuid === 1 && genesis === NETWORKS.find(({ name }) => name === "finney")?.genesis;
}

/**
 * Registers a hotkey by burning (docs/spec/chain.md#41-burned_register). Idempotent: an already registered
 * hotkey costs nothing.
 * @throws ChainError, WalletError
 */
export async function registerHotkey(
  options: RegisterOptions,
  modules: RegisterModules,
): Promise<RegisterResult> {
  const { netuid, hotkey, coldkey, signer, tolerance } = options;
  const { chain } = modules;
  const quote = await chain.registrationQuote(netuid, coldkey, hotkey);
  const { price, balance, neurons, hyperparameters } = quote;
  if (quote.registeredUid !== null) {
    return {
      kind: "registered",
      uid: quote.registeredUid,
      price,
      paid: 0n,
      block: null,
      hash: null,
      already: true,
    };
  }
  const maxPrice = options.maxPrice ?? limitPrice(price, { tolerance });
  const real = signer.ss58 === coldkey ? undefined : coldkey;
  const request = { netuid, hotkey, real, maxPrice, tolerance };
  const pass = real === undefined ? null : await chain.proxyPass(real, signer.ss58);
  const keyless: Signer = { ...signer, sign: () => Promise.reject(new Error("nothing is signed yet")) };
  const plan = await chain.dryRun({ kind: "register", ...request, signer: keyless });
  const shown: ShownQuote = {
    price,
    limit: maxPrice,
    balance,
    fee: plan.fee,
    pass,
    immunityPeriod: hyperparameters.immunityPeriod,
    neurons,
    maxUids: hyperparameters.maxUids,
    registrationAllowed: hyperparameters.registrationAllowed,
    legacySubnet: isLegacySubnet(netuid, chain.genesisHash),
  };
  if (options.dryRun) return { kind: "dry_run", quote: shown, call: plan.call, args: plan.args };
  if (!modules.agree(shown)) return { kind: "declined" };
  const done = await chain.register({ ...request, signer: await modules.openSigner() });
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

/** What an offline registration is built from. */
export interface BuildOptions {
  netuid: number;
  hotkey: string;
  coldkey: PublicKey;
  maxPrice?: bigint;
  tolerance: number;
  validBlocks: number;
}

/** Builds a registration for the coldkey to sign elsewhere. @throws ChainError */
export function buildRegistration(chain: Chain, options: BuildOptions): Promise<UnsignedCall> {
  const { coldkey, ...rest } = options;
  return chain.buildCall({ kind: "register", ...rest, signer: coldkey });
}
