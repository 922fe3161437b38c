import type { Server } from "node:http";
import type { Socket } from "node:net";
import { sourceOf } from "./source_address.ts";

/** Told what {@link capConnections} does, for metrics. */
export interface CapListener {
  /** A connection over a cap was closed. */
  refused(): void;
  /** So many are open now. */
  open(count: number): void;
}

/**
 * Caps open connections of a server, in all and per source: what is over the cap is closed at once, before a byte is
 * read.
 */
export function capConnections(
  server: Server,
  caps: { connections: number; perSource: number },
  listener: CapListener,
): void {
  const bySource = new Map<string, number>();
  let open = 0;
  server.on("connection", (socket: Socket) => {
    const source = sourceOf(socket.remoteAddress);
    const ofSource = bySource.get(source) ?? 0;
    if (open >= caps.connections || ofSource >= caps.perSource) {
      listener.refused();
      socket.destroy();
      return;
    }
    open++;
    bySource.set(source, ofSource + 1);
    listener.open(open);
    socket.once("close", () => {
      open--;
      const left = bySource.get(source)! - 1;
      if (left > 0) bySource.set(source, left);
      else bySource.delete(source);
      listener.open(open);
    });
  });
}
