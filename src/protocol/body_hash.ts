import type { UnicodeVersion } from "./printable.ts";
import { PING_SYNAPSE, PROMPT_SYNAPSE } from "./prompt_synapse.ts";
import type { BodyHashMatch } from "./synapse.ts";

/** The body hash of a synapse without hash fields, such as the ping (docs/spec/wire.md#21-algorithm). */
export const EMPTY_BODY_HASH: string = PING_SYNAPSE.emptyHash;

/**
 * `computed_body_hash` of a `StreamPromptingSynapse`: only `messages` counts
 * (docs/spec/wire.md#21-algorithm).
 * @param unicode Unicode data of the peer's Python, which decides how rare characters are written
 * @returns 64 lower-case hex digits
 */
export function bodyHash(messages: readonly string[], unicode?: UnicodeVersion): string {
  return PROMPT_SYNAPSE.bodyHash({ roles: [], messages: messages as string[] }, unicode);
}

/**
 * Whether a header carries the hash of these messages, as some Python peer would write it. Hashes of the other
 * Unicode versions are tried only where they can differ; each of them binds the exact messages
 * (docs/spec/wire.md#23-text-of-a-string).
 * @param header value of `computed_body_hash`; absent counts as empty; upper-case hex does not match
 */
export function bodyHashMatches(messages: readonly string[], header: string | undefined): boolean {
  return PROMPT_SYNAPSE.hashMatches({ roles: [], messages: messages as string[] }, header);
}

/** {@link bodyHashMatches} in steps, between which a server can answer others. */
export function bodyHashSteps(
  messages: readonly string[],
  header: string | undefined,
): Generator<void, BodyHashMatch> {
  return PROMPT_SYNAPSE.hashSteps({ roles: [], messages: messages as string[] }, header);
}
