/**
 * Many light miners in one process: `miners_process.ts FIRST COUNT BASE_PORT`. Miner i listens on BASE_PORT + i with the
 * key `//Soak<i>`. A line `stall SECONDS SHARE` on its input makes that share of them hang for so long, a line
 * `flood SECONDS COUNT` makes the first COUNT of them send one-byte chunks without end. Prints `ready`.
 */
import { createAxon } from "../../src/axon/mod.ts";
import { nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";

const [first = 0, count = 0, basePort = 0] = Deno.args.map(Number);
let stalledUntil = 0;
let stalledShare = 0;
let floodsUntil = 0;
let flooding = 0;

/** An answer in pieces; the worse the miner, the less of it is right. */
function answerOf(
  i: number,
): (request: { signal: AbortSignal; prompt: { messages: string[] } }) => AsyncIterable<string> {
  return async function* ({ signal, prompt }) {
    if (systemClock.monotonic() < stalledUntil && (i * 7919 % 100) / 100 < stalledShare) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      return;
    }
    if (systemClock.monotonic() < floodsUntil && i - first < flooding) {
      for (let piece = 0; !signal.aborted; piece++) {
        yield "a";
        if (piece % 200 === 199) await systemClock.sleep(1);
      }
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
  const [, kind, seconds, amount] = /^(stall|flood) (\S+) (\S+)/.exec(text) ?? [];
  if (kind === undefined) continue;
  const until = systemClock.monotonic() + Number(seconds) * 1000;
  if (kind === "stall") [stalledUntil, stalledShare] = [until, Number(amount)];
  else [floodsUntil, flooding] = [until, Number(amount)];
}
Deno.exit(0);
