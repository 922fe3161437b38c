import { createMiddleware } from "hono/factory";
import { BoundedMap, type Clock, utf8 } from "../../base/mod.ts";
import { parseSignature, PING_NAME, requestSignatureText } from "../../protocol/mod.ts";
import { isSignature, trySs58Decode } from "../../wallet/mod.ts";
import type { AxonEnv } from "../call.ts";
import { RECENTLY_VERIFIED_MS, REMEMBERED_HOTKEYS, VERIFY_WAIT_MS } from "../limits.ts";
import { notVerified, Refused } from "../refused.ts";
import type { ReplayGuard } from "../replay_guard.ts";
import type { CallerPolicy } from "../types.ts";
import type { Verifier, VerifyJob } from "../verify/verifier.ts";
import { refuseUnwelcome } from "./check_caller.ts";

/** What {@link checkSignature} needs. */
export interface SignatureModules {
  /** Address of this axon, which every signature must name. */
  ownHotkey: string;
  verifier: Verifier;
  policy: CallerPolicy;
  clock: Clock;
  /** Called with the source address of each verified caller who is permitted to ask. */
  trust: (source: string) => void;
}

/** What is remembered of verified callers, shared by all routes. */
export class VerifiedCallers {
  readonly #keys = new BoundedMap<string, Uint8Array>(REMEMBERED_HOTKEYS);
  /** Keys of addresses that were only named; apart, so that naming many does not push out the verified. */
  readonly #named = new BoundedMap<string, Uint8Array>(REMEMBERED_HOTKEYS);
  readonly #seen = new BoundedMap<string, number>(REMEMBERED_HOTKEYS);
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Public key of an address, or undefined when it is none. */
  keyOf(hotkey: string): Uint8Array | undefined {
    const known = this.#keys.get(hotkey) ?? this.#named.get(hotkey);
    if (known) return known;
    const key = trySs58Decode(hotkey);
    if (key) this.#named.set(hotkey, key);
    return key;
  }

  /** Whether this hotkey was verified from this source not long ago. */
  isRecent(hotkey: string, source: string): boolean {
    const at = this.#seen.peek(`${hotkey} ${source}`);
    return at !== undefined && this.#clock.monotonic() - at < RECENTLY_VERIFIED_MS;
  }

  /** Called after a signature was accepted, never before. */
  remember(hotkey: string, key: Uint8Array, source: string): void {
    this.#keys.set(hotkey, key);
    this.#seen.set(`${hotkey} ${source}`, this.#clock.monotonic());
  }
}

/**
 * Checks the signature in the fair queue (docs/spec/wire.md#3-signature). The nonce is accepted in the same
 * turn of the event loop as the verdict arrives, so of parallel copies of one request exactly one passes;
 * copies that wait behind it are dropped without a check.
 */
export function checkSignature(guard: ReplayGuard, callers: VerifiedCallers, modules: SignatureModules) {
  const { ownHotkey, verifier, policy, clock, trust } = modules;
  return createMiddleware<AxonEnv>(async (c, next) => {
    const call = c.var.call;
    const hotkey = call.hotkey!;
    const { nonce, uuid, signature: header } = call.headers!.dendrite;
    const signature = parseSignature(header);
    if (!signature) throw notVerified("signature", "Signature should be of type bytes or a hex-string");
    const publicKey = callers.keyOf(hotkey);
    if (!publicKey) throw notVerified("signature", "Hotkey is not an ss58 address of format 42");
    const text = requestSignatureText({
      nonce,
      dendriteHotkey: hotkey,
      axonHotkey: ownHotkey,
      uuid,
      bodyHash: call.headers!.computedBodyHash,
    });
    const mismatch = () => notVerified("signature", `Signature mismatch with ${text} and ${header}`);
    if (!isSignature(signature)) throw mismatch();

    const early = (): Refused | null => {
      if (call.signal.aborted || clock.monotonic() - call.startedAt > VERIFY_WAIT_MS) return overloaded();
      const stale = guard.check(call);
      return stale === null ? null : notVerified("nonce", stale);
    };
    const judge = (valid: boolean): Refused | null => {
      if (!valid) return mismatch();
      const replayed = guard.accept(call);
      if (replayed !== null) return notVerified("nonce", replayed);
      call.verified = true;
      callers.remember(hotkey, publicKey, call.source);
      return null;
    };
    const refusal = await new Promise<Refused | null>((resolve, reject) => {
      const job: VerifyJob = {
        check: { message: utf8(text), signature, publicKey },
        wanted: () => {
          const refused = early();
          if (refused) resolve(refused);
          return refused === null;
        },
        done: (valid) => {
          try {
            resolve(judge(valid));
          } catch (error) {
            // A store that cannot be written: this request fails, the queue goes on.
            reject(error);
          }
        },
      };
      const known = callers.isRecent(hotkey, call.source);
      // Among the known, each pair has its own turn: nobody can name another's hotkey to stand in its way.
      if (!verifier.push(known ? `${call.source} ${hotkey}` : call.source, known, job)) resolve(overloaded());
    });
    if (refusal) throw refusal;
    refuseUnwelcome(policy, call.name, hotkey);
    // Anybody may ping, so a ping earns nothing.
    if (call.name !== PING_NAME) trust(call.source);
    await next();
  });
}

function overloaded(): Refused {
  return new Refused(503, "verify_queue", "Too many requests are waiting to be verified", { retryAfterS: 1 });
}
