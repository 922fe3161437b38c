import { MonotonicNonces, type NonceChange } from "./monotonic_nonces.ts";
import { WallClockNonces } from "./wall_clock_nonces.ts";

/** Nonces from here on are Unix nanoseconds, whatever the (unsigned) version header says; 10^17 is March 1973. */
export const WALL_CLOCK_NONCE = 100_000_000_000_000_000n;

/** What the rule decides on; all of it but the time comes from headers. */
export interface NonceInput {
  /** ss58 address of the hotkey. */
  hotkey: string;
  /** Identifier of the client object. */
  uuid: string;
  /** Nonce of the request; undefined when the header is missing or no number. */
  nonce: bigint | undefined;
  /** Header `timeout`, seconds. Unsigned: it widens the window by 60 s at most. */
  timeoutS: number | undefined;
  /** Wall clock, nanoseconds. */
  nowNs: bigint;
}

/** Outcome of accepting a nonce. */
export type NonceVerdict =
  | { ok: true; changes: NonceChange[] }
  | { ok: false; reason: string };

/** Bounds of {@link AxonNonceRule}. */
export interface NonceRuleLimits {
  /** Hotkeys remembered. @default {4096} */
  hotkeys?: number;
  /** Wall-clock nonces remembered per hotkey. @default {4096} */
  noncesPerHotkey?: number;
  /** Wall-clock nonces remembered in all. @default {262144} */
  nonces?: number;
  /** Uuids of old callers remembered per hotkey. @default {64} */
  uuidsPerHotkey?: number;
  /** Whether a caller is a stranger: strangers' nonces of old SDKs have room of their own. @default {nobody is} */
  isStranger?: (hotkey: string) => boolean;
  /** Forget the longest unused stranger with nonces of old SDKs instead of refusing a new one. @default {false} */
  forgetStrangers?: boolean;
}

/**
 * The nonce rule of our axon (docs/spec/wire.md#33-nonce-semantics, docs/decisions/010-nonce-rule.md): each
 * nonce is accepted once, for as long as it could be replayed. Pure: time comes in, what must be made
 * durable comes out.
 *
 * Call {@link check} before the signature (it remembers nothing) and {@link accept} right after it; `accept` decides
 * again, so of parallel copies exactly one passes. Everything that leaves memory raises a floor below which nothing is
 * accepted, so bounds never open a way for replays.
 */
export class AxonNonceRule {
  readonly #wall: WallClockNonces;
  readonly #monotonic: MonotonicNonces;

  /**
   * @param startNs wall clock at the start: nothing stamped before is accepted
   */
  /** Creates the object; see the parameters. */
  constructor(startNs: bigint, limits: NonceRuleLimits = {}) {
    const { hotkeys = 4096, noncesPerHotkey = 4096, nonces = 262_144, uuidsPerHotkey = 64 } = limits;
    this.#wall = new WallClockNonces(startNs, hotkeys, noncesPerHotkey, nonces);
    const { isStranger, forgetStrangers } = limits;
    this.#monotonic = new MonotonicNonces(hotkeys, uuidsPerHotkey, { isStranger, forgetStrangers });
  }

  /** Takes back what earlier runs made durable ({@link NonceChange}), in any order. */
  restore(change: NonceChange): void {
    if (change.nonce >= WALL_CLOCK_NONCE) this.#wall.restore(change.hotkey, change.nonce);
    else this.#monotonic.restore(change);
  }

  /**
   * Whether the nonce would be accepted now.
   * @returns null, or the reason of the refusal (texts of SDK 7.4 where it has one)
   */
  check(input: NonceInput): string | null {
    const { nonce } = input;
    if (nonce === undefined) return "Missing Nonce";
    return nonce >= WALL_CLOCK_NONCE
      ? this.#wall.refuseReason(input.hotkey, input.uuid, nonce, input.timeoutS, input.nowNs)
      : this.#monotonic.refuseReason(input.hotkey, input.uuid, nonce);
  }

  /** Accepts the nonce of a verified request and remembers it, or says why not. */
  accept(input: NonceInput): NonceVerdict {
    const reason = this.check(input);
    if (reason !== null) return { ok: false, reason };
    const { hotkey, uuid, nowNs } = input;
    const nonce = input.nonce!;
    if (nonce < WALL_CLOCK_NONCE) return { ok: true, changes: this.#monotonic.insert(hotkey, uuid, nonce) };
    return { ok: true, changes: this.#wall.insert(hotkey, uuid, nonce, nowNs) };
  }
}
