/**
 * The axon under load, in a process of its own. Prints `{port, hotkey}`; ends with its standard input.
 *
 *     deno run -P tests/bench/axon/serve.ts [null]      null: answers 200 to everything without looking
 */
import net from "node:net";
import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import { createAxon } from "../../../src/axon/mod.ts";
import { devKey } from "../../../src/wallet/mod.ts";
import { knownCallers } from "./world.ts";

async function* answer(): AsyncGenerator<string> {
  yield "The highest one ";
  yield "is Mount Everest.";
}

/** The axon of //Bob; strangers are those whose keys are not of this family. */
async function serveAxon(): Promise<number> {
  const known = new Set(await knownCallers());
  const axon = createAxon({
    port: 0,
    host: "127.0.0.1",
    limits: { requestsPerMinute: 1e9, connectionsPerAddress: 512 },
  }, {
    signer: await devKey("//Bob"),
    policy: {
      refuseReason: (hotkey) => known.has(hotkey) ? null : "Unrecognized hotkey",
      priority: () => 1,
    },
    handler: answer,
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  });
  return (await axon.start()).port;
}

/** The cheapest server there is: what a flood costs the machine without any work of ours. */
function serveNothing(): Promise<number> {
  const reply = new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => void socket.write(reply));
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port))
  );
}

const port = Deno.args[0] === "null" ? await serveNothing() : await serveAxon();
console.log(JSON.stringify({ port, hotkey: (await devKey("//Bob")).ss58 }));
for await (const _ of Deno.stdin.readable);
Deno.exit(0);
