/** A file of benchmarks and how its part of the page begins. */
export interface Group {
  /** First parts of the names it measures. */
  prefixes: readonly string[];
  file: string;
  title: string;
  /** What ours is measured against. */
  peer: string;
}

/** Which file measures which names, in the order in which they are run and shown. */
export const GROUPS: readonly Group[] = [
  {
    prefixes: ["axon"],
    file: "tests/bench/axon_bench.ts",
    title: "Axon",
    peer:
      "The axon of the Python SDK 7.4 with the same handler and the same load, from one generator in a process " +
      "of its own; for the floods the same flood aimed at a server that does nothing.",
  },
  {
    prefixes: ["dendrite"],
    file: "tests/bench/dendrite_bench.ts",
    title: "Dendrite",
    peer: "The dendrite of the Python SDK 7.4 asking the same axons, which answer at once.",
  },
  {
    prefixes: ["metagraph"],
    file: "tests/bench/chain_bench.ts",
    title: "Metagraph",
    peer: "`Subtensor.metagraph(lite=True)` of the Python SDK 10.5 on the same local chain.",
  },
  {
    prefixes: ["step"],
    file: "tests/bench/step_bench.ts",
    title: "Validator's step",
    peer:
      "The dendrite of the Python SDK 7.4 asking the same axons, and nothing else; ours also scores the answers and " +
      "writes record and scores to the disk.",
  },
  {
    prefixes: ["startup.first_answer", "rss"],
    file: "tests/bench/neurons_bench.ts",
    title: "Whole neurons",
    peer:
      "A Python process that imports the SDK 10.5, connects, reads the metagraph and serves or asks: the SDK " +
      "alone, without a neuron, an engine or a reward model.",
  },
  {
    prefixes: ["rewards"],
    file: "tests/bench/rewards_bench.ts",
    title: "Rewards",
    peer: "The Python package `rouge`, where Python has it.",
  },
  {
    prefixes: ["startup.help", "store", "localnet"],
    file: "tests/bench/system_bench.ts",
    title: "Program, store and local chain",
    peer:
      "For `--help` the runtime's own one-liner, for a step record a file written and synced by hand, for a " +
      "block with 256 neurons a block with one.",
  },
  {
    prefixes: ["engine", "goodput", "embed"],
    file: "tests/bench/engine_bench.ts",
    title: "Engine",
    peer:
      "transformers.js `generate()`, one request after the other, with the library's default of one thread per " +
      "core; ours goes through the engine process, pipes included.",
  },
];

/** What a group says before its table, by the first of its prefixes. */
export const INTRODUCTIONS: Readonly<Record<string, string>> = {
  engine:
    "`c64`, `c512`, `c1000` are tokens in the cache, `n` requests at once with staggered starts; rates count " +
    "tokens after the first. Models are untrained (`tiny`: 0.2 million parameters, `24m`: 24 million, " +
    "grouped-query attention); speed does not depend on training.",
};
