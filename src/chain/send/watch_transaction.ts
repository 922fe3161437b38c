import { raceSignal } from "../../base/mod.ts";
import { ChainError } from "../errors.ts";
import type { Link } from "../link/link.ts";

/** Notification type of the library for transactions. */
const UPDATE = "author_extrinsicUpdate";

/** How a node reports the life of a transaction; other states only announce that it lives. */
type Status =
  | string
  | { inBlock?: string; finalized?: string; finalityTimeout?: string; usurped?: string };

/**
 * Hands a transaction to the pool and waits until the node reports it in a block.
 * @param call its name, for errors
 * @param finalized wait for finality instead of inclusion
 * @returns hash of the block
 * @throws ChainError when the pool gave it up; the node's own error when it was not taken; a plain error when the
 * connection broke
 */
export async function watchTransaction(
  link: Link,
  call: string,
  extrinsic: string,
  finalized: boolean,
  signal: AbortSignal,
): Promise<string> {
  const { provider } = link;
  let id: number | string | undefined;
  try {
    const reported = new Promise<string>((resolve, reject) => {
      const onStatus = (error: Error | null, status: Status): void => {
        if (error) return reject(error);
        if (typeof status === "string") {
          const lost = GIVEN_UP[status];
          if (lost) reject(givenUp(call, status, lost));
          return;
        }
        if (status.usurped !== undefined) reject(givenUp(call, "usurped", GIVEN_UP.usurped!));
        else if (status.finalized !== undefined) resolve(status.finalized);
        else if (status.inBlock !== undefined && !finalized) resolve(status.inBlock);
      };
      provider.subscribe(UPDATE, "author_submitAndWatchExtrinsic", [extrinsic], onStatus)
        .then((subscription) => id = subscription, reject);
    });
    return await raceSignal(raceSignal(reported, link.ended), signal);
  } finally {
    if (id !== undefined && link.open) {
      provider.unsubscribe(UPDATE, "author_unwatchExtrinsic", id).catch(() => {});
    }
  }
}

/** Ends of a transaction without a block, in words. */
const GIVEN_UP: Readonly<Record<string, string>> = {
  dropped: "the node's transaction pool is full and dropped it",
  invalid: "it became invalid while it waited",
  usurped: "another transaction with the same nonce took its place",
};

function givenUp(call: string, name: string, reason: string): ChainError {
  return new ChainError("stale", `${call} failed: ${reason}`, { data: { call, name, retry: true } });
}
