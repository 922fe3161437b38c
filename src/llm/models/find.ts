import { LlmError } from "../errors.ts";
import { sizeOf } from "./download_model.ts";
import { MODEL_PRESETS, type ModelPreset } from "./presets.data.ts";
import { listModels } from "./model_store.ts";

/** A model that is ready to be loaded. */
export interface FoundModel {
  folder: string;
  name: string;
  /** Variant that is there; undefined for a folder named by the user. */
  dtype?: string;
}

/**
 * The largest preset that fits into memory.
 * @param memoryBytes memory that is free
 * @returns the smallest one when none fits
 */
export function presetFor(role: ModelPreset["role"], memoryBytes: number): ModelPreset {
  const presets = MODEL_PRESETS.filter((preset) => preset.role === role);
  return presets.findLast((preset) => preset.memoryGb * 1e9 <= memoryBytes) ?? presets[0]!;
}

/**
 * Finds a model on this machine: a folder, an id of the cache, or (without an id) the largest preset that is there and
 * fits into memory.
 * @param memoryBytes memory that is free
 * @throws LlmError `not_found`, naming what to do
 */
export async function findModel(
  modelId: string | undefined,
  root: string,
  memoryBytes: number,
  role: ModelPreset["role"] = "generate",
): Promise<FoundModel> {
  if (modelId !== undefined && await sizeOf(`${modelId}/config.json`)) {
    return { folder: modelId, name: modelId.replace(/\/+$/, "").split("/").pop() || modelId };
  }
  const complete = (await listModels(root)).filter((model) => model.complete);
  if (modelId !== undefined) {
    const found = complete.find((model) => model.id === modelId);
    if (found) return { folder: found.folder, name: found.id, dtype: found.dtype };
    throw new LlmError("not_found", `the model ${modelId} is not on this machine`, {
      hint: `sn1 models pull ${modelId}`,
    });
  }
  const fitting = MODEL_PRESETS.filter((preset) =>
    preset.role === role && preset.memoryGb * 1e9 <= memoryBytes
  );
  for (const preset of fitting.reverse()) {
    const found = complete.find((model) => model.id === preset.id);
    if (found) return { folder: found.folder, name: found.id, dtype: found.dtype };
  }
  const preset = presetFor(role, memoryBytes);
  const others = role === "generate" ? ", or --neuron.engine openai, or sn1 demo to try without a model" : "";
  throw new LlmError("not_found", "no model is named and none is on this machine", {
    hint: `sn1 models pull ${preset.id}${others}`,
  });
}
