import { RoomError } from "../src/base/mod.ts";

/** Why a neuron could not start or go on. */
export type NeuronErrorCode = "not_registered" | "not_permitted" | "config" | "missing_model" | "mismatch";

/** Error of the `neurons` room. */
export class NeuronError extends RoomError<NeuronErrorCode> {
  override readonly room = "neuron";
}
