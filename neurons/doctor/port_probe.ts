import { type Clock, errorText, withDeadline } from "../../src/base/mod.ts";

/** What happened when the axon's port was tried out. */
export interface PortTest {
  /** Null = it could be bound; else why not. */
  bindError: string | null;
  /** True when the reason is that somebody has it. */
  inUse: boolean;
  /** Port that was tried: a free one for port 0. */
  port: number;
  /** Null = not tried; "" = our own listener was reached; else what came instead. */
  dialError: string | null;
}

const DIAL_MS = 4000;

/**
 * Binds the port for a moment and dials the external address from here. What arrives at our listener proves that the
 * way is open; when nothing arrives it may still be the router that does not turn around (so that is no proof).
 * @param external where others will dial; null = unknown
 */
export async function dialPort(
  axon: { port: number; host: string; externalPort?: number },
  external: { ip: string; port: number } | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<PortTest> {
  let listener: Deno.TcpListener;
  try {
    listener = Deno.listen({ port: axon.port, hostname: axon.host });
  } catch (error) {
    return {
      bindError: errorText(error),
      inUse: error instanceof Deno.errors.AddrInUse,
      port: axon.port,
      dialError: null,
    };
  }
  const { port } = listener.addr as Deno.NetAddr;
  const token = crypto.getRandomValues(new Uint8Array(16));
  const serving = serveToken(listener, token);
  try {
    if (!external) return { bindError: null, inUse: false, port, dialError: null };
    const target = { hostname: external.ip, port: external.port || port };
    const dialError = await withDeadline(clock, DIAL_MS, "dialling", () => readToken(target, token), signal)
      .catch((error) => errorText(error));
    return { bindError: null, inUse: false, port, dialError };
  } finally {
    listener.close();
    await serving;
  }
}

/** Sends the token to everybody who connects. */
async function serveToken(listener: Deno.TcpListener, token: Uint8Array): Promise<void> {
  try {
    for await (const connection of listener) {
      await connection.write(token).catch(() => {});
      connection.close();
    }
  } catch { /* the listener was closed */ }
}

/** @returns "" when the token came, else what is wrong */
async function readToken(target: { hostname: string; port: number }, token: Uint8Array): Promise<string> {
  using connection = await Deno.connect(target);
  const buffer = new Uint8Array(token.length);
  const read = await connection.read(buffer);
  const same = read === token.length && buffer.every((byte, i) => byte === token[i]);
  return same ? "" : "another program answers there";
}
