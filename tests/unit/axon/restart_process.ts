/** An axon of //Bob with a database, to be killed: `restart_process.ts DATABASE`. Prints its port. */
import { createAxon } from "../../../src/axon/mod.ts";
import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import { openStore } from "../../../src/store/mod.ts";
import { devKey } from "../../../src/wallet/mod.ts";
import { openPolicy, say } from "./helpers.ts";

const axon = createAxon({ port: 0, host: "127.0.0.1" }, {
  signer: await devKey("//Bob"),
  policy: openPolicy,
  handler: () => say("ok"),
  nonces: openStore(Deno.args[0]!).nonces,
  clock: systemClock,
  logger: nullLogger,
  metrics: nullMetrics,
});
console.log((await axon.start()).port);
