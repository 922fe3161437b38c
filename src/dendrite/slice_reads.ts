import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** Bytes the parser gets at once: one read of a socket holds eleven thousand chunks of one byte. */
const SLICE_BYTES = 2048;

/**
 * Hands what a socket receives to its HTTP parser in slices, and asks before each one. The parser works through all it
 * was given, also when the exchange ended at the first byte of it, so a bound inside the answer would bound nothing.
 * @param socket a socket of a client's request, with the listener of the request on it
 * @param wanted asked before each slice; false = the rest is dropped
 */
export function sliceReads(socket: Socket, wanted: () => boolean): void {
  const parse = socket.listeners("data")[0] as ((this: Socket, bytes: Uint8Array) => void) | undefined;
  // Without it (another runtime) the reads stay whole.
  if (parse === undefined) return;
  socket.removeListener("data", parse);
  socket.on("data", (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      // The request gives its parser back at the end of the answer, and takes nothing more.
      if (!wanted() || !(socket as Socket & { parser?: object | null }).parser) return;
      parse.call(socket, bytes.subarray(at, at + SLICE_BYTES));
    }
  });
}

/**
 * Hands on each chunk of an answer while its parser runs. A `data` event comes after the parser went through all that
 * was read, hundreds of kilobytes by then: who counts there counts too late. Ends and errors stay events of `response`.
 * @param onChunk takes the bytes of one chunk; must not throw
 */
export function takeChunks(response: IncomingMessage, onChunk: (bytes: Uint8Array) => void): void {
  const push = response.push;
  response.push = function (this: IncomingMessage, bytes: Uint8Array | null, ...rest): boolean {
    if (bytes === null) return push.call(this, bytes, ...rest);
    onChunk(bytes);
    return true;
  };
  // Lets the end through, and takes chunks that did not come by `push`.
  response.on("data", onChunk);
}
