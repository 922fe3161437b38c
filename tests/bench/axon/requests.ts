import { seededRandom, utf8 } from "../../../src/base/mod.ts";
import {
  bodyHash,
  buildRequestHeaders,
  requestSignatureText,
  signatureHeader,
  SYNAPSE_NAME,
  synapseJson,
} from "../../../src/protocol/mod.ts";
import { devKey } from "../../../src/wallet/mod.ts";

/** What the requests of a load look like. */
export interface RequestKind {
  /** Address of the axon they are signed for. */
  axon: string;
  /** Key of the caller; made by this text. */
  uri: string;
  /** `random` bytes in place of signatures cost the caller nothing and the axon a whole check. */
  signature: "good" | "random";
  /** Seconds the caller says it waits; also widens the window for nonces. */
  timeoutS: number;
}

const encoder = new TextEncoder();

/** Makes wire bytes of requests, each with a nonce of its own. Making them costs a signature each. */
export async function requestMaker(kind: RequestKind): Promise<(nonce: bigint) => Promise<Uint8Array>> {
  const signer = await devKey(kind.uri);
  const random = seededRandom(kind.uri);
  const messages = ["What is the tallest mountain of the world?"];
  const hash = bodyHash(messages);
  const axon = { ip: "127.0.0.1", port: 8091, hotkey: kind.axon };
  const noise = () => {
    const bytes = Uint8Array.from({ length: 64 }, () => Math.floor(random.next() * 256));
    bytes[63]! |= 0x80;
    // Below the group's order, or the check would end before it begins.
    bytes[63]! &= 0x8f;
    return bytes;
  };
  return async (nonce) => {
    // One per request: the SDK's axon takes the nonces of one uuid in rising order only.
    const uuid = crypto.randomUUID();
    const text = requestSignatureText({
      nonce: nonce.toString(),
      dendriteHotkey: signer.ss58,
      axonHotkey: kind.axon,
      uuid,
      bodyHash: hash,
    });
    const signature = signatureHeader(kind.signature === "good" ? await signer.sign(utf8(text)) : noise());
    const dendrite = { ip: "203.0.113.7", nonce: nonce.toString(), uuid, hotkey: signer.ss58, signature };
    const headers = buildRequestHeaders({ timeoutS: kind.timeoutS, axon, dendrite, bodyHash: hash });
    const body = synapseJson({
      timeoutS: kind.timeoutS,
      axon,
      dendrite,
      prompt: { roles: ["user"], messages },
    });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const bytes = encoder.encode(body);
    const head =
      `POST /${SYNAPSE_NAME} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines}content-length: ${bytes.length}\r\n\r\n`;
    const whole = new Uint8Array(head.length + bytes.length);
    whole.set(encoder.encode(head));
    whole.set(bytes, head.length);
    return whole;
  };
}
