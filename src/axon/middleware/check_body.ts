import { createMiddleware } from "hono/factory";
import { type Clock, RateLimiter } from "../../base/mod.ts";
import { type BodyHashMatch, parseSynapseBody, PING_NAME, ProtocolError } from "../../protocol/mod.ts";
import type { AxonEnv, Call } from "../call.ts";
import {
  BYTES_SHARE_WITHOUT_STAKE,
  PING_BODY_BYTES,
  REMEMBERED_HOTKEYS,
  SMALL_BODY_BYTES,
} from "../limits.ts";
import { readPromptBody } from "../read_synapse_body.ts";
import { notVerified, Refused } from "../refused.ts";
import type { AxonLimits, CallerPolicy } from "../types.ts";

function hashMismatch(header: string | undefined, computed: string): Refused {
  return notVerified(
    "body_hash",
    `Hash mismatch between header body hash ${header} and parsed body hash ${computed}`,
  );
}

/** Milliseconds of hashing after which other requests get their turn. */
const SLICE_MS = 4;

async function checkHash(
  steps: Generator<void, BodyHashMatch>,
  header: string | undefined,
  clock: Clock,
): Promise<void> {
  for (let start = clock.monotonic();;) {
    const step = steps.next();
    if (step.done) {
      if (!step.value.matches) throw hashMismatch(header, step.value.computed);
      return;
    }
    if (clock.monotonic() - start > SLICE_MS) {
      await clock.sleep(0);
      start = clock.monotonic();
    }
  }
}

/**
 * Reads the parsed values into the call; the hash fields are always ours, never the body's
 * (docs/spec/wire.md#21-algorithm).
 */
async function digest(call: Call, bytes: Uint8Array, clock: Clock): Promise<number> {
  const { synapse } = call;
  const header = call.headers!.computedBodyHash;
  const { request, timeoutS } = parseSynapseBody(synapse, bytes);
  await checkHash(synapse.hashSteps(request, header), header, clock);
  synapse.check(request);
  call.request = request;
  return timeoutS;
}

/** What {@link checkBody} needs. */
export interface BodyModules {
  policy: CallerPolicy;
  clock: Clock;
}

/** Most bytes of the body of a verified caller. */
function maxBytes({ name }: Call, staked: boolean, limits: AxonLimits): number {
  const most = staked ? limits.bodyBytes : Math.min(limits.bodyBytes, limits.bodyBytesWithoutStake);
  return name === PING_NAME ? Math.min(most, PING_BODY_BYTES) : most;
}

/**
 * Reads the body within its bounds and checks that it is the one that was signed. Large bodies are charged to the
 * caller by their bytes, before they are read where their length is announced: reading and hashing them takes time.
 */
export function checkBody(limits: AxonLimits, { policy, clock }: BodyModules) {
  const limiter = new RateLimiter(limits.bytesPerMinute, clock, REMEMBERED_HOTKEYS);
  return createMiddleware<AxonEnv>(async (c, next) => {
    const call = c.var.call;
    const staked = policy.priority(call.hotkey!) > 0;
    const most = maxBytes(call, staked, limits);
    const charge = (bytes: number) => {
      if (bytes <= SMALL_BODY_BYTES) return;
      const perMinute = limits.bytesPerMinute * (staked ? 1 : BYTES_SHARE_WITHOUT_STAKE);
      const retryAfterS = limiter.take(call.hotkey!, perMinute, bytes);
      if (retryAfterS === 0) return;
      throw new Refused(429, "bytes", `Large bodies of this hotkey exceed ${perMinute} bytes per minute`, {
        retryAfterS,
      });
    };
    const announced = Number(c.env.incoming.headers["content-length"] ?? 0);
    if (announced > most) throw new Refused(413, "size", `Request body is larger than ${most} bytes`);
    charge(announced);
    const bytes = await readPromptBody(c.env.incoming, {
      clock,
      maxBytes: most,
      timeoutMs: limits.bodyTimeoutMs,
      signal: call.signal,
    });
    if (announced === 0) charge(bytes.length);
    call.bodyRead = true;
    call.receivedAt = clock.monotonic();
    try {
      const timeoutS = await digest(call, bytes, clock);
      call.timeoutMs = Math.min(Math.max(timeoutS * 1000, 0), limits.timeoutMs);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new Refused(400, "body", `Improperly formatted request. ${error.message}`);
    }
    await next();
  });
}
