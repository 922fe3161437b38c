/** What the signature of a request covers. A part the verifier does not have counts as the text `None`. */
export interface SignedParts {
  /** Decimal nanoseconds. */
  nonce: string | undefined;
  /** Address of the caller. */
  dendriteHotkey: string | undefined;
  /** Address of the axon: the target when signing, the own one when verifying. */
  axonHotkey: string | undefined;
  /** Identifier of the client object. */
  uuid: string | undefined;
  /** Value of the header `computed_body_hash`. */
  bodyHash: string | undefined;
}

/** The text a request's signature is made over (docs/spec/wire.md#31-request-signature). */
export function requestSignatureText(parts: SignedParts): string {
  const { nonce, dendriteHotkey, axonHotkey, uuid, bodyHash } = parts;
  return [nonce, dendriteHotkey, axonHotkey, uuid, bodyHash].map((part) => part ?? "None").join(".");
}

/**
 * The text an axon signs in its response (docs/spec/wire.md#15-terminalinfo): its own nonce and uuid, no
 * body hash.
 */
export function responseSignatureText(parts: Omit<SignedParts, "bodyHash">): string {
  const { nonce, dendriteHotkey, axonHotkey, uuid } = parts;
  return [nonce, dendriteHotkey, axonHotkey, uuid].map((part) => part ?? "None").join(".");
}

/** Header text of a signature: `0x` and 128 lower-case hex digits. */
export function signatureHeader(signature: Uint8Array): string {
  return `0x${signature.toHex()}`;
}

/**
 * Bytes of a signature header.
 * @returns undefined when it is missing or not `0x` and 128 hex digits
 */
export function parseSignature(header: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (header === undefined || !/^0x[0-9a-fA-F]{128}$/.test(header)) return undefined;
  return Uint8Array.fromHex(header.slice(2));
}
