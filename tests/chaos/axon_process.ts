/** An axon with a database, to be killed: `axon_process.ts DATABASE LIMITS`. Prints its port. */
import { createAxon } from "../../src/axon/mod.ts";
import { nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";

const store = openStore(Deno.args[0]!);
const axon = createAxon({ port: 0, host: "127.0.0.1", limits: JSON.parse(Deno.args[1]!) }, {
  signer: await devKey("//Bob"),
  policy: { refuseReason: () => null, priority: () => 1 },
  handler: () =>
    (async function* () {
      yield "ok";
    })(),
  nonces: store.nonces,
  clock: systemClock,
  logger: nullLogger,
  metrics: nullMetrics,
});
const { port } = await axon.start();
Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`));
for await (const _ of Deno.stdin.readable);
Deno.exit(0);
