import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../base/mod.ts";
import type { OpenCalls } from "./open_calls.ts";

/** Time the closed sockets of a server have to report so, ms. */
const CLOSE_MS = 1_000;

/**
 * Binds and listens.
 * @param port TCP port; 0 = any free one
 * @param onLater told about errors of the listening socket
 * @param backlog connections that may wait to be accepted. @default {the runtime's}
 * @returns the port
 * @throws node's error, whose `code` is `EADDRINUSE` when the port is taken
 */
export function listenOn(
  server: Server,
  host: string,
  port: number,
  onLater: (error: Error) => void,
  backlog?: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog }, () => {
      server.off("error", reject);
      server.on("error", onLater);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** How long the parts of a stop may take, ms. */
export interface DrainTimes {
  /** For open calls to end by themselves; with 0 they are ended at once. */
  drainMs: number;
  /** For calls that were ended to be gone before their connections are cut. */
  graceMs: number;
}

/**
 * Stops a server: nothing new is accepted, open calls end by themselves, then are ended, then cut.
 * @param reason handed to the calls that are ended
 */
export async function drainServer<Reason>(
  server: Server,
  calls: OpenCalls<Reason>,
  reason: Reason,
  { drainMs, graceMs }: DrainTimes,
  clock: Clock,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await atMost(drainMs, calls.drain(), clock);
  calls.endAll(reason);
  await atMost(Math.min(graceMs, drainMs), calls.drain(), clock);
  server.closeAllConnections();
  await atMost(CLOSE_MS, closed, clock);
}

/** Resolves with `work` or after `ms`, whichever comes first. */
async function atMost(ms: number, work: Promise<void>, clock: Clock): Promise<void> {
  let cancel = () => {};
  const timeout = new Promise<void>((resolve) => cancel = clock.after(ms, resolve));
  await Promise.race([work, timeout]);
  cancel();
}
