import { Buffer } from "node:buffer";
import net from "node:net";
import { pick, type Random, systemClock } from "../../src/base/mod.ts";
import { Client } from "../chaos/http.ts";
import { signed } from "../unit/axon/helpers.ts";
import type { Breakable } from "./types.ts";

/** Connections of one attacker: below the limit per address. */
const CONNECTIONS = 40;
const BURST = Buffer.from("GET /x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".repeat(500));

type Attack = (what: Breakable, random: Random, signal: AbortSignal) => Promise<void>;

/** Runs `work` on every connection again and again for some seconds. */
async function crowd(
  seconds: number,
  signal: AbortSignal,
  work: (i: number, running: () => boolean) => Promise<void>,
): Promise<void> {
  const end = systemClock.monotonic() + seconds * 1000;
  const running = () => !signal.aborted && systemClock.monotonic() < end;
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, i) => {
    while (running()) await work(i, running);
  }));
}

/** Pipelines requests and reads nothing; ends when the server drops the connection or after `holdMs`. */
async function pour(port: number, from: string, holdMs: number, running: () => boolean): Promise<void> {
  const socket = net.connect({ port, host: "127.0.0.1", localAddress: from });
  let open = true;
  socket.on("error", () => {});
  socket.once("close", () => open = false);
  socket.pause();
  const until = systemClock.monotonic() + holdMs;
  while (open && running() && systemClock.monotonic() < until) {
    socket.write(BURST);
    await systemClock.sleep(20);
  }
  socket.destroy();
  await systemClock.sleep(20);
}

/** Attacks of strangers and of single miners and callers; none needs a key of a validator. */
export const ATTACKS: Record<string, Attack> = {
  "pipelined requests that nobody reads": ({ ports }, _, signal) =>
    crowd(15, signal, (i, running) => pour(ports[i % ports.length]!, "127.0.0.99", 15_000, running)),
  "pipelined requests that are reset": ({ ports }, _, signal) =>
    crowd(15, signal, (i, running) => pour(ports[i % ports.length]!, "127.0.0.98", 60, running)),
  "one hotkey fills the places of a miner": async ({ miners }, random, signal) => {
    const { port, hotkey } = pick(random, miners);
    const client = new Client(port, "127.0.0.97", CONNECTIONS);
    await crowd(15, signal, async () => {
      await client.post(await signed({ uri: "//Flooder", to: hotkey }), 10_000);
      await systemClock.sleep(20);
    });
    client.close();
  },
  "sixteen miners flood their answers": async ({ hosts }, _, signal) => {
    for (const host of hosts) await host.flood(20, Math.ceil(16 / hosts.length));
    await systemClock.sleep(20_000, signal);
  },
};
