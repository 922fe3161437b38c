import { type Clock, deadline, raceSignal } from "../base/mod.ts";
import {
  ANNOUNCED_VERSION,
  baseJson,
  buildRequestHeaders,
  requestSignatureText,
  signatureHeader,
  type Synapse,
} from "../protocol/mod.ts";
import type { Signer } from "../wallet/mod.ts";
import type { Dial } from "./address.ts";
import { Answer, type AnswerLimits } from "./read_answer.ts";
import { exchange } from "./exchange.ts";
import { CANCELLED, type Failure, failureOf } from "./failure.ts";
import { settledStatus } from "./join_chunks.ts";
import type { NonceSource } from "./nonces.ts";
import { readHead, type ResponseHead, tidyMessage } from "./response_head.ts";
import type { AxonTarget, Chunk, DendriteResponse } from "./types.ts";

/** Bytes of a refusal's body that are read for its message. */
const MAX_REFUSAL_BYTES = 4096;

/** What all requests of one client share. */
export interface AskModules {
  signer: Signer;
  clock: Clock;
  nonces: NonceSource;
  uuid: string;
  /** Own address as written into requests. */
  callerIp: string;
  limits: AnswerLimits & { maxHeaderBytes: number };
}

/** One request for all its targets. */
export interface Ask {
  synapse: Pick<Synapse, "name" | "inputs" | "emptyHash">;
  /** Own fields of the request as JSON members, well-formed. */
  members: string;
  bodyHash: string;
  timeoutMs: number;
  /** Ends the request early. */
  signal: AbortSignal;
  onChunk?: (target: AxonTarget, chunk: Chunk) => void;
}

/**
 * Asks one axon. Never throws for what the target does; the deadline covers signing, connecting, head and body.
 * @throws what the signer threw
 */
export async function askOne(
  target: AxonTarget,
  dial: Dial,
  ask: Ask,
  modules: AskModules,
): Promise<DendriteResponse> {
  const { clock, limits } = modules;
  const started = clock.monotonic();
  const elapsed = () => clock.monotonic() - started;
  const limit = deadline(clock, ask.timeoutMs, `asking ${target.ip}:${target.port}`, ask.signal);
  const answer = new Answer(limits);
  let head: ResponseHead | null = null;
  let refusal = new Uint8Array();
  let ttftMs: number | null = null;
  let failure: Failure | null = null;
  let signed = false;
  try {
    const { headers, body } = await raceSignal(sign(target, ask, modules), limit.signal);
    signed = true;
    const path = `/${ask.synapse.name}`;
    const { maxHeaderBytes, maxBytes } = limits;
    await exchange(
      { dial, path, headers, body, maxHeaderBytes, maxBodyBytes: maxBytes, signal: limit.signal },
      {
        onHead(status, pairs) {
          head = readHead(status, pairs);
          return head.statusCode === 200 || head.statusMessage === "";
        },
        onData(bytes) {
          if (head?.statusCode !== 200) {
            refusal = gather(refusal, bytes);
            return;
          }
          const chunk = answer.push(bytes, elapsed());
          if (chunk === null) return;
          ttftMs ??= chunk.atMs;
          ask.onChunk?.(target, chunk);
        },
      },
    );
    answer.end();
  } catch (error) {
    // A signer that fails is our own trouble; it must not be held against the target.
    if (!signed && !limit.signal.aborted) throw error;
    failure = ask.signal.aborted
      ? CANCELLED
      : failureOf(error, { ...target, synapse: ask.synapse.name }, ask.timeoutMs);
    // A refusal whose body broke is still a refusal.
    if (head !== null && (head as ResponseHead).statusCode !== 200 && !ask.signal.aborted) failure = null;
  } finally {
    limit.dispose();
  }
  const completion = answer.completion;
  const { statusCode, statusMessage } = failure ?? described(head!, refusal);
  return {
    target,
    statusCode: settledStatus(statusCode, completion),
    statusMessage,
    completion,
    chunks: answer.chunks,
    ttftMs,
    totalMs: elapsed(),
  };
}

/** Headers and body of one request, with a nonce of its own. */
async function sign(target: AxonTarget, ask: Ask, modules: AskModules) {
  const { signer, uuid, callerIp } = modules;
  const nonce = modules.nonces.next();
  const { bodyHash, synapse, members } = ask;
  const timeoutS = ask.timeoutMs / 1000;
  const text = requestSignatureText({
    nonce,
    dendriteHotkey: signer.ss58,
    axonHotkey: target.hotkey,
    uuid,
    bodyHash,
  });
  const signature = signatureHeader(await signer.sign(new TextEncoder().encode(text)));
  const axon = { ip: target.ip, port: target.port, hotkey: target.hotkey };
  const dendrite = { ip: callerIp, version: ANNOUNCED_VERSION, nonce, uuid, hotkey: signer.ss58, signature };
  return {
    headers: buildRequestHeaders({ synapse, timeoutS, axon, dendrite, bodyHash }),
    body: baseJson({ name: synapse.name, timeoutS, axon, dendrite }, members),
  };
}

function gather(before: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.min(MAX_REFUSAL_BYTES, before.length + bytes.length));
  out.set(before);
  out.set(bytes.subarray(0, out.length - before.length), before.length);
  return out;
}

/** The head's message, or the `message` of the body where a head has none. */
function described(head: ResponseHead, body: Uint8Array): Failure {
  if (head.statusMessage !== "") return head;
  if (head.statusCode === 200) return { ...head, statusMessage: "Success" };
  try {
    const { message } = JSON.parse(new TextDecoder().decode(body));
    if (typeof message === "string") return { ...head, statusMessage: tidyMessage(message) };
  } catch {
    // Not ours to understand: the status says enough.
  }
  return { ...head, statusMessage: `HTTP ${head.statusCode}` };
}
