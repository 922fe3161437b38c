import { toHex, utf8 } from "../../src/base/mod.ts";
import {
  createHotkey,
  environmentPasswords,
  fixedPassword,
  openHotkey,
  pathVariable,
  readColdkeyPub,
  ready,
  type Signer,
  ss58Decode,
  verify,
  type WalletLocation,
} from "../../src/wallet/mod.ts";
import { createColdkey, openColdkey } from "../../src/wallet/coldkey.ts";
import type { Peer } from "./peer.ts";

/** Text that both sides sign. */
export const SIGNED_TEXT = "a text to sign, Grüße";

/** Password of every encrypted file; not ASCII, so that nobody gets away with bytes. */
export const PASSWORD = "Pässwörter sind lang 1!";

/** Time they have for work with a password: a derivation takes them 3 s where nothing else runs. */
export const DERIVE_MS = 90_000;

/** Our wallets: one with plain files, one with everything encrypted. Made once, each encryption takes 8 s. */
export interface OurWallets {
  path: string;
  plain: { hotkey: string; coldkey: string };
  sealed: { hotkey: string; coldkey: string };
  /** Variables under which the SDKs look for the passwords of the sealed wallet. */
  env: Record<string, string>;
}

/** What these cases share. */
export interface WalletWorld {
  peer: Peer;
  ours: OurWallets;
  /** Folder for the wallets they write. */
  theirs: string;
}

/** Where one of the wallets is. */
export function location(path: string, name: string): WalletLocation {
  return { path, name, hotkey: "default" };
}

/**
 * The form in which btwallet ≥ 3.0.4 wants a password in the environment
 * (docs/spec/wire.md#76-passwords-from-the-environment).
 */
function hidden(variable: string, password: string): string {
  const mask = utf8(variable);
  return utf8(password).map((byte, i) => byte ^ mask[i % mask.length]!).toBase64();
}

/** Makes {@link OurWallets} under `path`. */
export async function makeOurWallets(path: string): Promise<OurWallets> {
  const plain = location(path, "plain");
  const sealed = location(path, "sealed");
  const made = {
    plain: {
      hotkey: (await createHotkey(plain, { password: null })).ss58,
      coldkey: (await createColdkey(plain, { password: null })).ss58,
    },
    sealed: {
      hotkey: (await createHotkey(sealed, { password: PASSWORD })).ss58,
      coldkey: (await createColdkey(sealed, { password: PASSWORD })).ss58,
    },
  };
  const variable = pathVariable(`${path}/sealed/coldkey`);
  const env = { [variable]: hidden(variable, PASSWORD), BT_COLD_PW_SEALED: PASSWORD };
  return { path, ...made, env };
}

/** Has them open one of our keys and sign with it. */
export async function theyOpen(
  { peer, ours }: WalletWorld,
  name: "plain" | "sealed",
  which: "hotkey" | "coldkey",
  password?: string,
) {
  const signer = which === "hotkey"
    ? await openHotkey(location(ours.path, "plain"))
    : await openColdkey(location(ours.path, "plain"));
  const signature = `0x${toHex(await signer.sign(utf8(SIGNED_TEXT)))}`;
  const read = await peer.call<{ ss58: string; signature: string; accepts: boolean }>({
    do: "wallet_read",
    path: ours.path,
    name,
    which,
    text: SIGNED_TEXT,
    signature,
    ...(password === undefined ? {} : { password }),
  }, DERIVE_MS);
  return {
    address: read.ss58 === ours[name][which],
    ourSignatureHolds: name === "plain" ? read.accepts : undefined,
    theirSignatureHolds: await holds(read.ss58, read.signature),
  };
}

/** Whether a signature over {@link SIGNED_TEXT} is one of this address. */
export async function holds(ss58: string, signature: string): Promise<boolean> {
  await ready();
  const bytes = Uint8Array.fromHex(signature.replace(/^0x/, ""));
  return verify(utf8(SIGNED_TEXT), bytes, ss58Decode(ss58));
}

/** What they say about a wallet that they wrote. */
export interface TheirWallet {
  ss58: string;
  phrase: string;
  variable: string | null;
  value: string | null;
  signature: string;
}

/** Has them write a wallet, and opens it: coldkey, hotkey, public half. */
export async function weOpen(
  { peer, theirs }: WalletWorld,
  name: string,
  password: string | undefined,
  which: readonly ("coldkey" | "hotkey" | "coldkeypub")[],
) {
  const wrote = await peer.call<TheirWallet>({
    do: "wallet_write",
    path: theirs,
    name,
    text: SIGNED_TEXT,
    ...(password === undefined ? {} : { password }),
  }, DERIVE_MS);
  const where = location(theirs, name);
  const environment = environmentPasswords(wrote.variable === null ? {} : { [wrote.variable]: wrote.value! });
  const passwords = { coldkey: environment, hotkey: fixedPassword(password ?? "") };
  const open: Record<typeof which[number], () => Promise<{ ss58: string } | Signer>> = {
    coldkey: () => openColdkey(where, passwords.coldkey),
    hotkey: () => openHotkey(where, passwords.hotkey),
    coldkeypub: () => readColdkeyPub(where),
  };
  const same: Record<string, boolean> = {};
  for (const key of which) same[key] = (await open[key]()).ss58 === wrote.ss58;
  return { ...same, theirSignatureHolds: await holds(wrote.ss58, wrote.signature) };
}
