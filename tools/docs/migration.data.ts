/** What becomes of a flag of the Python neurons. */
export type Fate =
  /** Works here under its name. */
  | "same"
  /** Taken, and said once to do nothing; why stands in the flag's help. */
  | "no effect"
  /** Ends the command with exit code 2. */
  | "refused";

/** Commands that stand for the Python neurons. */
export type Role = "miner" | "validator";

/** One flag of the Python neurons or of the SDK they are made with. */
export interface PythonFlag {
  flag: string;
  roles: readonly Role[];
  /** Its default there; "" = none, "off" = a switch. */
  python: string;
  /** A value it takes; "" = a switch. */
  sample: string;
  fate: Fate;
  /** What differs; needed where the default differs or the flag is refused. */
  note?: string;
}

const BOTH: readonly Role[] = ["miner", "validator"];
const MINER: readonly Role[] = ["miner"];
const VALIDATOR: readonly Role[] = ["validator"];

/**
 * Tables of docs/spec/wire.md#81-flags-of-the-sdk (release 7.0) and
 * docs/spec/domain.md#9-configuration-flags (release 2.3), in their order.
 */
export const PYTHON_FLAGS: readonly PythonFlag[] = [
  { flag: "wallet.name", roles: BOTH, python: "default", sample: "me", fate: "same" },
  {
    flag: "wallet.hotkey",
    roles: BOTH,
    python: "default",
    sample: "miner1",
    fate: "same",
    note: "`BT_WALLET_HOTKEY` is read; SDK 7 read `BT_WALLET_NAME` for it",
  },
  { flag: "wallet.path", roles: BOTH, python: "~/.bittensor/wallets/", sample: "~/w", fate: "same" },
  { flag: "subtensor.network", roles: BOTH, python: "finney", sample: "test", fate: "same" },
  {
    flag: "subtensor.chain_endpoint",
    roles: BOTH,
    python: "wss://entrypoint-finney.opentensor.ai:443",
    sample: "ws://127.0.0.1:9944",
    fate: "same",
    note: "unset; the network names the endpoint",
  },
  {
    flag: "subtensor._mock",
    roles: BOTH,
    python: "off",
    sample: "",
    fate: "refused",
    note: "`sn1 localnet` is a local chain with real calls",
  },
  {
    flag: "axon.port",
    roles: MINER,
    python: "8091",
    sample: "8092",
    fate: "same",
    note: "0 = any free port",
  },
  { flag: "axon.ip", roles: MINER, python: "[::]", sample: "0.0.0.0", fate: "same" },
  { flag: "axon.external_port", roles: MINER, python: "", sample: "8091", fate: "same" },
  { flag: "axon.external_ip", roles: MINER, python: "", sample: "203.0.113.5", fate: "same" },
  {
    flag: "axon.max_workers",
    roles: MINER,
    python: "10",
    sample: "64",
    fate: "same",
    note: "requests answered at once, not threads",
  },
  ...(["port", "ip", "external_port", "external_ip", "max_workers"] as const).map((name): PythonFlag => ({
    flag: `axon.${name}`,
    roles: VALIDATOR,
    python: "",
    sample: "8091",
    fate: "no effect",
  })),
  ...(["priority.max_workers", "priority.maxsize"] as const).map((flag): PythonFlag => ({
    flag,
    roles: BOTH,
    python: flag === "priority.maxsize" ? "10" : "5",
    sample: "5",
    fate: "refused",
    note: "subnet 1 never took it; requests queue by who is verified",
  })),
  { flag: "logging.debug", roles: BOTH, python: "off", sample: "", fate: "same" },
  { flag: "logging.trace", roles: BOTH, python: "off", sample: "", fate: "same" },
  { flag: "logging.info", roles: BOTH, python: "off", sample: "", fate: "same", note: "the default level" },
  {
    flag: "logging.record_log",
    roles: BOTH,
    python: "off",
    sample: "",
    fate: "same",
    note: "writes `sn1.log`, JSON lines",
  },
  { flag: "logging.logging_dir", roles: BOTH, python: "~/.bittensor/miners", sample: "~/logs", fate: "same" },
  {
    flag: "logging.enable_third_party_loggers",
    roles: BOTH,
    python: "off",
    sample: "",
    fate: "no effect",
    note: "there are none",
  },
  {
    flag: "config",
    roles: BOTH,
    python: "",
    sample: "sn1.yaml",
    fate: "same",
    note: "flat or nested keys, absolute paths too; a bad file ends with exit code 2",
  },
  {
    flag: "strict",
    roles: BOTH,
    python: "off",
    sample: "",
    fate: "no effect",
    note: "unknown flags are always errors",
  },
  {
    flag: "no_version_checking",
    roles: BOTH,
    python: "off",
    sample: "",
    fate: "no effect",
    note: "no version is looked up at the start",
  },
  {
    flag: "no_prompt",
    roles: BOTH,
    python: "off",
    sample: "",
    fate: "same",
    note: "nothing is asked, also on a terminal; what is missing is an error that names the flag for it",
  },

  { flag: "netuid", roles: BOTH, python: "1", sample: "61", fate: "same" },
  {
    flag: "neuron.device",
    roles: BOTH,
    python: "cuda if available else cpu",
    sample: "cuda:0",
    fate: "same",
    note: "`auto` measures and takes the fastest; engine `local` only",
  },
  { flag: "neuron.gpus", roles: BOTH, python: "1", sample: "2", fate: "no effect" },
  { flag: "neuron.llm_max_allowed_memory_in_gb", roles: BOTH, python: "60", sample: "62", fate: "no effect" },
  { flag: "neuron.epoch_length", roles: BOTH, python: "100", sample: "50", fate: "same" },
  { flag: "mock", roles: BOTH, python: "off", sample: "", fate: "refused", note: "`sn1 demo` instead" },
  {
    flag: "neuron.events_retention_size",
    roles: VALIDATOR,
    python: "2 GB",
    sample: "500 MB",
    fate: "same",
    note: "size of the step records in `sn1.db`",
  },
  { flag: "neuron.dont_save_events", roles: VALIDATOR, python: "off", sample: "", fate: "same" },
  ...(["neuron.events_retention_size", "neuron.dont_save_events"] as const).map((flag): PythonFlag => ({
    flag,
    roles: MINER,
    python: flag.endsWith("size") ? "2 GB" : "off",
    sample: flag.endsWith("size") ? "1 GB" : "",
    fate: "no effect",
  })),
  { flag: "neuron.log_full", roles: BOTH, python: "off", sample: "", fate: "no effect" },
  { flag: "no_background_thread", roles: BOTH, python: "on", sample: "", fate: "no effect" },
  { flag: "wandb.off", roles: BOTH, python: "off", sample: "", fate: "same", note: "no events are exported" },
  {
    flag: "wandb.offline",
    roles: BOTH,
    python: "off",
    sample: "",
    fate: "same",
    note: "the same: `sn1 events export` has them all",
  },
  {
    flag: "wandb.notes",
    roles: BOTH,
    python: "",
    sample: "text",
    fate: "same",
    note: "attribute `sn1.notes` of exported events",
  },

  { flag: "neuron.name", roles: VALIDATOR, python: "validator", sample: "val", fate: "same" },
  {
    flag: "neuron.model_id",
    roles: VALIDATOR,
    python: "casperhansen/llama-3-70b-instruct-awq",
    sample: "my-model",
    fate: "same",
    note: "unset: the largest preset that is here and fits; vLLM models go behind `--neuron.engine openai`",
  },
  { flag: "neuron.tasks", roles: VALIDATOR, python: "the seven tasks", sample: "math date_qa", fate: "same" },
  {
    flag: "neuron.task_p",
    roles: VALIDATOR,
    python: "1/7 each",
    sample: "0.5 0.5",
    fate: "same",
    note: "need not add up to 1: normalized",
  },
  {
    flag: "neuron.timeout",
    roles: VALIDATOR,
    python: "10",
    sample: "15",
    fate: "same",
    note: "by `--reward.profile`: 15, with v2.3: 10",
  },
  {
    flag: "neuron.max_tokens",
    roles: VALIDATOR,
    python: "256",
    sample: "512",
    fate: "same",
    note: "Python read it and did not use it",
  },
  {
    flag: "neuron.num_concurrent_forwards",
    roles: VALIDATOR,
    python: "1",
    sample: "2",
    fate: "same",
    note: "Python read it and did not use it",
  },
  {
    flag: "neuron.sample_size",
    roles: VALIDATOR,
    python: "50",
    sample: "100",
    fate: "same",
    note: "by `--reward.profile`: 100, with v2.3: 50",
  },
  { flag: "neuron.disable_set_weights", roles: VALIDATOR, python: "off", sample: "", fate: "same" },
  { flag: "neuron.moving_average_alpha", roles: VALIDATOR, python: "0.1", sample: "0.2", fate: "same" },
  { flag: "neuron.decay_alpha", roles: VALIDATOR, python: "0.001", sample: "0", fate: "same" },
  {
    flag: "neuron.axon_off",
    roles: VALIDATOR,
    python: "off",
    sample: "",
    fate: "no effect",
    note: "always so; `--axon_off` too",
  },
  { flag: "neuron.vpermit_tao_limit", roles: VALIDATOR, python: "4096", sample: "1024", fate: "same" },
  { flag: "neuron.query_unique_coldkeys", roles: VALIDATOR, python: "off", sample: "", fate: "same" },
  { flag: "neuron.query_unique_ips", roles: VALIDATOR, python: "off", sample: "", fate: "same" },
  { flag: "neuron.forward_max_time", roles: VALIDATOR, python: "120", sample: "60", fate: "same" },

  { flag: "neuron.name", roles: MINER, python: "miner", sample: "m", fate: "same" },
  {
    flag: "neuron.model_id",
    roles: MINER,
    python: "gpt-3.5-turbo-1106",
    sample: "my-model",
    fate: "same",
    note: "that, with engine `openai`; engine `local`: the largest preset that is here and fits",
  },
  { flag: "neuron.load_in_8bit", roles: MINER, python: "false", sample: "True", fate: "no effect" },
  { flag: "neuron.load_in_4bit", roles: MINER, python: "false", sample: "True", fate: "no effect" },
  { flag: "blacklist.force_validator_permit", roles: MINER, python: "off", sample: "", fate: "same" },
  { flag: "blacklist.allow_non_registered", roles: MINER, python: "off", sample: "", fate: "same" },
  {
    flag: "neuron.system_prompt",
    roles: MINER,
    python: "a friendly assistant",
    sample: "Be brief.",
    fate: "same",
    note: "a short friendly text, in other words",
  },
  { flag: "neuron.max_tokens", roles: MINER, python: "256", sample: "128", fate: "same" },
  { flag: "neuron.temperature", roles: MINER, python: "0.7", sample: "0", fate: "same" },
  { flag: "neuron.top_k", roles: MINER, python: "50", sample: "1", fate: "same" },
  { flag: "neuron.top_p", roles: MINER, python: "0.95", sample: "1", fate: "same" },
  {
    flag: "neuron.stop_on_forward_exception",
    roles: MINER,
    python: "false",
    sample: "",
    fate: "no effect",
  },
  {
    flag: "neuron.should_force_model_loading",
    roles: MINER,
    python: "false",
    sample: "",
    fate: "no effect",
  },
  {
    flag: "wandb.on",
    roles: MINER,
    python: "off",
    sample: "",
    fate: "same",
    note: "exports the events through OpenTelemetry (`--otel.endpoint`)",
  },
  {
    flag: "wandb.entity",
    roles: BOTH,
    python: "opentensor-dev",
    sample: "e",
    fate: "same",
    note: "attribute `sn1.entity`; unset",
  },
  {
    flag: "wandb.project_name",
    roles: BOTH,
    python: "alpha-…",
    sample: "p",
    fate: "same",
    note: "attribute `sn1.project`; unset",
  },
  { flag: "neuron.streaming_batch_size", roles: MINER, python: "12", sample: "6", fate: "same" },
  {
    flag: "neuron.phrase",
    roles: MINER,
    python: "Can you please repeat that?",
    sample: "Hello",
    fate: "same",
    note: "with `--neuron.engine phrase`",
  },
];

/** Commands of btcli and scripts of the Python repository, and what stands for them here. */
export const PYTHON_COMMANDS: readonly (readonly [theirs: string, ours: string])[] = [
  ["`python neurons/miners/…/miner.py`", "`sn1 miner`"],
  ["`python neurons/validator.py`", "`sn1 validator`"],
  ["`run.sh` with pm2", "[running it](running.md)"],
  ["its `git pull` every 30 minutes", "`sn1 upgrade`, by hand or by timer"],
  ["`scripts/client.py --uids 1 --message …`", "`sn1 query --uids 1 --message …`"],
  ["`scripts/run.py`", "`sn1 demo`"],
  [
    "`btcli wallet new_coldkey`, `btcli wallet new_hotkey`",
    "`sn1 wallet new-coldkey`, `sn1 wallet new-hotkey`",
  ],
  [
    "`btcli wallet regen_coldkey`, `btcli wallet regen_hotkey`",
    "`sn1 wallet regen-coldkey`, `sn1 wallet regen-hotkey`",
  ],
  ["`btcli wallet list`", "`sn1 wallet list`"],
  ["`btcli wallet balance`", "`sn1 wallet balance`"],
  ["`btcli wallet sign --message TEXT`", "`sn1 wallet sign --message TEXT`"],
  ["`btcli subnets register --netuid 61`", "`sn1 register --netuid 61`"],
  ["`btcli subnets show --netuid 61`", "`sn1 metagraph --netuid 61`"],
  ["`btcli stake …`, `btcli wallet transfer`", "none: go on using btcli"],
];
