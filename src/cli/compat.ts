import type { Logger } from "../base/mod.ts";
import { type FlagTable, text, toggle } from "./flags.ts";
import type { Source } from "./resolve.ts";

/** Flags of the Python neurons that are accepted without effect, and why (contract, "Flags"). */
const NO_EFFECT: Readonly<Record<string, string>> = {
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

const TOGGLES = new Set([
  "neuron.log_full",
  "neuron.should_force_model_loading",
  "neuron.stop_on_forward_exception",
  "no_background_thread",
]);

/** The flags above, hidden from help. */
export const compatFlags: FlagTable = Object.fromEntries(
  Object.entries(NO_EFFECT).map(([name, why]) => [
    name,
    TOGGLES.has(name)
      ? toggle({ help: `no effect: ${why}`, hidden: true })
      : text({ help: `no effect: ${why}`, hidden: true }),
  ]),
);

/**
 * Says once per flag that was given and has no effect, why. Nothing is silently ignored.
 */
export function noteCompat(sources: Record<string, Source>, logger: Logger): void {
  for (const [name, why] of Object.entries(NO_EFFECT)) {
    if ((sources[name] ?? "default") !== "default") logger.warn(`--${name} has no effect: ${why}`);
  }
}
