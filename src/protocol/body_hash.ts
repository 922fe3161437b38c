import { createHash } from "node:crypto";
import {
  DEFAULT_UNICODE,
  dependsOnUnicodeVersion,
  UNICODE_VERSIONS,
  type UnicodeVersion,
} from "./printable.ts";
import { pythonListBytes } from "./python_repr.ts";

/** The body hash of a synapse without hash fields, such as the ping (wire-protocol §2.1). */
export const EMPTY_BODY_HASH = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";

/**
 * `computed_body_hash` of a `StreamPromptingSynapse`: only `messages` counts (docs/spec/wire.md §2.1).
 * @param unicode Unicode data of the peer's Python, which decides how rare characters are written
 * @returns 64 lower-case hex digits
 */
export function bodyHash(messages: readonly string[], unicode: UnicodeVersion = DEFAULT_UNICODE): string {
  return finish(hashSteps(messages, unicode));
}

/** What comparing a header with the hash of messages found. */
export interface BodyHashMatch {
  matches: boolean;
  /** The hash with {@link DEFAULT_UNICODE}, for an error's text. */
  computed: string;
}

/**
 * {@link bodyHashMatches} in steps of well below a millisecond, between which a server can answer others: a caller can
 * send a mebibyte of rare characters, whose hash has to be tried for each version of Unicode.
 */
export function* bodyHashSteps(
  messages: readonly string[],
  header: string | undefined,
): Generator<void, BodyHashMatch> {
  const computed = yield* hashSteps(messages, DEFAULT_UNICODE);
  if (header === undefined || header.length !== computed.length) return { matches: false, computed };
  if (computed === header) return { matches: true, computed };
  if (!messages.some(dependsOnUnicodeVersion)) return { matches: false, computed };
  for (const version of UNICODE_VERSIONS) {
    yield;
    if (version !== DEFAULT_UNICODE && (yield* hashSteps(messages, version)) === header) {
      return { matches: true, computed };
    }
  }
  return { matches: false, computed };
}

/**
 * Whether a header carries the hash of these messages, as some Python peer would write it. Hashes of the other
 * Unicode versions are tried only where they can differ; each of them binds the exact messages (docs/spec/wire.md §2.3).
 * @param header value of `computed_body_hash`; absent counts as empty; upper-case hex does not match
 */
export function bodyHashMatches(messages: readonly string[], header: string | undefined): boolean {
  return finish(bodyHashSteps(messages, header)).matches;
}

function* hashSteps(messages: readonly string[], unicode: UnicodeVersion): Generator<void, string> {
  const inner = createHash("sha3-256");
  for (const piece of pythonListBytes(messages, unicode)) {
    inner.update(piece);
    // Short pieces, such as the brackets, are not worth a step.
    if (piece.length > 4096) yield;
  }
  return createHash("sha3-256").update(inner.digest("hex"), "utf8").digest("hex");
}

/** Runs steps to their end without pausing. */
function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
