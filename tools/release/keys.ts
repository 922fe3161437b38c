/** A key that signs releases. */
export interface ReleaseKey {
  /** Public half, hex: what operators pin. */
  publicHex: string;
  sign(message: Uint8Array<ArrayBuffer>): Promise<string>;
}

const PEM = /-----BEGIN PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PRIVATE KEY-----/;

/** A fresh key as PKCS#8 PEM, the form `openssl genpkey -algorithm ed25519` writes. */
export async function generatePem(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  return `-----BEGIN PRIVATE KEY-----\n${
    der.toBase64().replace(/.{64}(?=.)/g, "$&\n")
  }\n-----END PRIVATE KEY-----\n`;
}

/**
 * Reads a key.
 * @throws Error when the text is no ed25519 private key in PKCS#8 PEM
 */
export async function readPem(pem: string): Promise<ReleaseKey> {
  const body = PEM.exec(pem)?.[1]?.replace(/\s+/g, "");
  if (!body) throw new Error("not a private key in PEM");
  const der = Uint8Array.fromBase64(body);
  const key = await crypto.subtle.importKey("pkcs8", der, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  return {
    publicHex: Uint8Array.fromBase64(x!, { alphabet: "base64url" }).toHex(),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, message)).toHex(),
  };
}
