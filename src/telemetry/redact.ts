/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Fields whose value is a secret whatever it looks like. */
const SECRET_KEY =
  /^(?:.*(?:mnemonic|password|passphrase|secret|private_?key|api_?key|authorization|cookie|bearer).*|(?:.*_)?(?:seed_?hex|token|suri))$/i;

/** Fields in which 32 or 64 bytes of hex are public: hashes, addresses, signatures. */
const PUBLIC_HEX_KEY = /hash|block|digest|sha256|genesis|public|pub_?key|signature|root|extrinsic/i;

/** 32-byte seeds and 64-byte secret keys; hashes look the same, so in free text they go too. */
const HEX_SECRET = /\b(?:0x)?(?:[0-9a-f]{64}){1,2}\b/gi;

const TEXT_SECRETS: readonly { pattern: RegExp; replacement: string }[] = [
  // Every word of a mnemonic has 3 to 8 letters; prose hardly ever goes on like that for twelve words.
  { pattern: /\b[a-z]{3,8}(?:[\s,]{1,3}[a-z]{3,8}){11,}\b/gi, replacement: REDACTED },
  { pattern: /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, replacement: `$1 ${REDACTED}` },
  { pattern: /\b(?:sk|pk|rk)-[\w-]{12,}/g, replacement: REDACTED },
  { pattern: /\bsn1_[A-Za-z0-9_-]{20,}/g, replacement: REDACTED },
  { pattern: /\bhf_[A-Za-z0-9]{16,}/g, replacement: REDACTED },
  {
    pattern:
      /\b(api[_-]?key|token|password|passphrase|secret|mnemonic)(["']?\s*[=:]\s*["']?)[^\s"',;&]{4,}/gi,
    replacement: `$1$2${REDACTED}`,
  },
  { pattern: /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, replacement: `$1${REDACTED}@` },
];

/**
 * Free text with everything that looks like a secret replaced.
 * @param keepHex leave 32- and 64-byte hex values, for fields that hold public ones
 */
export function redactText(text: string, keepHex = false): string {
  let clean = text;
  for (const { pattern, replacement } of TEXT_SECRETS) clean = clean.replace(pattern, replacement);
  return keepHex ? clean : clean.replace(HEX_SECRET, REDACTED);
}

/** Whether the value of a field must not be shown at all. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

/** Whether hex values of a field are public. */
export function isPublicHexKey(key: string): boolean {
  return PUBLIC_HEX_KEY.test(key) && !isSecretKey(key);
}
