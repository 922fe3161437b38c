import { errorText, systemClock } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { StartOptions } from "../protocol.ts";
import { loadLibrary, modelReference } from "./library.ts";
import { modelBytes, sessionOptions, sessionsOf } from "./load_decoder.ts";
import { openModelFolder } from "./model_folder.ts";
import { pickDevice } from "./pick_device.ts";
import { yieldWhileComputing } from "./yielding_session.ts";

/**
 * Loads a pipeline of the library from a model folder, on the first device that works.
 * @param graph which graph of the folder stands for the model, e.g. `encoder_model`; unset = the usual one
 * @throws LlmError `not_found`, `bad_model`, `device`
 */
export async function loadPipeline<T extends "feature-extraction" | "translation">(
  task: T,
  options: StartOptions,
  graph?: string,
) {
  const folder = await openModelFolder(options.model, options.dtype, graph);
  const library = await loadLibrary();
  const name = modelReference(folder.dir);
  const bytes = await modelBytes(folder);
  const notes: string[] = [];
  const { device, value: pipeline } = await pickDevice(options.device, notes, {
    load: (device) =>
      library.pipeline(task, name, {
        dtype: folder.dtype as "fp32",
        device: "cpu",
        session_options: sessionOptions(device, options.threads, folder.dir, bytes),
      }).catch((cause) => {
        throw new LlmError("bad_model", `the model in ${folder.dir} cannot be loaded: ${errorText(cause)}`, {
          cause,
        });
      }),
  });
  yieldWhileComputing(sessionsOf(pipeline.model), { clock: systemClock });
  return { pipeline, folder, device, notes };
}
