import { PackageError } from "../src/base/mod.ts";

/** Why a neuron could not start or go on. */
export type NeuronErrorCode = "not_registered" | "not_permitted" | "config" | "missing_model" | "mismatch";

/** Error of the `neurons` package. */
export class NeuronError extends PackageError<NeuronErrorCode> {
  override readonly package = "neuron";
}
