import { concatBytes, fromHex, toHex, utf8 } from "../base/mod.ts";
import { ReleaseError } from "./errors.ts";

/**
 * A signed manifest is one text file, so that manifest and signature can never be of two ages:
 *
 *     sn1-release 1
 *     ed25519 <public key, 64 hex> <signature, 128 hex>      one line per signer, at most 8
 *                                                            an empty line
 *     {"version": …}                                         to the end, the signed bytes
 *
 * What is signed is the first line with its newline, then the manifest's bytes: a signature made for another purpose
 * with the same key is none here. Nothing behind the empty line is looked at before a signature holds.
 */
const HEAD = "sn1-release 1\n";
const MAX_SIGNERS = 8;
const SIGNER = /^ed25519 ([0-9a-f]{64}) ([0-9a-f]{128})$/;

/** Bytes that a signer signs. */
export function signedBytes(manifest: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(utf8(HEAD), manifest);
}

/** A signature and the public key it belongs to, both hex. */
export interface ManifestSignature {
  key: string;
  signature: string;
}

/** Puts signatures in front of a manifest. */
export function sealManifest(manifest: Uint8Array, signatures: readonly ManifestSignature[]): Uint8Array {
  const lines = signatures.map(({ key, signature }) => `ed25519 ${key} ${signature}\n`).join("");
  return concatBytes(utf8(`${HEAD}${lines}\n`), manifest);
}

/**
 * Checks that a trusted key signed the envelope, and opens it.
 * @param trusted public keys, hex
 * @returns the manifest's bytes and the key that signed them
 * @throws ReleaseError `untrusted`
 */
export async function openEnvelope(
  envelope: Uint8Array,
  trusted: readonly string[],
): Promise<{ manifest: Uint8Array; key: string }> {
  const { signatures, manifest } = split(envelope);
  const known = signatures.filter(({ key }) => trusted.includes(key));
  if (known.length === 0) {
    throw new ReleaseError(
      "untrusted",
      `the release is signed by ${keys(signatures)}, not by ${short(trusted)}`,
      {
        hint: "if the publisher announced a new key, give it with --release-key; else do not install this",
      },
    );
  }
  const message = signedBytes(manifest);
  for (const { key, signature } of known) {
    if (await verify(fromHex(key), fromHex(signature), message)) return { manifest, key };
  }
  throw new ReleaseError("untrusted", `the signature of ${keys(known)} does not fit the release`, {
    hint: "it was changed after signing, on the server or on the way; do not install it",
  });
}

function split(envelope: Uint8Array): { signatures: ManifestSignature[]; manifest: Uint8Array } {
  const lines: string[] = [];
  let at = 0;
  // Head and signers are short: a newline is looked for in a bounded stretch only.
  while (lines.length <= MAX_SIGNERS + 1) {
    const end = envelope.subarray(at, at + 512).indexOf(10);
    if (end < 0) break;
    const line = new TextDecoder().decode(envelope.subarray(at, at + end));
    at += end + 1;
    if (line === "") {
      const signatures = lines.slice(1).map((signer) => SIGNER.exec(signer));
      if (lines[0] !== HEAD.trimEnd() || signatures.length === 0 || signatures.includes(null)) break;
      return {
        signatures: signatures.map((match) => ({ key: match![1]!, signature: match![2]! })),
        manifest: envelope.subarray(at),
      };
    }
    lines.push(line);
  }
  throw new ReleaseError("untrusted", "what the server sent is no signed release", {
    hint: "--url (or SN1_RELEASES) must name the release file itself, e.g. https://…/stable.release",
  });
}

async function verify(
  key: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature, message);
  } catch {
    return false; // bytes that are no point of the curve
  }
}

const keys = (signatures: readonly ManifestSignature[]) => short(signatures.map(({ key }) => key));
const short = (list: readonly string[]) => list.map((key) => `${key.slice(0, 16)}…`).join(", ");

/**
 * A public key as people write it: 64 hex digits, `0x` or not; blanks around it and lines that begin with `#` do not
 * count, so that it may stand in a file.
 * @throws ReleaseError `config`
 */
export function parsePublicKey(text: string, where: string): string {
  const plain = text.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const hex = plain.length === 1 ? plain[0]!.replace(/^0x/, "").toLowerCase() : "";
  if (/^[0-9a-f]{64}$/.test(hex)) return toHex(fromHex(hex));
  throw new ReleaseError("config", `${where} is no release key`, {
    hint: "a release key is one ed25519 public key, 64 hex digits",
  });
}
