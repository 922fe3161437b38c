import { type Clock, nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import {
  createDendrite,
  type DendriteResponse,
  joinChunks,
  type QueryOptions,
} from "../../src/dendrite/mod.ts";
import {
  ANNOUNCED_VERSION,
  bodyHash,
  buildRequestHeaders,
  parseSynapseHeaders,
  requestSignatureText,
  signatureHeader,
  SYNAPSE_NAME,
  synapseJson,
} from "../../src/protocol/mod.ts";
import { devKey, type Signer } from "../../src/wallet/mod.ts";
import type { Peer, PeerEvent } from "./peer.ts";
import { rolesFor, tidy } from "./texts.ts";
import type { TheirTerminal } from "./their_dendrite.ts";

/** What these cases share: a process with their axons. */
export interface AskingWorld {
  peer: Peer;
  /** Port of their axon that serves the prompt. */
  port: number;
  /** Port of one that knows the ping only. */
  bare: number;
  /** A port where nobody listens. */
  closed: number;
  hotkey: string;
}

/** How their axon answers. */
export interface TheirScript {
  pieces?: readonly { text?: string; bytes?: Uint8Array; wait_ms?: number }[];
  fail?: "before" | "after";
  blacklist?: string;
}

/** What their handler was given. */
export interface TheirRequest extends PeerEvent {
  roles: string[];
  messages: string[];
  completion: string;
  timeout: number;
  hash_fields: string[];
  dendrite: TheirTerminal;
  axon: TheirTerminal;
}

/** How we ask. */
export interface OurQuestion {
  messages?: readonly string[];
  timeoutMs?: number;
  port?: number;
  /** Hotkey the request is addressed to. */
  hotkey?: string;
  signer?: Signer;
  clock?: Clock;
  onChunk?: QueryOptions["onChunk"];
}

/** Sets what their axon answers from now on. */
export async function script({ peer }: AskingWorld, { pieces = [], ...rest }: TheirScript): Promise<void> {
  const encoder = new TextEncoder();
  await peer.call({
    do: "script",
    script: {
      ...rest,
      pieces: pieces.map(({ text = "", bytes, wait_ms }) => ({
        b64: (bytes ?? encoder.encode(text)).toBase64(),
        wait_ms,
      })),
    },
  });
  peer.takeEvents();
}

/** Our dendrite asks their axon, which answers by the script. */
export async function weAsk(
  world: AskingWorld,
  how: TheirScript,
  question: OurQuestion = {},
): Promise<{ response: DendriteResponse; handled: TheirRequest[] }> {
  const { messages = ["hi"], timeoutMs = 10_000, port = world.port, hotkey = world.hotkey } = question;
  await script(world, how);
  const dendrite = createDendrite({ allowPrivate: true }, {
    signer: question.signer ?? await devKey("//Alice"),
    clock: question.clock ?? systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  });
  try {
    const [response] = await dendrite.query(
      [{ ip: "127.0.0.1", port, hotkey }],
      { roles: rolesFor(messages), messages: [...messages] },
      { timeoutMs, onChunk: question.onChunk },
    );
    return { response: response!, handled: await handledBy(world) };
  } finally {
    await dendrite.close();
  }
}

/** Events travel beside answers: one more round trip, and everything said before it is here. */
async function handledBy({ peer }: AskingWorld): Promise<TheirRequest[]> {
  await peer.call({ do: "hello" });
  return peer.takeEvents().filter((event) => event.event === "request") as TheirRequest[];
}

/** Status, text, completion and whether their handler was reached. */
export function outcomeOf({ response, handled }: { response: DendriteResponse; handled: TheirRequest[] }) {
  return {
    status: response.statusCode,
    message: tidy(response.statusMessage),
    handled: handled.length,
    completion: response.completion,
    asSubnet1: joinChunks(response.chunks, { dropNewlines: true }),
  };
}

/** The system's clock, set wrong. */
export function clockOffBy(ms: number): Clock {
  return {
    now: () => systemClock.now() + ms,
    nowNs: () => systemClock.nowNs() + BigInt(ms) * 1_000_000n,
    monotonic: () => systemClock.monotonic(),
    sleep: (duration, signal) => systemClock.sleep(duration, signal),
    after: (duration, run) => systemClock.after(duration, run),
  };
}

/** Signs with another key than its address says. */
export async function forger(): Promise<Signer> {
  const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
  return { ss58: alice.ss58, publicKey: alice.publicKey, sign: (message) => bob.sign(message) };
}

/** A request built from our protocol package, for what our dendrite would never send. */
export interface RawQuestion {
  nonce?: string;
  uuid?: string;
  messages?: string[];
  /** Messages of the body, when they are not those that were signed. */
  bodyMessages?: string[];
  unsigned?: boolean;
}

/** Posts one hand-made request; status and text are read as our dendrite reads them. */
export async function rawAsk(world: AskingWorld, question: RawQuestion = {}) {
  const { messages = ["hi"], unsigned = false } = question;
  const { nonce = systemClock.nowNs().toString(), uuid = crypto.randomUUID() } = question;
  const signer = await devKey("//Alice");
  const hash = bodyHash(messages);
  const text = requestSignatureText({
    nonce,
    dendriteHotkey: signer.ss58,
    axonHotkey: world.hotkey,
    uuid,
    bodyHash: hash,
  });
  const signature = signatureHeader(await signer.sign(new TextEncoder().encode(text)));
  const axon = { ip: "127.0.0.1", port: world.port, hotkey: world.hotkey };
  const dendrite = {
    ip: "203.0.113.7",
    version: ANNOUNCED_VERSION,
    nonce,
    uuid,
    hotkey: signer.ss58,
    signature,
  };
  const headers = buildRequestHeaders({ timeoutS: 10, axon, dendrite, bodyHash: hash });
  if (unsigned) delete headers.bt_header_dendrite_signature;
  const body = question.bodyMessages ?? messages;
  const prompt = { roles: rolesFor(body), messages: body };
  const answer = await fetch(`http://127.0.0.1:${world.port}/${SYNAPSE_NAME}`, {
    method: "POST",
    headers,
    body: synapseJson({ timeoutS: 10, axon, dendrite, prompt }),
    redirect: "manual",
    signal: AbortSignal.timeout(10_000),
  });
  await answer.text();
  const { statusCode, statusMessage } = parseSynapseHeaders(answer.headers).axon;
  return { status: statusCode, message: tidy(statusMessage), handled: (await handledBy(world)).length };
}
