/** Servers that run out of descriptors, each in a process with a low limit. */
import assert from "node:assert/strict";
import net from "node:net";
import { full, until } from "../../kit/mod.ts";
import { TARGETS } from "./servers_under_attack.ts";

const LIMIT = 160;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether any HTTP answer comes. */
function answered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.write("GET /x HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
    });
    const end = (ok: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(ok);
    };
    const timer = setTimeout(() => end(false), 2_000);
    socket.on("data", () => end(true));
    socket.on("error", () => end(false));
  });
}

for (const [index, { name }] of TARGETS.entries()) {
  full(`${name}: out of descriptors once, it answers again by itself`, async () => {
    const entry = new URL("./server_process.ts", import.meta.url).pathname;
    const run = `ulimit -n ${LIMIT}; exec "$0" run -P=sn1 --quiet --no-check "${entry}" ${index}`;
    const child = new Deno.Command("sh", {
      args: ["-c", run, Deno.execPath()],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let said = "";
    const reading = (async () => {
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) said += text;
    })();
    const input = child.stdin.getWriter();
    const tell = (line: string) => input.write(new TextEncoder().encode(`${line}\n`));
    try {
      await until(() => said.includes("\n"), 60_000, "the port");
      const port = Number(said.split("\n")[0]);
      assert.ok(await answered(port));
      // More idle connections than there are descriptors: the cap keeps some free.
      const idle = Array.from({ length: 3 * LIMIT }, (_, i) => {
        const socket = net.connect({ port, host: "127.0.0.1", localAddress: `127.0.0.${10 + i % 40}` });
        socket.on("error", () => {});
        return socket;
      });
      await pause(1_000);
      for (const socket of idle) socket.destroy();
      await until(() => answered(port), 60_000, "an answer after a crowd of connections");
      // Descriptors that something else takes: accepting fails, which ends it for good without an error.
      await tell("hoard");
      await until(() => said.includes("hoarded"), 10_000, "descriptors to run out");
      const waiting = Array.from({ length: 20 }, () => {
        const socket = net.connect(port, "127.0.0.1");
        socket.on("error", () => {});
        return socket;
      });
      await pause(500);
      for (const socket of waiting) socket.destroy();
      await tell("free");
      await until(() => said.includes("freed"), 10_000, "descriptors to be free");
      await until(() => answered(port), 60_000, "an answer after descriptors ran out");
    } finally {
      child.kill("SIGKILL");
      await child.status;
      await reading;
      await input.close().catch(() => {});
    }
  });
}
