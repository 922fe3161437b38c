/** A process that does its share of the fault-proxy runs: `ENDPOINT FROM TO AT_ONCE SEED`, a JSON document at the end. */
import { runThroughProxies } from "./run_proxy.ts";

const [endpoint, from, to, atOnce, seed] = Deno.args as [string, string, string, string, string];
let told = 0;
const outcome = await runThroughProxies(endpoint, {
  from: Number(from),
  to: Number(to),
  atOnce: Number(atOnce),
  seed,
  onProgress(done) {
    if (done - told < 50) return;
    told = done;
    console.error(`  runs ${from}–${to}: ${done} done`);
  },
});
console.log(JSON.stringify(outcome));
Deno.exit(0);
