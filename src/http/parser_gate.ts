import type { Socket } from "node:net";

/** Slot of a parser that holds the function called when the head of a request is complete. */
const ON_HEAD = 2;

/** Answer of that function which makes the parser stop reading: the rest of the bytes is not HTTP. */
const STOP_PARSING = 2;

/** The parser of a server's socket, as far as it is used here. */
interface Parser {
  socket: Socket | null;
  [ON_HEAD]?: (...parts: unknown[]) => unknown;
}

/** Decides on each complete head, before an object is made for its request. False = read no further. */
type Gate = () => boolean;

const gates = new WeakMap<Socket, Gate>();
/** Parsers are reused for other sockets, of clients too, so each is wrapped once. */
const wrapped = new WeakSet<Parser>();

/**
 * Asks `gate` about every request head of a connection before anything is made of it. One packet holds hundreds of
 * requests and the parser hands all of them out at once: whatever counts later counts too late.
 * @returns false when this runtime has no such parser, so that the caller must count requests itself
 */
export function gateRequests(socket: Socket, gate: Gate): boolean {
  const { parser } = socket as Socket & { parser?: Parser };
  const onHead = parser?.[ON_HEAD];
  if (!parser || typeof onHead !== "function") return false;
  gates.set(socket, gate);
  if (wrapped.has(parser)) return true;
  wrapped.add(parser);
  parser[ON_HEAD] = function (this: Parser, ...parts: unknown[]): unknown {
    const asked = this.socket ? gates.get(this.socket) : undefined;
    return asked && !asked() ? STOP_PARSING : onHead.apply(this, parts);
  };
  return true;
}
