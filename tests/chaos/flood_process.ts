/** Sends signed requests of one caller without pause: `flood_process.ts PORT SECONDS`. Prints what became of them. */
import { signed } from "../unit/axon/helpers.ts";
import { Client } from "./http.ts";

const [port, seconds] = Deno.args.map(Number);
const client = new Client(port!, "127.0.0.66", 48);
const end = performance.now() + seconds! * 1000;
let [sent, passed, limited] = [0, 0, 0];
await Promise.all(Array.from({ length: 48 }, async () => {
  while (performance.now() < end) {
    const request = await signed({ uri: "//Flooder" });
    const { status } = await client.post(request, 10_000);
    sent++;
    if (status === 200) passed++;
    if (status === 429) limited++;
  }
}));
console.log(JSON.stringify({ sent, passed, limited }));
Deno.exit(0);
