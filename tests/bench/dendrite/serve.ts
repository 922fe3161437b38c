/**
 * Axons that answer at once and note when they were asked, in a process of their own: one port stands for all of them.
 * Prints `{port}`; each line on standard input is answered by `{asked, spreadMs}` since the line before.
 *
 *     deno run -P tests/bench/dendrite/serve.ts
 */
import net from "node:net";
import { Buffer } from "node:buffer";

const PIECES = ["The highest one ", "is Mount Everest.", " It is in Asia."];
const HEAD = [
  "HTTP/1.1 200 OK",
  "content-type: text/event-stream",
  "transfer-encoding: chunked",
  "name: StreamPromptingSynapse",
  "timeout: 15.0",
  "header_size: 0",
  "total_size: 0",
  "bt_header_axon_status_code: 200",
  "bt_header_axon_status_message: Success",
  "bt_header_axon_process_time: 0.001",
  "\r\n",
].join("\r\n");
const ANSWER = Buffer.from(
  `${HEAD}${PIECES.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join("")}0\r\n\r\n`,
);

let first = 0;
let last = 0;
let asked = 0;

const server = net.createServer((socket) => {
  let received = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("data", (data: Uint8Array | string) => {
    received = Buffer.concat([received, Buffer.from(data)]);
    for (;;) {
      const end = received.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = received.subarray(0, end).toString("latin1");
      const whole = end + 4 + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < whole) return;
      received = received.subarray(whole);
      last = performance.now();
      if (asked++ === 0) first = last;
      socket.write(ANSWER);
    }
  });
});
server.listen(0, "127.0.0.1", 2048, async () => {
  console.log(JSON.stringify({ port: (server.address() as net.AddressInfo).port }));
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    for (const _ of text.matchAll(/\n/g)) {
      console.log(JSON.stringify({ asked, spreadMs: last - first }));
      asked = 0;
    }
  }
  Deno.exit(0);
});
