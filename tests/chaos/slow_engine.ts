/** An engine that takes its time: forty pieces, one every few milliseconds. */
import { encodeFrame, FrameDecoder } from "../../src/llm/local/frames.ts";
import type { FromEngine, ToEngine } from "../../src/llm/local/protocol.ts";

const send = (message: FromEngine) => void Deno.stdout.writeSync(encodeFrame(message));
const decoder = new FrameDecoder();
for await (const chunk of Deno.stdin.readable) {
  for (const message of decoder.push(chunk) as ToEngine[]) {
    if (message.type === "start") {
      send({ type: "ready", info: { model: "slow", device: "none", contextTokens: 100, parallel: 8 } });
    } else if (message.type === "generate") {
      let left = 40;
      const timer = setInterval(() => {
        send({ type: "text", items: [[message.id, "piece "]] });
        if (--left > 0) return;
        clearInterval(timer);
        send({ type: "end", id: message.id, reason: "stop" });
      }, 3);
    } else if (message.type === "count") send({ type: "result", id: message.id, value: message.text.length });
    else if (message.type === "ping") send({ type: "result", id: message.id, value: "pong" });
  }
}
