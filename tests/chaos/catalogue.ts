import type { ChaosItem } from "./kit.ts";

/** Everything the suite does. What a group needs is loaded when it runs: some of it reads the environment. */
export const ITEMS: readonly ChaosItem[] = [
  {
    id: "signature-matrix",
    what:
      "Signatures that are absent, empty, of 63 or 65 bytes, with each bit of the 64 bytes flipped, or over other parts: each is a 401, none reaches the engine, none burns the nonce.",
    short: true,
    run: async (chaos) => (await import("./signatures.ts")).signatureMatrix(chaos),
  },
  {
    id: "unsigned-headers",
    what:
      "Forged, replayed, stale and early requests with headers nobody signed changed at will (timeout, version, name, addresses …): none becomes acceptable.",
    short: true,
    run: async (chaos) => (await import("./signatures.ts")).unsignedHeaders(chaos),
  },
  {
    id: "window-edges",
    what:
      "Nonces one nanosecond inside and outside both edges of the window, for every kind of `timeout` header, and stamps from before the start: exactly those inside pass.",
    short: true,
    run: async (chaos) => (await import("./nonces.ts")).windowEdges(chaos),
  },
  {
    id: "old-callers",
    what:
      "Callers with rising nonces (SDK 7.1 and older), 100 uuids each, replays and restarts in between: nothing passes twice, nobody who counts up is refused.",
    short: true,
    run: async (chaos) => (await import("./nonces.ts")).oldCallers(chaos),
  },
  {
    id: "parallel-replay",
    what:
      "One request many times at once, over several connections and pipelined, cut and interleaved at random: exactly one copy is answered, every time.",
    short: true,
    run: async (chaos) => (await import("./replay.ts")).parallelReplay(chaos),
  },
  {
    id: "replay-after-kill",
    what:
      "An axon killed with SIGKILL under load and started again on its database; everything accepted before is sent again, also by callers whose clocks run 4 s ahead: all refused.",
    run: async (chaos) => (await import("./replay.ts")).replayAfterKill(chaos),
  },
  {
    id: "clock-jumps",
    what:
      "The wall clock set forth and back by nanoseconds to years under a running axon and a running client: nothing passes twice, fresh requests pass again, own nonces keep rising.",
    short: true,
    run: async (chaos) => (await import("./nonces.ts")).clockJumps(chaos),
  },
];
