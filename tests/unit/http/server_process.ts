/**
 * One server of {@link TARGETS} in a process of its own, so that it can run out of descriptors: `server_process.ts
 * INDEX`. Prints its port, then follows the lines of its input: `hoard` opens files until none can be opened, `free`
 * closes them.
 */
import { TARGETS } from "./servers_under_attack.ts";

const say = (text: string) => void Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
const hoard: Deno.FsFile[] = [];
await TARGETS[Number(Deno.args[0])]!.run(async ({ port }) => {
  say(String(port));
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const text of lines) {
    if (text.includes("hoard")) {
      try {
        for (;;) hoard.push(Deno.openSync("/dev/null"));
      } catch {
        say(`hoarded ${hoard.length}`);
      }
    }
    if (text.includes("free")) {
      for (const file of hoard.splice(0)) file.close();
      say("freed");
    }
  }
}, 5_000);
Deno.exit(0);
