import { type Clock, utf8 } from "../base/mod.ts";
import { buildResponseHeaders, responseSignatureText, signatureHeader } from "../protocol/mod.ts";
import type { Signer } from "../wallet/mod.ts";
import type { Call } from "./call.ts";

/** Writes the `bt_header` fields of answers (wire-protocol §1.5, §1.6). */
export class ResponseHeaders {
  readonly #signer: Signer;
  readonly #clock: Clock;
  /** One per axon object, as in the SDK. */
  readonly #uuid = crypto.randomUUID();

  constructor(signer: Signer, clock: Clock) {
    this.#signer = signer;
    this.#clock = clock;
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
        signature: call?.verified ? signatureHeader(await this.#signer.sign(utf8(text))) : undefined,
      },
      peer: call?.peer,
    });
  }
}
