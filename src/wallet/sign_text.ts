import { fromHex, toHex, utf8 } from "../base/mod.ts";
import { ss58Decode } from "./ss58.ts";
import { ready, verify } from "./sr25519.ts";
import type { Signer } from "./types.ts";

/**
 * Signs the UTF-8 bytes of a text as they are, like btcli.
 * @returns `0x` and 128 hex digits
 */
export async function signText(signer: Signer, text: string): Promise<string> {
  return "0x" + toHex(await signer.sign(utf8(text)));
}

/**
 * Whether a signature over a text is that of an address. Browser wallets wrap the text in `<Bytes>`; that counts too.
 * @param signature 128 hex digits, with or without `0x`; anything else is false
 * @param address ss58 of format 42, or the public key as `0x` hex
 * @throws WalletError `invalid` when the address is malformed
 */
export async function verifyText(text: string, signature: string, address: string): Promise<boolean> {
  const publicKey = /^0x[0-9a-fA-F]{64}$/.test(address) ? fromHex(address) : ss58Decode(address);
  const digits = signature.trim();
  if (!/^(0x)?[0-9a-fA-F]{128}$/.test(digits)) return false;
  await ready();
  return verify(utf8(text), fromHex(digits), publicKey);
}
