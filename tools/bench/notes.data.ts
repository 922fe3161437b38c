/** What is wanted of a number, and what its reader should know. */
export interface Note {
  name: string;
  /** Lowest ratio or value wanted. */
  target?: { ratio: number } | { least: number } | { most: number };
  /** What the number means, and where it misses its target, what the profile shows. */
  text?: string;
}

/** By name, in the order of the page. */
export const NOTES: readonly Note[] = [
  {
    name: "axon.verified",
    text:
      "Signed requests answered per second, 32 connections, each request with a nonce and a uuid of its own.",
  },
  {
    name: "axon.verified.of_raw",
    target: { least: 0.8 },
    text:
      "The same as a share of what bare signature checks would reach on the cores that the generator leaves. One " +
      "check takes about 0.6 ms of a quiet core. What the profile of the server's thread shows under this load: a " +
      "fifth goes into the checks of known callers that it keeps, a fifth into writes to the socket (system calls), a " +
      "tenth into handing checks to the worker and waking it, the rest into HTTP parsing, two dozen `bt_header` fields " +
      "each way, middlewares and timers. With two cores, that thread and the worker share what the generator leaves, " +
      "so the share stays below its target there.",
  },
  {
    name: "axon.refused",
    text: "Requests of unknown hotkeys refused per second: what a flood of strangers has to exceed.",
  },
  {
    name: "axon.ttft",
    text: "From the request to the first byte of the answer's body, one connection, median.",
  },
  {
    name: "axon.flood_unknown",
    target: { ratio: 0.83 },
    text:
      "Slowest twentieth of a legitimate caller's first bytes (60 requests per second) while another address sends " +
      "400 per second with unknown hotkeys. A ratio of 0.83 is 20 % slower than without the axon's share of the work.",
  },
  {
    name: "axon.flood_known",
    target: { ratio: 0.83 },
    text:
      "The same with a registered hotkey, fresh nonces and wrong signatures: each costs a whole check of about " +
      "0.6 ms, which a worker does while known callers are checked on the server's thread. With two cores the server, " +
      "its worker and both generators take turns, and that shows in the slowest twentieth.",
  },
  { name: "dendrite.fanout16", text: "Until the last answer is read; everything on one machine." },
  { name: "dendrite.fanout64" },
  { name: "dendrite.fanout256" },
  {
    name: "dendrite.spread256",
    text:
      "Between the arrival of the first and the last of 256 requests: the head start of the first miner over " +
      "the last. 256 signatures of 0.2 to 0.3 ms, made one after the other, are 50 to 75 ms of it.",
  },
  { name: "metagraph.n256", text: "One read of all columns, decoded." },
  {
    name: "metagraph.n256.lag",
    target: { most: 20 },
    text:
      "How late the latest timer of the process was meanwhile: what a read costs an axon in the same process.",
  },
  { name: "metagraph.n256.first_lag", target: { most: 20 }, text: "The same at the first read." },
  { name: "metagraph.n1024" },
  {
    name: "metagraph.n1024.lag",
    target: { most: 20 },
    text:
      "Read in slices of 128 values and 16 rows. Between two looks at the event loop the process computes for 5 to " +
      "10 ms (256 neurons: 4), as its own processor time shows; on a busy machine the clock counts the turns of others " +
      "too.",
  },
  {
    name: "metagraph.n1024.first_lag",
    target: { most: 20 },
    text:
      "The first read makes 2,048 addresses of two hashes each, which is most of its time, 16 rows at a time; code that " +
      "is not compiled yet makes the longest piece 15 to 40 ms of processor time.",
  },
  { name: "step.n16", text: "From the question to the disk, translation task, no embeddings." },
  { name: "step.n1024" },
  {
    name: "startup.first_answer",
    text:
      "From the start of `sn1 miner --neuron.engine echo` (from source) to its first answer on a local chain.",
  },
  {
    name: "rss.miner",
    text:
      "Resident memory after 200 answers, no engine in the process; in ours is Deno with the library that speaks " +
      "to the chain and the description of its runtime.",
  },
  { name: "rss.validator", text: "Resident memory after six steps." },
  { name: "rewards.rouge_l", text: "100 completions of 200 words against one reference." },
  { name: "rewards.step100", text: "A whole step of summarization with 100 completions, no embeddings." },
  {
    name: "startup.help",
    text: "`sn1 --help` from source (or of `./sn1` where it is built).",
  },
  { name: "store.step", text: "A step record of 60 KB with 256 scores in one transaction with full sync." },
  { name: "localnet.block", text: "An empty block with 256 neurons." },
  { name: "engine.24m.n1.c64", target: { ratio: 0.95 } },
  { name: "engine.24m.n1.c1000", target: { ratio: 0.95 } },
  {
    name: "engine.24m.n8.c64",
    target: { ratio: 2.5 },
    text:
      "N = 32 against N = 8, decoding steps of the same session in turns (tenth-percentile times): 144 against 102 " +
      "tokens/s at 64 tokens, 45 against 36 at 512, 48 against 36 at 1,000: not slower at any length.",
  },
  { name: "engine.24m.n8.c512" },
  { name: "engine.24m.n8.c1000", target: { ratio: 1.8 } },
  {
    name: "engine.tiny.n8.c64",
    target: { ratio: 4 },
    text:
      "Against a baseline that is held to one thread it misses its target: 2.7 to 3.0. A model this small computes a " +
      "step in half a millisecond, and threads that wait for each other on a busy machine cost more than they bring: " +
      "below 8 MiB of weights the engine therefore uses one thread, which the library does not.",
  },
  { name: "engine.tiny.n32.c64" },
  {
    name: "engine.24m.n8.c64.vs_promise_all",
    text: "Against the same requests to `generate()` all at once.",
  },
  { name: "engine.24m.n8.c64.total", text: "Prompts included, which share nothing." },
  { name: "engine.24m_fp16.n8.c64", text: "Half-precision cache." },
  { name: "engine.ttft.n8" },
  { name: "engine.lag_p99", target: { most: 20 } },
  {
    name: "goodput.burst",
    text:
      "Of 16 answers of 256 tokens asked for at once, all were whole within 15 s; one after the other, 19 % were.",
  },
  {
    name: "embed.batch",
    text:
      "64 texts, 11 million parameters, against one text per call; on two cores a single long text already fills them.",
  },
];

/** What stands at the end of a group, by the first of its prefixes. */
export const AFTERWORDS: Readonly<Record<string, string>> = {
  engine:
    "`engine.24m.n32.c1000` and `engine.24m_plain.*` are in the program but were not run to their end on the " +
    "machine of the stored results; measured while other work kept it busy (load 4 to 10), so only ratios mean " +
    "something there.\n\n" +
    "Two things were tried and not kept. Handing the model its own cache as the place for its results makes it write " +
    "in place, but the binding copies every result to JavaScript all the same: a step of 8 rows at 900 tokens took " +
    "52 ms, against 30 ms when no cache result is asked for. Ending the spinning of idle native threads: 16.7 against " +
    "10.6 ms for 8 rows at 64 tokens; it helped only while the machine was overloaded.",
};
