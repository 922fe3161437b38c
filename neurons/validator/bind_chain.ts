import type { Logger } from "../../src/base/mod.ts";
import type { Chain } from "../../src/chain/mod.ts";
import type { Store } from "../../src/store/mod.ts";

/**
 * Binds a validator's database to its chain, or checks that it is: scores and journal of one chain must never become
 * weights on another.
 * @throws StoreError `other_chain`; ChainError
 */
export async function bindChain(
  chain: Chain,
  netuid: number,
  { store, logger }: { store: Store; logger: Logger },
): Promise<void> {
  const firstBlock = await chain.blockHash(1);
  const isNew = store.bindChain({ genesis: chain.genesisHash, netuid, firstBlock });
  if (isNew && store.lastStep() > 0) {
    logger.info("the database is of an older version; from now on it is bound to this chain", {
      genesis: chain.genesisHash,
      netuid,
    });
  }
}
