import { createHash } from "node:crypto";
import {
  DEFAULT_UNICODE,
  dependsOnUnicodeVersion,
  UNICODE_VERSIONS,
  type UnicodeVersion,
} from "./printable.ts";
import { pythonListText } from "./python_repr.ts";

function sha3(text: string): string {
  return createHash("sha3-256").update(text, "utf8").digest("hex");
}

/** The body hash of a synapse without hash fields, such as the ping (wire-protocol §2.1). */
export const EMPTY_BODY_HASH = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";

/**
 * `computed_body_hash` of a `StreamPromptingSynapse`: only `messages` counts (wire-protocol §2.1).
 * @param unicode Unicode data of the peer's Python, which decides how rare characters are written
 * @returns 64 lower-case hex digits
 */
export function bodyHash(messages: readonly string[], unicode: UnicodeVersion = DEFAULT_UNICODE): string {
  return sha3(sha3(pythonListText(messages, unicode)));
}

/**
 * Whether a header carries the hash of these messages, as some Python peer would write it. Hashes of the other
 * Unicode versions are tried only where they can differ; each of them binds the exact messages (wire-protocol §2.3).
 * @param header value of `computed_body_hash`; absent counts as empty; upper-case hex does not match
 */
export function bodyHashMatches(messages: readonly string[], header: string | undefined): boolean {
  if (header === undefined || header.length !== 64) return false;
  if (bodyHash(messages) === header) return true;
  if (!messages.some(dependsOnUnicodeVersion)) return false;
  return UNICODE_VERSIONS.some((version) =>
    version !== DEFAULT_UNICODE && bodyHash(messages, version) === header
  );
}
