import { BaseError, errorText } from "../base/mod.ts";
import { parseSynapseAnswer, type Prompt, PROMPT_SYNAPSE, type Synapse } from "../protocol/mod.ts";
import { dialOf } from "./address.ts";
import { type Ask, type AskModules, askOne } from "./ask.ts";
import { DendriteError } from "./errors.ts";
import { CANCELLED, type Failure, notDialed } from "./failure.ts";
import { NonceSource } from "./nonces.ts";
import { tidyMessage } from "./response_head.ts";
import { Slots } from "./slots.ts";
import type {
  AxonTarget,
  DendriteModules,
  DendriteOptions,
  DendriteResponse,
  QueryOptions,
  SynapseDendrite,
  SynapseResponse,
} from "./types.ts";

/** Longest time a caller may give a miner; validators give 10 to 15 seconds. */
const MAX_TIMEOUT_MS = 600_000;

/** Statuses that become metric labels; whatever else a stranger sends is `other`. */
const STATUS_LABELS = new Set([200, 204, 400, 401, 403, 404, 408, 413, 422, 429, 500, 503]);

/**
 * A client that asks axons (docs/spec/wire.md#5-dendrite-client). One uuid and one line of nonces per object.
 * @throws DendriteError `config` for limits that are no positive whole numbers
 */
export function createDendrite(options: DendriteOptions, modules: DendriteModules): SynapseDendrite {
  const { allowPrivate = false, externalIp, concurrency = 256 } = options;
  const { maxBytes = 1_048_576, maxHeaderBytes = 65_536, maxChunks = 4096 } = options;
  for (const [name, value] of Object.entries({ concurrency, maxBytes, maxHeaderBytes, maxChunks })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new DendriteError("config", `${name} must be a whole number from 1, got ${value}`);
    }
  }
  const { clock, signer, logger, metrics } = modules;
  const uuid = crypto.randomUUID();
  const slots = new Slots(concurrency);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const shared: AskModules = {
    signer,
    clock,
    uuid,
    nonces: new NonceSource(clock),
    callerIp: externalIp ?? "0.0.0.0",
    limits: { maxBytes, maxHeaderBytes, maxChunks },
  };

  async function askWhenFree(target: AxonTarget, ask: Ask): Promise<DendriteResponse> {
    const dial = dialOf(target, allowPrivate, externalIp);
    if (typeof dial === "string") {
      return refused(target, notDialed({ ...target, synapse: ask.synapse.name }, dial));
    }
    // Its time starts when it is sent: waiting for a slot is not the miner's fault.
    return await slots.run(() => askOne(target, dial, ask, shared), ask.signal)
      .catch((error) => {
        if (ask.signal.aborted) return refused(target, CANCELLED);
        throw error;
      });
  }

  function count(response: DendriteResponse): void {
    const { statusCode, ttftMs, totalMs } = response;
    metrics.count("dendrite_requests_total", {
      status: STATUS_LABELS.has(statusCode) ? String(statusCode) : "other",
    });
    if (ttftMs !== null) metrics.observe("dendrite_ttft_seconds", ttftMs / 1000);
    metrics.observe("dendrite_total_seconds", totalMs / 1000);
    const { target, statusMessage } = response;
    logger.trace("asked an axon", {
      hotkey: target.hotkey,
      uid: target.uid,
      statusCode,
      statusMessage,
      totalMs,
    });
  }

  /** @throws DendriteError `closed`, `config`; and what the signer throws */
  async function query(
    targets: readonly AxonTarget[],
    prompt: Prompt,
    options: QueryOptions,
  ): Promise<DendriteResponse[]> {
    if (prompt.roles.length !== prompt.messages.length) {
      throw new DendriteError(
        "config",
        `${prompt.roles.length} roles but ${prompt.messages.length} messages`,
      );
    }
    return await send(PROMPT_SYNAPSE, targets, prompt, options);
  }

  async function call<Request, Response, Input>(
    synapse: Synapse<Request, Response, Input>,
    targets: readonly AxonTarget[],
    request: Input,
    options: QueryOptions,
  ): Promise<SynapseResponse<Response>[]> {
    return (await send(synapse, targets, request, options)).map((answer) => readResponse(synapse, answer));
  }

  async function send<Request, Input>(
    synapse: Synapse<Request, unknown, Input>,
    targets: readonly AxonTarget[],
    request: Input,
    { timeoutMs, signal, onChunk }: QueryOptions,
  ): Promise<DendriteResponse[]> {
    if (closing.signal.aborted) throw new DendriteError("closed", "this dendrite is closed");
    if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) {
      throw new DendriteError(
        "config",
        `timeoutMs must be above 0 and at most ${MAX_TIMEOUT_MS}, got ${timeoutMs}`,
      );
    }
    const complete = synapse.complete(request);
    const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const ask: Ask = {
      synapse,
      members: synapse.requestMembers(complete),
      bodyHash: synapse.bodyHash(complete),
      timeoutMs,
      signal: stop,
      onChunk: onChunk && ((target, chunk) => {
        try {
          onChunk(target, chunk);
        } catch (error) {
          // The listener's mistake must not become the miner's status.
          logger.warn("a listener of chunks failed", { error: errorText(error) });
        }
      }),
    };
    const all = Promise.all(targets.map(async (target) => {
      const response = await askWhenFree(target, ask);
      count(response);
      return response;
    }));
    running.add(all);
    try {
      return await all;
    } finally {
      running.delete(all);
    }
  }

  return {
    uuid,
    query,
    call,
    async close() {
      closing.abort(new BaseError("aborted", "the dendrite was closed"));
      await Promise.allSettled(running);
    },
  };
}

/** The fields of an answer, or status 422 with the reason. */
function readResponse<Request, Response, Input>(
  synapse: Synapse<Request, Response, Input>,
  answer: DendriteResponse,
): SynapseResponse<Response> {
  if (answer.statusCode !== 200) return { ...answer, response: null };
  try {
    const response = synapse.stream
      ? synapse.parseResponse({ [synapse.textField]: answer.completion })
      : parseSynapseAnswer(synapse, new TextEncoder().encode(answer.completion));
    return { ...answer, response };
  } catch (error) {
    const statusMessage = `Failed to parse response: ${tidyMessage(errorText(error))}`;
    return { ...answer, statusCode: 422, statusMessage, response: null };
  }
}

function refused(target: AxonTarget, failure: Failure): DendriteResponse {
  return { target, ...failure, completion: "", chunks: [], ttftMs: null, totalMs: 0 };
}
