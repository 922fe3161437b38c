/** Which neuron sets a metric. */
export type MetricNeuron = "miner" | "validator" | "both";

/** One metric: what the documentation, the exposition and the checks know of it. */
export interface MetricDefinition {
  /** Without the prefix `sn1_` that the exposition puts in front. */
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  /** Label names; every call gives all of them. */
  labels?: readonly string[];
  /** What each label may be: its values, or where they come from when they are bounded by something else. */
  values?: Readonly<Record<string, readonly string[] | string>>;
  /** What is measured. @default {by the last word of the name, else a plain number} */
  unit?: string;
  /** Which neuron sets it. @default by the first word of the name, else both */
  neuron?: MetricNeuron;
  /** Upper bounds of a histogram, in the unit of the name. */
  buckets?: readonly number[];
}

/** Waiting for a first piece, or for one small answer. */
const SHORT_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10];
/** Whole answers and steps. */
const LONG_S = [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 10, 15, 20, 30, 60, 120];
/** Statuses that an axon answers with. */
const AXON_STATUSES = "200 400 401 403 404 405 408 413 429 500 503".split(" ");
const TASKS = "qa summarization date_qa math translation generic sentiment debugging organic".split(" ");
const CHAIN_ERRORS =
  "unreachable deadline refused rate_limited balance price not_registered not_permitted stale unsupported invalid closed"
    .split(" ");
const SHARE = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Every metric of the program. */
export const METRICS: readonly MetricDefinition[] = [
  {
    name: "build_info",
    type: "gauge",
    unit: "1",
    help: "1, with the version as a label.",
    labels: ["version", "neuron"],
    values: { version: "the version", neuron: ["miner", "validator", "demo"] },
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
    name: "disk_free_bytes",
    type: "gauge",
    help: "Free space on the disk of the neuron's folder.",
  },
  { name: "disk_size_bytes", type: "gauge", help: "Size of that disk." },
  {
    name: "dashboard_clients",
    type: "gauge",
    unit: "connections",
    help: "Open live connections of the dashboard.",
  },
  {
    name: "events_exported_total",
    type: "counter",
    help: "Events for OpenTelemetry: sent, lost in failed exports, or left out because the queue was full.",
    labels: ["outcome"],
    values: { outcome: ["sent", "failed", "dropped"] },
  },
  {
    name: "loop_failures_total",
    type: "counter",
    help: "Rounds of a neuron's background loop that failed.",
    labels: ["loop"],
    values: { loop: "`chain sync` `weights` `retention`, and `forward 0` to `forward 63`" },
  },

  {
    name: "axon_requests_total",
    type: "counter",
    help: "Answered requests by HTTP status.",
    labels: ["status"],
    values: { status: AXON_STATUSES },
  },
  {
    name: "axon_refused_total",
    type: "counter",
    help: "Requests refused before work was done, by reason.",
    labels: ["reason"],
    values: {
      reason:
        "route method headers header_timeout size caller blacklist nonce signature verify_queue rate body body_hash body_timeout busy failed deadline gone stopping connections pipelined unread displaced bytes"
          .split(" "),
    },
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
  { name: "axon_in_flight", type: "gauge", unit: "requests", help: "Requests being answered now." },
  {
    name: "axon_verify_queue",
    type: "gauge",
    unit: "requests",
    help: "Requests waiting for signature verification.",
  },
  { name: "axon_connections", type: "gauge", unit: "connections", help: "Open connections." },

  {
    name: "dendrite_requests_total",
    type: "counter",
    help: "Requests to miners by resulting status.",
    labels: ["status"],
    values: { status: "200 204 400 401 403 404 408 413 422 429 500 503 other".split(" ") },
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

  { name: "chain_connected", type: "gauge", unit: "1 or 0", help: "1 while an endpoint is connected." },
  { name: "chain_head_block", type: "gauge", unit: "block number", help: "Number of the newest block seen." },
  { name: "chain_head_age_seconds", type: "gauge", help: "Seconds since a new block was seen." },
  {
    name: "chain_failovers_total",
    type: "counter",
    help: "Changes of the chain endpoint, by reason.",
    labels: ["reason"],
    values: { reason: ["lost", "timeout", "stale", "runtime"] },
  },
  {
    name: "chain_calls_total",
    type: "counter",
    help: "Extrinsics sent, by call and outcome.",
    labels: ["call", "outcome"],
    values: { call: "the chain's name of the call", outcome: ["ok", "error", ...CHAIN_ERRORS] },
  },
  {
    name: "chain_request_seconds",
    type: "histogram",
    help: "Duration of reads from the chain.",
    labels: ["method"],
    values: { method: "what is read" },
    buckets: SHORT_S,
  },
  { name: "chain_metagraph_seconds", type: "histogram", help: "Reading the metagraph.", buckets: SHORT_S },
  {
    name: "chain_tempo_blocks",
    type: "gauge",
    unit: "blocks",
    help: "Tempo of the subnet: the length of its epoch.",
  },

  { name: "neuron_uid", type: "gauge", unit: "uid", help: "Own uid." },
  { name: "neuron_stake", type: "gauge", unit: "TAO", help: "Own stake as consensus sees it." },
  { name: "neuron_incentive", type: "gauge", neuron: "miner", unit: "share", help: "Own incentive, 0 to 1." },
  { name: "neuron_emission", type: "gauge", neuron: "miner", unit: "alpha per epoch", help: "Own emission." },
  {
    name: "neuron_dividends",
    type: "gauge",
    neuron: "validator",
    unit: "share",
    help: "Own dividends, 0 to 1.",
  },
  {
    name: "neuron_vtrust",
    type: "gauge",
    neuron: "validator",
    unit: "share",
    help: "Own validator trust, 0 to 1.",
  },
  {
    name: "neuron_validator_permit",
    type: "gauge",
    neuron: "validator",
    unit: "1 or 0",
    help: "1 with a validator permit, else 0.",
  },
  {
    name: "neuron_pruning_rank",
    type: "gauge",
    unit: "rank",
    neuron: "miner",
    help: "Place among those that a new registration replaces: 1 is the next to go.",
  },
  {
    name: "neuron_immunity_blocks",
    type: "gauge",
    unit: "blocks",
    neuron: "miner",
    help: "Blocks until the immunity after registration ends; 0 without.",
  },

  {
    name: "validator_steps_total",
    type: "counter",
    help: "Steps by task and outcome.",
    labels: ["task", "outcome"],
    values: { task: [...TASKS, "any"], outcome: ["scored", "failed"] },
  },
  { name: "validator_step_seconds", type: "histogram", help: "Duration of a step.", buckets: LONG_S },
  {
    name: "validator_reward",
    type: "histogram",
    unit: "share",
    help: "Total reward of one miner in one step.",
    labels: ["task"],
    values: { task: TASKS },
    buckets: SHARE,
  },
  {
    name: "validator_shadow_vtrust",
    type: "gauge",
    unit: "share",
    help: "Vtrust that shadow scores would have, 0 to 1.",
  },
  {
    name: "weights_set_total",
    type: "counter",
    help: "Attempts to set weights by outcome.",
    labels: ["outcome"],
    values: { outcome: ["confirmed", "committed", "mismatch", "refused", "unknown", "foreign"] },
  },
  { name: "alarms_active", type: "gauge", unit: "alarms", help: "Alarms that are active now." },
  { name: "weights_age_blocks", type: "gauge", help: "Blocks since own weights were last set." },

  {
    name: "engine_requests_total",
    type: "counter",
    help: "Requests to the engine by outcome.",
    labels: ["outcome"],
    values: {
      outcome:
        "ok aborted refused too_long empty failed not_found gated network disk_full bad_model device config"
          .split(" "),
    },
  },
  {
    name: "engine_empty_answers_total",
    type: "counter",
    help: "Answers of the engine without any text, by reason.",
    labels: ["reason"],
    values: { reason: ["reasoning", "tool_call", "refusal", "content_filter", "length", "stop", "none"] },
  },
  {
    name: "engine_tokens_total",
    type: "counter",
    help: "Tokens by kind.",
    labels: ["kind"],
    values: { kind: ["prompt", "answer"] },
  },
  {
    name: "engine_queue",
    type: "gauge",
    unit: "requests",
    help: "Requests waiting for a place in the batch.",
  },
  { name: "engine_running", type: "gauge", unit: "requests", help: "Requests in the batch." },
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
    values: { status: "HTTP status" },
    neuron: "validator",
  },
  {
    name: "api_ttft_seconds",
    type: "histogram",
    help: "From a complete request to the subnet API to the first piece of a miner's answer.",
    buckets: SHORT_S,
    neuron: "validator",
  },
  {
    name: "api_in_flight",
    type: "gauge",
    unit: "requests",
    help: "Requests to the subnet API being answered now.",
    neuron: "validator",
  },
  {
    name: "api_hedges_total",
    type: "counter",
    help: "Second miners asked because the first was slow to begin, by what that was good for.",
    labels: ["outcome"],
    values: { outcome: ["helped", "needless", "failed"] },
    neuron: "validator",
  },
  {
    name: "api_failovers_total",
    type: "counter",
    help: "Further miners asked because one failed before its first piece, by its status.",
    labels: ["status"],
    values: { status: "HTTP status, or other" },
    neuron: "validator",
  },
  {
    name: "api_broken_total",
    type: "counter",
    help: "Answers that broke off after their first piece.",
    neuron: "validator",
  },
  {
    name: "organic_steps_total",
    type: "counter",
    help:
      "Users' conversations drawn for scoring, by what became of them; busy = one was being scored already.",
    labels: ["outcome"],
    values: { outcome: ["scored", "not_scored", "failed", "busy"] },
    neuron: "validator",
  },
  {
    name: "api_connections",
    type: "gauge",
    unit: "connections",
    help: "Open connections to the subnet API.",
    neuron: "validator",
  },
  {
    name: "api_connections_refused_total",
    type: "counter",
    help: "Connections to the subnet API that a limit closed, by reason.",
    labels: ["reason"],
    values: { reason: ["connections", "pipelined", "unread"] },
    neuron: "validator",
  },
];
