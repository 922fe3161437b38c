import { createMiddleware } from "hono/factory";
import type { Clock } from "../../base/mod.ts";
import { type BodyHashMatch, parseSynapseBody, ProtocolError } from "../../protocol/mod.ts";
import type { AxonEnv, Call } from "../call.ts";
import { readPromptBody } from "../read_synapse_body.ts";
import { notVerified, Refused } from "../refused.ts";
import type { AxonLimits } from "../types.ts";

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

/** Reads the body within its bounds and checks that it is the one that was signed. */
export function checkBody(limits: AxonLimits, clock: Clock) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const call = c.var.call;
    const bytes = await readPromptBody(c.env.incoming, {
      clock,
      maxBytes: limits.bodyBytes,
      timeoutMs: limits.bodyTimeoutMs,
      signal: call.signal,
    });
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
