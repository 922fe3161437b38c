/**
 * A local chain with many neurons, in a process of its own. Prints `{endpoint}`; ends with its standard input.
 *
 *     deno run -P tests/bench/chain/serve.ts NEURONS
 */
import { nullLogger, systemClock } from "../../../src/base/mod.ts";
import { startLocalnet } from "../../../src/localnet/mod.ts";
import { ss58Encode } from "../../../src/wallet/mod.ts";

const count = Number(Deno.args[0]);
/** Addresses nobody has the key of, which cost nothing to make. */
const address = (kind: number, i: number) => {
  const key = new Uint8Array(32);
  key.set([kind, i >> 8, i & 0xff]);
  return ss58Encode(key);
};
const localnet = await startLocalnet({
  blockMs: 1_000,
  subnets: [{
    netuid: 1,
    hyperparameters: { tempo: 360, maxAllowedUids: count },
    neurons: Array.from({ length: count }, (_, i) => ({
      hotkey: address(1, i),
      coldkey: address(2, i % 64),
      stakeRao: BigInt(i + 1) * 10n ** 10n,
    })),
  }],
}, { clock: systemClock, logger: nullLogger });
console.log(JSON.stringify({ endpoint: localnet.endpoint }));
for await (const _ of Deno.stdin.readable);
Deno.exit(0);
