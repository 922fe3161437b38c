import { type Clock, errorText, type Logger, utf8, withDeadline } from "../base/mod.ts";
import { buildResponseHeaders, responseSignatureText, signatureHeader } from "../protocol/mod.ts";
import type { Signer } from "../wallet/mod.ts";
import type { Call } from "./call.ts";

/** A signer may be another process; an answer must not wait for one that is stuck, ms. */
const SIGN_MS = 1_000;

/** Writes the `bt_header` fields of answers (wire-protocol §1.5, §1.6). */
export class ResponseHeaders {
  readonly #signer: Signer;
  readonly #clock: Clock;
  /** One per axon object, as in the SDK. */
  readonly #uuid = crypto.randomUUID();

  readonly #logger: Logger;

  constructor(signer: Signer, clock: Clock, logger: Logger) {
    this.#signer = signer;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Headers of any answer. Only verified callers get a signature: strangers must not cost us one. */
  async of(
    call: Call | undefined,
    statusCode: number,
    statusMessage: string,
  ): Promise<Record<string, string>> {
    const nonce = this.#clock.nowNs().toString();
    const { dendrite, axon } = call?.headers ?? {};
    const text = responseSignatureText({
      nonce,
      dendriteHotkey: dendrite?.hotkey,
      axonHotkey: axon?.hotkey,
      uuid: this.#uuid,
    });
    return buildResponseHeaders({
      name: call?.name ?? "",
      statusCode,
      statusMessage,
      processTimeS: call ? (this.#clock.monotonic() - call.startedAt) / 1000 : 0,
      request: call?.headers,
      axon: {
        nonce,
        uuid: this.#uuid,
        signature: call?.verified ? await this.#sign(text) : undefined,
      },
      peer: call?.peer,
    });
  }

  /** The signature, or undefined when the signer fails: it is good manners only (wire-protocol §1.5). */
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
