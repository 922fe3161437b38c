import { createMiddleware } from "hono/factory";
import { BoundedMap, type Clock, RateLimiter } from "../base/mod.ts";
import { sourceOf } from "../http/mod.ts";
import type { ApiEnv } from "./api_call.ts";
import { REMEMBERED_KEYS, TOUCH_MS } from "./api_limits.ts";
import { ApiRefused } from "./api_refused.ts";
import { hashSecret } from "./api_secret.ts";
import type { ApiKey, KeyFinder } from "./types.ts";

/** Longer ones are nobody's key and are not hashed. */
const MAX_SECRET = 256;

/** Decides who may ask, and how often. Everything is keyed by keys that exist, never by what strangers send. */
export class KeyGuard {
  readonly #limiter: RateLimiter;
  readonly #touched = new BoundedMap<string, number>(REMEMBERED_KEYS);
  readonly #inFlight = new Map<string, number>();

  constructor(private readonly keys: KeyFinder, private readonly clock: Clock) {
    this.#limiter = new RateLimiter(1, clock, REMEMBERED_KEYS);
  }

  /**
   * The key that a request is made with.
   * @param authorization the header
   * @throws ApiRefused 401
   */
  admit(authorization: string | undefined): ApiKey {
    const secret = /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (secret === undefined) {
      throw notAuthorized("No API key: send it as `Authorization: Bearer …`.");
    }
    const key = secret.length > MAX_SECRET ? null : this.keys.find(hashSecret(secret));
    if (!key) throw notAuthorized("This API key is not known here.");
    const now = this.clock.now();
    if (key.revokedAt !== null) throw notAuthorized("This API key was revoked.");
    if (key.expiresAt !== null && key.expiresAt <= now) throw notAuthorized("This API key has expired.");
    if (now - (this.#touched.get(key.id) ?? -Infinity) >= TOUCH_MS) {
      this.#touched.set(key.id, now);
      this.keys.touch(key.id, now);
    }
    return key;
  }

  /** Charges one request to a key. @throws ApiRefused 429 */
  charge(key: ApiKey): void {
    const retryAfterS = this.#limiter.take(key.id, key.perMinute);
    if (retryAfterS > 0) {
      throw tooMany(`This API key may send ${key.perMinute} requests per minute.`, retryAfterS);
    }
  }

  /** Takes one of a key's places. @returns gives it back, once @throws ApiRefused 429 */
  enter(key: ApiKey): () => void {
    const now = this.#inFlight.get(key.id) ?? 0;
    if (now >= key.concurrent) {
      throw tooMany(`This API key may have ${key.concurrent} requests answered at once.`, 1);
    }
    this.#inFlight.set(key.id, now + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const left = this.#inFlight.get(key.id)! - 1;
      if (left > 0) this.#inFlight.set(key.id, left);
      else this.#inFlight.delete(key.id);
    };
  }
}

/**
 * Who asks, before anything else of a request is looked at; each request is charged to its key.
 * @param trust called with the source address of each request with a valid key
 */
export function checkKey(guard: KeyGuard, trust: (source: string) => void) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = guard.admit(c.req.header("authorization"));
    c.var.call.key = key;
    trust(sourceOf(c.env.incoming.socket.remoteAddress));
    guard.charge(key);
    await next();
  });
}

function notAuthorized(message: string): ApiRefused {
  return new ApiRefused(401, message, {
    code: "invalid_api_key",
    headers: { "www-authenticate": 'Bearer realm="sn1"' },
  });
}

function tooMany(message: string, retryAfterS: number): ApiRefused {
  return new ApiRefused(429, message, { code: "rate_limit_exceeded", retryAfterS });
}
