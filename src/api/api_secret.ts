import { createHash, randomBytes } from "node:crypto";

/** Begins every key, so that people and log filters recognize one. */
export const SECRET_PREFIX = "sn1_";

/** Random bytes of a key. */
const SECRET_BYTES = 32;

/** A new key: 256 random bits. Shown once, kept nowhere. */
export function newSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString("base64url");
}

/**
 * What is stored of a key: its SHA-256, hex. A slow, salted hash protects passwords because people choose guessable
 * ones; nobody can try 2^256 random keys however fast the hash is, and a slow one would let strangers buy our time with
 * wrong keys. Two keys never are alike, so a salt would hide nothing.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** The first characters of a key, by which its owner recognizes it. */
export function secretHint(secret: string): string {
  return `${secret.slice(0, SECRET_PREFIX.length + 4)}…`;
}
