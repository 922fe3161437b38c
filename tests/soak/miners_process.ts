/**
 * Many light miners in one process: `miners_process.ts FIRST COUNT BASE_PORT`. Miner i listens on BASE_PORT + i with the
 * key `//Soak<i>`. A line `stall SECONDS SHARE` on its input makes that share of them hang for so long. Prints `ready`.
 */
import { createAxon } from "../../src/axon/mod.ts";
import { nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";

const [first = 0, count = 0, basePort = 0] = Deno.args.map(Number);
let stalledUntil = 0;
let stalledShare = 0;

/** An answer in pieces; the worse the miner, the less of it is right. */
function answerOf(
  i: number,
): (request: { signal: AbortSignal; prompt: { messages: string[] } }) => AsyncIterable<string> {
  return async function* ({ signal, prompt }) {
    if (systemClock.monotonic() < stalledUntil && (i * 7919 % 100) / 100 < stalledShare) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      return;
    }
    const numbers = prompt.messages.at(-1)?.match(/\d+/g) ?? [];
    for (
      const piece of [
        "It is ",
        ["positive", "neutral", "negative"][i % 3]!,
        ", I believe ",
        numbers[i % 5] ?? "42",
      ]
    ) {
      if (signal.aborted) return;
      yield piece;
      await systemClock.sleep(5 + i % 40);
    }
  };
}

for (let i = first; i < first + count; i++) {
  const axon = createAxon({ port: basePort + i, host: "127.0.0.1", limits: { requestsPerMinute: 1e6 } }, {
    signer: await devKey(`//Soak${i}`),
    policy: { refuseReason: () => null, priority: () => 1 },
    handler: answerOf(i),
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  });
  await axon.start();
}
console.log("ready");
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const [, seconds, share] = /^stall (\S+) (\S+)/.exec(text) ?? [];
  if (seconds === undefined) continue;
  stalledUntil = systemClock.monotonic() + Number(seconds) * 1000;
  stalledShare = Number(share);
}
Deno.exit(0);
