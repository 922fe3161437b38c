import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A TCP relay that can be cut: what is connected breaks, and nobody new gets through until it is mended. */
export interface Wire {
  readonly port: number;
  cut(): void;
  mend(): void;
  close(): void;
}

/** Opens a relay to a port on this machine. */
export function openWire(target: number): Promise<Wire> {
  const open = new Set<Socket>();
  let broken = false;
  const server = createServer((client) => {
    if (broken) return void client.destroy();
    const upstream = connect(target, "127.0.0.1");
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      open.add(one);
      one.on("error", () => {});
      one.once("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        cut() {
          broken = true;
          for (const socket of open) socket.destroy();
        },
        mend() {
          broken = false;
        },
        close() {
          for (const socket of open) socket.destroy();
          server.close();
        },
      }))
  );
}
