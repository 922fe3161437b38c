import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Metrics } from "../base/mod.ts";
import { sourceOf } from "./address.ts";

/**
 * Caps open connections in all and per source: what is over the cap is closed at once, before a byte is read.
 * @returns how many connections are open
 */
export function capConnections(
  server: Server,
  caps: { connections: number; perSource: number },
  metrics: Metrics,
): { open(): number } {
  const bySource = new Map<string, number>();
  let open = 0;
  server.on("connection", (socket: Socket) => {
    const source = sourceOf(socket.remoteAddress);
    const ofSource = bySource.get(source) ?? 0;
    if (open >= caps.connections || ofSource >= caps.perSource) {
      metrics.count("axon_refused_total", { reason: "connections" });
      socket.destroy();
      return;
    }
    open++;
    bySource.set(source, ofSource + 1);
    metrics.gauge("axon_connections", open);
    socket.once("close", () => {
      open--;
      const left = bySource.get(source)! - 1;
      if (left > 0) bySource.set(source, left);
      else bySource.delete(source);
      metrics.gauge("axon_connections", open);
    });
  });
  return { open: () => open };
}
