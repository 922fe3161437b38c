import { fromHex } from "../../base/mod.ts";
import { loadTimelock } from "../../timelock/mod.ts";
import { ChainError } from "../errors.ts";

/** Public key of drand quicknet, the beacon of finney (G2, compressed). */
export const QUICKNET_PUBLIC_KEY = fromHex(
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
);

/** Largest commit the chain stores, bytes. */
const MAX_COMMIT_BYTES = 5000;

/**
 * Encrypts so that anybody, the chain included, can read it once the drand network has signed `round`
 * (docs/spec/chain.md#72-timelocked-commit, step 4). The layout is that of the tle crate, not of the age
 * format other drand tools use.
 * @param publicKey of the beacon, 96 bytes
 * @throws ChainError `invalid` when the commit would be too large for the chain
 */
export async function timelockEncrypt(
  message: Uint8Array,
  round: number,
  publicKey: Uint8Array = QUICKNET_PUBLIC_KEY,
): Promise<Uint8Array<ArrayBuffer>> {
  const { tle } = await loadTimelock();
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const sealed = Uint8Array.from(tle(await roundIdentity(round), message, secret, publicKey, "bls12_381"));
  secret.fill(0);
  if (sealed.length > MAX_COMMIT_BYTES) {
    throw new ChainError(
      "invalid",
      `a commit of ${sealed.length} bytes is above the chain's limit of ${MAX_COMMIT_BYTES}`,
      { hint: "set fewer weights" },
    );
  }
  return sealed;
}

/** What the drand network signs in a round: SHA-256 of the round as u64, big endian. */
export async function roundIdentity(round: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(round));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
