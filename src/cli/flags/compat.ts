import type { Logger } from "../../base/mod.ts";
import { type FlagTable, type Source, text, toggle } from "./flags.ts";

/** Flags of the Python neurons that are accepted without effect, and why (docs/interface.md#flags). */
const BOTH: Readonly<Record<string, string>> = {
  "neuron.gpus":
    "one model runs on one device; serve several with --neuron.engine openai and a server that splits it",
  "neuron.llm_max_allowed_memory_in_gb": "models are chosen by measured memory",
  "neuron.load_in_8bit": "name the weights with --neuron.dtype q8",
  "neuron.load_in_4bit": "name the weights with --neuron.dtype q4",
  "neuron.log_full": "the whole context is always in the step record",
  "neuron.should_force_model_loading": "the model is always loaded",
  "neuron.stop_on_forward_exception": "a failed request never stops the miner",
  no_background_thread: "there are no background threads to switch off",
};

const NO_STEPS = "a miner takes no steps that could be recorded";
const MINER: Readonly<Record<string, string>> = {
  "neuron.events_retention_size": NO_STEPS,
  "neuron.dont_save_events": NO_STEPS,
};

const NO_AXON = "this validator serves no axon";
const VALIDATOR: Readonly<Record<string, string>> = {
  "neuron.axon_off": NO_AXON,
  "axon.port": NO_AXON,
  "axon.ip": NO_AXON,
  "axon.external_ip": NO_AXON,
  "axon.external_port": NO_AXON,
  "axon.max_workers": NO_AXON,
};

const TOGGLES = new Set([
  "neuron.axon_off",
  "neuron.dont_save_events",
  "neuron.log_full",
  "neuron.should_force_model_loading",
  "neuron.stop_on_forward_exception",
  "no_background_thread",
]);

/** btcli's and the Python neurons' short names. */
const ALIASES: Readonly<Record<string, string[]>> = { "neuron.axon_off": ["axon_off"] };

/** Flags without effect and why, by neuron. A flag that the other neuron lacks may work here. */
const REASONS = { miner: { ...BOTH, ...MINER }, validator: { ...BOTH, ...VALIDATOR } } as const;

/** Those a miner takes, hidden from help. */
export const minerCompatFlags: FlagTable = flagsOf(REASONS.miner);

/** Those a validator takes, hidden from help. */
export const validatorCompatFlags: FlagTable = flagsOf(REASONS.validator);

function flagsOf(reasons: Readonly<Record<string, string>>): FlagTable {
  return Object.fromEntries(
    Object.entries(reasons).map(([name, why]) => {
      const options = { help: `no effect: ${why}`, hidden: true, aliases: ALIASES[name] };
      return [name, TOGGLES.has(name) ? toggle(options) : text(options)];
    }),
  );
}

/**
 * Warns once per flag that was given and has no effect, with the reason. Nothing is silently ignored.
 * @param neuron which table of flags without effect applies
 */
export function noteCompat(
  neuron: keyof typeof REASONS,
  sources: Record<string, Source>,
  logger: Logger,
): void {
  for (const [name, why] of Object.entries(REASONS[neuron])) {
    if ((sources[name] ?? "default") !== "default") logger.warn(`--${name} has no effect: ${why}`);
  }
}
