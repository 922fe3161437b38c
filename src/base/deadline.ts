import { abortReason, type Clock } from "./clock.ts";
import { BaseError } from "./errors.ts";

/** A signal with a deadline, to be disposed of when the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds left, never negative. */
  remaining(): number;
  /** Stops the timer; call it when the work ended. */
  dispose(): void;
}

/**
 * A signal that aborts after `ms` milliseconds or with its parent, whichever comes first.
 * @param what names the work in the error, e.g. `connecting to ws://…`
 */
export function deadline(clock: Clock, ms: number, what: string, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const end = clock.monotonic() + ms;
  const onParent = () => controller.abort(abortReason(parent!));
  if (parent?.aborted) onParent();
  else parent?.addEventListener("abort", onParent, { once: true });
  const cancel = clock.after(
    ms,
    () => controller.abort(new BaseError("deadline", `${what} took longer than ${ms} ms`)),
  );
  return {
    signal: controller.signal,
    remaining: () => Math.max(0, end - clock.monotonic()),
    dispose() {
      cancel();
      parent?.removeEventListener("abort", onParent);
    },
  };
}

/**
 * Waits for `work`, at most `ms` milliseconds. The work itself is told through its signal; a work that ignores
 * the signal is left behind.
 * @throws BaseError `deadline` when it takes too long
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  const limit = deadline(clock, ms, what, parent);
  try {
    return await raceSignal(work(limit.signal), limit.signal);
  } finally {
    limit.dispose();
  }
}

/**
 * Resolves with `work`, or rejects with the reason of `signal` as soon as that aborts.
 */
export function raceSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {});
    return Promise.reject(abortReason(signal));
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(abortReason(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
