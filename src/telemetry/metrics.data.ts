/** One metric: what the documentation, the exposition and the checks know of it. */
export interface MetricDefinition {
  /** Without the prefix `sn1_` that the exposition puts in front. */
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  /** Label names; every call gives all of them. */
  labels?: readonly string[];
  /** Upper bounds of a histogram, in the unit of the name. */
  buckets?: readonly number[];
}

/** Waiting for a first piece, or for one small answer. */
const SHORT_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10];
/** Whole answers and steps. */
const LONG_S = [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 10, 15, 20, 30, 60, 120];
const SHARE = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Every metric of the program. */
export const METRICS: readonly MetricDefinition[] = [
  {
    name: "build_info",
    type: "gauge",
    help: "1, with the version as a label.",
    labels: ["version", "neuron"],
  },
  {
    name: "process_resident_memory_bytes",
    type: "gauge",
    help: "Resident memory of the main process.",
  },
  { name: "process_heap_bytes", type: "gauge", help: "JavaScript heap in use by the main process." },
  { name: "process_uptime_seconds", type: "gauge", help: "Seconds since the start." },
  {
    name: "event_loop_lag_seconds",
    type: "gauge",
    help: "Longest time the event loop was late since the last scrape.",
  },
  {
    name: "loop_failures_total",
    type: "counter",
    help: "Rounds of a neuron's background loop that failed.",
    labels: ["loop"],
  },

  {
    name: "axon_requests_total",
    type: "counter",
    help: "Answered requests by HTTP status.",
    labels: ["status"],
  },
  {
    name: "axon_refused_total",
    type: "counter",
    help: "Requests refused before work was done, by reason.",
    labels: ["reason"],
  },
  {
    name: "axon_ttft_seconds",
    type: "histogram",
    help: "From a complete request to the first piece of its answer.",
    buckets: SHORT_S,
  },
  {
    name: "axon_answer_seconds",
    type: "histogram",
    help: "From a complete request to the end of its answer.",
    buckets: LONG_S,
  },
  { name: "axon_in_flight", type: "gauge", help: "Requests being answered now." },
  { name: "axon_verify_queue", type: "gauge", help: "Requests waiting for signature verification." },
  { name: "axon_connections", type: "gauge", help: "Open connections." },

  {
    name: "dendrite_requests_total",
    type: "counter",
    help: "Requests to miners by resulting status.",
    labels: ["status"],
  },
  {
    name: "dendrite_ttft_seconds",
    type: "histogram",
    help: "From sending to the first non-empty piece.",
    buckets: SHORT_S,
  },
  {
    name: "dendrite_total_seconds",
    type: "histogram",
    help: "From sending to the end of the answer.",
    buckets: LONG_S,
  },

  { name: "chain_connected", type: "gauge", help: "1 while an endpoint is connected." },
  { name: "chain_head_block", type: "gauge", help: "Number of the newest block seen." },
  { name: "chain_head_age_seconds", type: "gauge", help: "Seconds since a new block was seen." },
  {
    name: "chain_failovers_total",
    type: "counter",
    help: "Changes of the chain endpoint, by reason.",
    labels: ["reason"],
  },
  {
    name: "chain_calls_total",
    type: "counter",
    help: "Extrinsics sent, by call and outcome.",
    labels: ["call", "outcome"],
  },
  {
    name: "chain_request_seconds",
    type: "histogram",
    help: "Duration of reads from the chain.",
    labels: ["method"],
    buckets: SHORT_S,
  },
  { name: "chain_metagraph_seconds", type: "histogram", help: "Reading the metagraph.", buckets: SHORT_S },

  { name: "neuron_uid", type: "gauge", help: "Own uid." },
  { name: "neuron_stake", type: "gauge", help: "Own stake as consensus sees it." },
  { name: "neuron_incentive", type: "gauge", help: "Own incentive, 0 to 1." },
  { name: "neuron_emission", type: "gauge", help: "Own emission." },
  { name: "neuron_dividends", type: "gauge", help: "Own dividends, 0 to 1." },
  { name: "neuron_vtrust", type: "gauge", help: "Own validator trust, 0 to 1." },

  {
    name: "validator_steps_total",
    type: "counter",
    help: "Steps by task and outcome.",
    labels: ["task", "outcome"],
  },
  { name: "validator_step_seconds", type: "histogram", help: "Duration of a step.", buckets: LONG_S },
  {
    name: "validator_reward",
    type: "histogram",
    help: "Total reward of one miner in one step.",
    labels: ["task"],
    buckets: SHARE,
  },
  { name: "validator_shadow_vtrust", type: "gauge", help: "Vtrust that shadow scores would have, 0 to 1." },
  {
    name: "weights_set_total",
    type: "counter",
    help: "Attempts to set weights by outcome.",
    labels: ["outcome"],
  },
  { name: "alarms_active", type: "gauge", help: "Alarms that are active now." },
  { name: "weights_age_blocks", type: "gauge", help: "Blocks since own weights were last set." },

  {
    name: "engine_requests_total",
    type: "counter",
    help: "Requests to the engine by outcome.",
    labels: ["outcome"],
  },
  { name: "engine_tokens_total", type: "counter", help: "Tokens by kind.", labels: ["kind"] },
  { name: "engine_queue", type: "gauge", help: "Requests waiting for a place in the batch." },
  { name: "engine_running", type: "gauge", help: "Requests in the batch." },
  { name: "engine_ttft_seconds", type: "histogram", help: "From request to first token.", buckets: SHORT_S },
  { name: "engine_total_seconds", type: "histogram", help: "From request to last token.", buckets: LONG_S },
  { name: "engine_restarts_total", type: "counter", help: "Restarts of the engine process." },
  { name: "engine_memory_bytes", type: "gauge", help: "Resident memory of the engine process." },

  { name: "store_seconds", type: "histogram", help: "Duration of one transaction.", buckets: SHORT_S },
  { name: "store_bytes", type: "gauge", help: "Size of the database file." },

  {
    name: "api_requests_total",
    type: "counter",
    help: "Requests to the subnet API by status.",
    labels: ["status"],
  },
  { name: "dashboard_clients", type: "gauge", help: "Open live connections of the dashboard." },
];
