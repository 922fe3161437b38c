import { BoundedMap, type Clock, errorText, type Logger, utf8, withDeadline } from "../base/mod.ts";
import { buildResponseHeaders, responseSignatureText, signatureHeader } from "../protocol/mod.ts";
import type { Signer } from "../wallet/mod.ts";
import type { Call } from "./call.ts";
import { REMEMBERED_HOTKEYS } from "./limits.ts";

/** A signer may be another process; an answer must not wait for one that is stuck, ms. */
const SIGN_MS = 1_000;

/** How long a signature of an answer is used again, ms: it says who answered, not what. */
const SIGNATURE_MS = 60_000;

/** Axons of this SDK and later do not sign successes, so callers of it do not miss the signature. */
const UNSIGNED_SINCE = 7_004_000;

interface Signed {
  nonce: string;
  signature: string | undefined;
  /** Monotonic ms. */
  at: number;
}

/**
 * Writes the `bt_header` fields of answers (docs/spec/wire.md#15-terminalinfo,
 * docs/spec/wire.md#16-successful-response).
 */
export class ResponseHeaders {
  readonly #signer: Signer;
  readonly #clock: Clock;
  /** One per axon object, as in the SDK. */
  readonly #uuid = crypto.randomUUID();
  /** Signatures by what they cover besides the nonce. */
  readonly #signed = new BoundedMap<string, Signed>(REMEMBERED_HOTKEYS);

  readonly #logger: Logger;

  constructor(signer: Signer, clock: Clock, logger: Logger) {
    this.#signer = signer;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * Headers of any answer. Signed for verified callers of SDKs that expect it (before 7.4,
   * docs/spec/wire.md#16-successful-response): strangers must not cost us a signature, and nobody looks at
   * it.
   */
  async of(
    call: Call | undefined,
    statusCode: number,
    statusMessage: string,
  ): Promise<Record<string, string>> {
    const wanted = call?.verified && (call.headers?.dendrite.version ?? 0) < UNSIGNED_SINCE;
    const { nonce, signature } = wanted
      ? await this.#signedFor(call)
      : { nonce: this.#clock.nowNs().toString(), signature: undefined };
    return buildResponseHeaders({
      name: call?.name ?? "",
      synapse: call?.synapse,
      statusCode,
      statusMessage,
      processTimeS: call ? (this.#clock.monotonic() - call.startedAt) / 1000 : 0,
      request: call?.headers,
      axon: { nonce, uuid: this.#uuid, signature },
      peer: call?.peer,
    });
  }

  /** Nonce and signature of this caller's answers, made again after {@link SIGNATURE_MS}. */
  async #signedFor(call: Call): Promise<Signed> {
    const { dendrite, axon } = call.headers!;
    const parts = { dendriteHotkey: dendrite.hotkey, axonHotkey: axon.hotkey, uuid: this.#uuid };
    const key = responseSignatureText({ ...parts, nonce: undefined });
    const known = this.#signed.get(key);
    const now = this.#clock.monotonic();
    if (known?.signature !== undefined && now - known.at < SIGNATURE_MS) return known;
    const nonce = this.#clock.nowNs().toString();
    const signature = await this.#sign(responseSignatureText({ ...parts, nonce }));
    const made = { nonce, signature, at: now };
    this.#signed.set(key, made);
    return made;
  }

  /**
   * The signature, or undefined when the signer fails: it is good manners only
   * (docs/spec/wire.md#15-terminalinfo).
   */
  async #sign(text: string): Promise<string | undefined> {
    try {
      const work = () => this.#signer.sign(utf8(text));
      return signatureHeader(await withDeadline(this.#clock, SIGN_MS, "signing a response", work));
    } catch (error) {
      this.#logger.warn("a response could not be signed", { error: errorText(error) });
      return undefined;
    }
  }
}
