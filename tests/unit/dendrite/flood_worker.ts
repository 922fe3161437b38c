/**
 * Miners that flood, in a thread of their own: a client must not be measured by a server that shares its loop. Started
 * with one message, a list of {@link Flood}; answers with their ports.
 */
import type { Flood } from "./floods.ts";
import { rawServer } from "./raw_server.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Flood[]>) => void;
  postMessage(data: unknown): void;
};

scope.onmessage = ({ data }) => {
  const encoder = new TextEncoder();
  scope.postMessage(data.map(({ start, again }) => {
    const flood = encoder.encode(again);
    return rawServer(async ({ write }) => {
      if (start) await write(start);
      for (;;) await write(flood);
    }).port;
  }));
};
