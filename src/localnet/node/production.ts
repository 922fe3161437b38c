import type { Clock } from "../../base/mod.ts";
import type { BlockProduction } from "../types.ts";
import type { Chain } from "./chain.ts";

/**
 * Makes blocks the chosen way.
 * @returns ends it
 */
export function startProduction(
  chain: Chain,
  production: BlockProduction,
  blockMs: number,
  clock: Clock,
): () => void {
  if (production === "manual") return () => {};
  if (production === "instant") {
    let cancel = () => {};
    const stop = chain.pool.onReady(() => {
      cancel();
      cancel = clock.after(0, () => void chain.produceBlock());
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
      chain.produceBlock();
      plan();
    });
  };
  plan();
  return () => cancel();
}
