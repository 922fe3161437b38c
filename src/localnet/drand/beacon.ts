import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, utf8 } from "../../base/mod.ts";
import { loadTimelock } from "../../timelock/mod.ts";

/** The beacon's key is public on purpose: its rounds lock nothing but the weights of a chain for development. */
const SECRET_SEED = "sn1 localnet drand beacon";

/** Public key of the beacon (G2, compressed): what clients lock to, `BeaconConfig.public_key`. */
export const BEACON_PUBLIC_KEY: string =
  "0x82fb9eaa1ca7f21cf32a1f529b57963749b25efee65909673f402e96446f139d2370f9f16da69c985b43f1c654f539cb07d050" +
  "4704bce44f7341f222a4426fa0090c32c0882abc18c7cbe5e5c86cba323a083ad8b6579beaffa35f5a4ddaf938";

/** Unix seconds of round 1, as drand quicknet has it. */
export const BEACON_GENESIS: number = 1_692_803_367;

/** Domain of the signatures: rounds are hashed to G1 the way of RFC 9380. */
const SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/** Longest period, seconds: that of drand quicknet. */
const MAX_PERIOD = 3;

/** Seconds between rounds for a chain of this pace: no slower than its blocks, as far as whole seconds allow. */
export function beaconPeriod(blockMs: number): number {
  return Math.max(1, Math.min(MAX_PERIOD, Math.floor(blockMs / 1000)));
}

/** Number of the newest round at a time; round 1 is at the genesis of the beacon. */
export function lastRound(unixMs: number, period: number): number {
  return Math.max(0, Math.floor((unixMs / 1000 - BEACON_GENESIS) / period) + 1);
}

/** What is signed in a round: SHA-256 of its number as u64, big endian. */
export function roundMessage(round: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, round);
  return sha256(bytes);
}

/** Opens timelocked commits. */
export interface Timelock {
  /**
   * What is under the lock of a round that has passed.
   * @param ciphertext `0x…`
   * @returns bytes, `never` when it cannot be opened, `later` while the library is loading
   */
  open(ciphertext: string, round: bigint): Uint8Array | "never" | "later";
  /** Loads the library. */
  load(): Promise<void>;
}

/** Largest signature cache; validators of one epoch mostly share a round. */
const MAX_SIGNATURES = 64;

/**
 * The timelock of this chain: signs rounds itself, opens with the library of the scheme's own authors. Both
 * libraries are loaded when first needed: most runs never open a commit.
 */
export function beaconTimelock(): Timelock {
  let opener: ((ciphertext: Uint8Array, round: bigint) => Uint8Array) | undefined;
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    const { bls12_381 } = await import("@noble/curves/bls12-381.js");
    const { tld } = await loadTimelock();
    const secret = bls12_381.fields.Fr.create(BigInt(`0x${sha256(utf8(SECRET_SEED)).toHex()}`));
    const signatures = new Map<bigint, Uint8Array>();
    const sign = (round: bigint): Uint8Array => {
      let signature = signatures.get(round);
      if (!signature) {
        if (signatures.size >= MAX_SIGNATURES) signatures.clear();
        const point = bls12_381.G1.hashToCurve(roundMessage(round), { DST: SIGNATURE_DOMAIN });
        signatures.set(round, signature = point.multiply(secret).toBytes(true));
      }
      return signature;
    };
    opener = (ciphertext, round) => Uint8Array.from(tld(ciphertext, sign(round), "bls12_381"));
  };
  return {
    load: () => loading ??= load(),
    open(ciphertext, round) {
      if (!opener) {
        loading ??= load();
        // Whoever waits for load() hears of its failure; here the next block asks again.
        loading.catch(() => {});
        return "later";
      }
      try {
        return opener(fromHex(ciphertext), round);
      } catch {
        return "never";
      }
    },
  };
}
