/** Where the state of a service is told to the service manager. */
export interface NotifySocket {
  /** Sends assignments such as `READY=1`; one message. */
  send(...assignments: string[]): Promise<void>;
  close(): void;
}

/** The few lines of Deno's unstable datagram sockets that are used. */
interface Datagrams {
  send(data: Uint8Array, to: { transport: "unixpacket"; path: string }): Promise<number>;
  close(): void;
}

/**
 * Opens a way to the socket in `NOTIFY_SOCKET`: a datagram on a Unix socket, as sd_notify(3) sends it. The manager
 * knows the sender by the kernel's word, so the main process must send it itself. Deno's datagram sockets need a path
 * of their own, which is removed at once.
 * @param target value of `NOTIFY_SOCKET`: an absolute path
 * @throws Error for an abstract socket (`@…`), which Deno cannot name; errors of the system
 */
export async function openNotifySocket(target: string): Promise<NotifySocket> {
  if (!target.startsWith("/")) throw new Error(`NOTIFY_SOCKET "${target}" is no path`);
  const { listenDatagram } = Deno as unknown as { listenDatagram?: (options: object) => Datagrams };
  if (!listenDatagram) throw new Error("this Deno has no datagram sockets: run it with --unstable-net");
  const folder = await Deno.makeTempDir({ prefix: "sn1-notify-" });
  try {
    const socket = listenDatagram({ transport: "unixpacket", path: `${folder}/s` });
    return {
      async send(...assignments) {
        const message = new TextEncoder().encode(assignments.map(oneLine).join("\n"));
        await socket.send(message, { transport: "unixpacket", path: target });
      },
      close: () => socket.close(),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A newline would begin another assignment. */
function oneLine(assignment: string): string {
  return assignment.replace(/\s+/g, " ");
}
