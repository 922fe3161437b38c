import { type Clock, errorText, type Logger } from "../../base/mod.ts";
import type { BlockProduction } from "../types.ts";
import type { Chain } from "./local_chain.ts";

/**
 * Makes blocks the chosen way.
 * @returns ends it
 */
export function startProduction(
  chain: Chain,
  production: BlockProduction,
  blockMs: number,
  clock: Clock,
  logger: Logger,
): () => void {
  const produce = (): void => {
    try {
      chain.produceBlock();
    } catch (error) {
      // Thrown out of a timer it would end the program; the next turn tries again.
      logger.error("no block", { number: chain.head.number + 1, reason: errorText(error) });
    }
  };
  if (production === "manual") return () => {};
  if (production === "instant") {
    let cancel = () => {};
    const stop = chain.pool.onReady(() => {
      cancel();
      cancel = clock.after(0, produce);
    });
    return () => {
      stop();
      cancel();
    };
  }
  // The next block is planned from the first one's time, so that a late block does not shift all that follow.
  const start = clock.monotonic();
  let count = 0;
  let cancel = () => {};
  const plan = (): void => {
    count = Math.max(count + 1, Math.floor((clock.monotonic() - start) / blockMs));
    cancel = clock.after(start + count * blockMs - clock.monotonic(), () => {
      produce();
      plan();
    });
  };
  plan();
  return () => cancel();
}
