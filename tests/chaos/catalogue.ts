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
      "An axon killed with SIGKILL under load and started again on its database at once; the last 120 requests it had accepted are sent again, also those of callers whose clocks run 4 s ahead: all refused.",
    run: async (chaos) => (await import("./replay.ts")).replayAfterKill(chaos),
  },
  {
    id: "clock-jumps",
    what:
      "The wall clock set forth and back by nanoseconds to years under a running axon and a running client: nothing passes twice, fresh requests pass again, own nonces keep rising.",
    short: true,
    run: async (chaos) => (await import("./nonces.ts")).clockJumps(chaos),
  },
  {
    id: "spoofed-hotkey",
    what:
      "Forged requests under somebody's hotkey, with the very nonces its owner is about to use, from the owner's address and others: the owner still gets every request of the minute, at the first try.",
    short: true,
    run: async (chaos) => (await import("./strangers.ts")).spoofedHotkey(chaos),
  },
  {
    id: "ten-million-ids",
    what:
      "10 million hotkeys and uuids nobody signed through nonce rule, bounded maps and metric labels in process, 30,000 of them over sockets: memory stays flat.",
    short: true,
    limitS: 400,
    run: async (chaos) => (await import("./strangers.ts")).tenMillionIds(chaos),
  },
  {
    id: "signed-flood",
    what:
      "One caller with a good key sends signed requests without pause from 48 connections; eight others get at least 99 % answered.",
    run: async (chaos) => (await import("./flood.ts")).signedFlood(chaos),
  },
  {
    id: "half-sent",
    what:
      "2,000 connections that send half a request from one address, and 2,000 from forty: all are closed in time, one address never shuts others out, everybody is answered afterwards, no descriptor stays.",
    short: true,
    run: async (chaos) => (await import("./sockets.ts")).halfSent(chaos),
  },
  {
    id: "slow-bodies",
    what: "Bodies that come a byte at a time: 408 at the deadline, others are answered meanwhile.",
    run: async (chaos) => (await import("./sockets.ts")).slowBodies(chaos),
  },
  {
    id: "huge-requests",
    what:
      "Bodies of 100 MB announced and in chunks, 64 KB of headers, 4,000 headers, 50 MB in a bomb of gzip: refused early, memory stays flat.",
    short: true,
    run: async (chaos) => (await import("./sockets.ts")).hugeRequests(chaos),
  },
  {
    id: "disconnects",
    what:
      "1,000 callers who vanish in the middle of an answer, half of them by reset: no engine job, timer, descriptor, place or memory stays behind.",
    short: true,
    run: async (chaos) => (await import("./sockets.ts")).disconnects(chaos),
  },
  {
    id: "pipelined-unread",
    what:
      "60 connections from one address that pipeline requests without end and never read, at the axon, the subnet API and the operator pages: resident memory stays below 400 MB, and others get every answer.",
    run: async (chaos) => (await import("./crowding.ts")).pipelinedUnread(chaos),
  },
  {
    id: "pipelined-reset",
    what:
      "Pipelined requests for long answers whose connections die, at the axon, the subnet API and the operator pages: no place, engine job or live connection stays, and a stop does not wait for them.",
    short: true,
    run: async (chaos) => (await import("./crowding.ts")).pipelinedReset(chaos),
  },
  {
    id: "one-hotkey",
    what:
      "One registered hotkey with little stake asks 300 times at once for answers that take long: it holds eight places at most, and a validator gets every answer.",
    short: true,
    run: async (chaos) => (await import("./crowding.ts")).oneHotkey(chaos),
  },
  {
    id: "many-sources",
    what:
      "20 addresses fill all connections of the axon again and again with half requests: a caller from a verified address gets every answer, callers from new addresses nine in ten.",
    short: true,
    run: async (chaos) => (await import("./crowding.ts")).manySources(chaos),
  },
  {
    id: "out-of-files",
    what:
      "An axon under a limit of 256 open files meets 600 connections and loses all descriptors: it answers again by itself within seconds.",
    run: async (chaos) => (await import("./crowding.ts")).outOfFiles(chaos),
  },
  {
    id: "validator-kill",
    what:
      "A validator killed with SIGKILL at 200 random points, from its start on, and started again on its database: whole steps only, scores exactly those of the steps, at most the step being written is lost. The process has the real validator, store, client and rewards, miners on loopback, and a paper chain, so that 200 fit into minutes.",
    limitS: 800,
    run: async (chaos) => (await import("./store.ts")).validatorKill(chaos),
  },
  {
    id: "whole-validator",
    what:
      "The whole program, `sn1 validator` on a local chain, killed 16 times while it asks and sets weights: whole steps, scores exactly those of the steps, never two vectors for one weights window.",
    limitS: 500,
    run: async (chaos) => (await import("./whole_validator.ts")).wholeValidatorKill(chaos),
  },
  {
    id: "old-schemas",
    what:
      "Databases of the three older schemas with random contents: scores, steps, journal, nonces and floors are all there after the program opened them.",
    short: true,
    run: async (chaos) => (await import("./store.ts")).oldSchemas(chaos),
  },
  {
    id: "disk-full",
    what:
      "A file system that is full, at random points, under a store: a write that fails changes nothing, freed room is used, nothing is damaged.",
    run: async (chaos) => (await import("./store.ts")).diskFull(chaos),
  },
  {
    id: "engine-dies",
    what:
      "The engine process killed at random moments with three answers under way: each ends whole or with an error, none hangs, the next one is whole, no process or descriptor stays.",
    limitS: 240,
    run: async (chaos) => (await import("./engine.ts")).engineDies(chaos),
  },
  {
    id: "never-dialled",
    what:
      "A metagraph full of private addresses in every spelling, and servers that redirect there: a port on loopback that would be reached is never knocked on.",
    short: true,
    run: async (chaos) => (await import("./addresses.ts")).neverDialled(chaos),
  },
  {
    id: "miner-floods",
    what:
      "Sixteen miners that answer at once with one-byte chunks, endless interim answers, chunk extensions, trailers and 20 more kinds of floods: each is refused, and the query ends.",
    short: true,
    limitS: 400,
    run: async (chaos) => (await import("./miner_floods.ts")).minerFloods(chaos),
  },
  {
    id: "scale-fuzz",
    what:
      "500,000 random and damaged SCALE values and transactions into the local chain's decoder: a value or an error of its own, never anything else, never slowly.",
    short: true,
    limitS: 240,
    run: async (chaos) => (await import("./fuzz.ts")).scaleFuzz(chaos),
  },
  {
    id: "header-fuzz",
    what:
      "500,000 damaged headers, response heads, bodies, signatures and addresses into the parsers, 3,000 of them over sockets: refused or read, never a 500, never a fall.",
    short: true,
    limitS: 240,
    run: async (chaos) => (await import("./fuzz.ts")).headerFuzz(chaos),
  },
  {
    id: "odd-frames",
    what:
      "A miner whose chain endpoints send frames no node sends, more than 100 endpoints one after the other (web pages, bytes, JSON of wrong forms, closes, random frames, also while it connects): each is left, the last one serves, the miner ends cleanly.",
    short: true,
    limitS: 400,
    run: async (chaos) => (await import("./odd_frames.ts")).oddFrames(chaos),
  },
  {
    id: "outgoing-connections",
    what:
      "Every connection a miner and a validator make in a run, as the operating system sees it: the chain's endpoint and the axons of the metagraph, nothing else.",
    limitS: 400,
    run: async (chaos) => (await import("./outgoing.ts")).outgoing(chaos),
  },
];
