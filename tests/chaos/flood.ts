import assert from "node:assert/strict";
import { withTempDir } from "../kit/mod.ts";
import { signed } from "../unit/axon/helpers.ts";
import { startAxonProcess } from "./axon_peer.ts";
import { Client } from "./http.ts";
import { type Chaos, pause } from "./kit.ts";

/** Others' requests that must be answered while one caller floods. */
const SHARE = 0.99;

/**
 * One caller with a good key sends signed requests as fast as a process of its own can; eight others, each from an
 * address of its own, ask now and then: at least 99 % of theirs are answered.
 */
export async function signedFlood(chaos: Chaos): Promise<void> {
  const seconds = chaos.amount(20, 2);
  await withTempDir(async (dir) => {
    const axon = await startAxonProcess(`${dir}/sn1.db`, { requestsPerMinute: 600 });
    const flooder = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-P=sn1",
        "--quiet",
        "--no-check",
        new URL("./flood_process.ts", import.meta.url).pathname,
        String(axon.port),
        String(seconds + 1),
      ],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const flooded = new Response(flooder.stdout).text();
    const statuses = new Map<number, number>();
    let worst = 0;
    try {
      await pause(chaos.amount(1500, 800));
      const end = performance.now() + seconds * 1000;
      await Promise.all(Array.from({ length: 8 }, async (_, i) => {
        const client = new Client(axon.port, `127.0.0.${30 + i}`, 1);
        while (performance.now() < end) {
          const request = await signed({ uri: `//Other${i}`, timeoutS: 12 });
          const began = performance.now();
          const { status } = await client.post(request, 12_000);
          worst = Math.max(worst, performance.now() - began);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          await pause(100 + chaos.int(200));
        }
        client.close();
      }));
      await flooder.status;
    } finally {
      axon.kill();
      await axon.ended;
    }
    const { sent, passed, limited } = JSON.parse(await flooded) as Record<string, number>;
    chaos.inject(sent);
    const all = [...statuses.values()].reduce((sum, n) => sum + n, 0);
    const share = (statuses.get(200) ?? 0) / Math.max(1, all);
    chaos.note(
      `others: ${(share * 100).toFixed(2)} % of ${all} answered, slowest ${
        worst.toFixed(0)
      } ms; flooder: ${passed} answered, ${limited} over its rate`,
    );
    assert.ok(all > 0 && share >= SHARE, `others: ${JSON.stringify([...statuses])}`);
    if (chaos.full) assert.ok(limited! > 0, "the flooder was never over its rate, so this was no flood");
  });
}
