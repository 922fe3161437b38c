/** A model that is known to suit the job. */
export interface ModelPreset {
  /** Id on the hub. */
  id: string;
  /** Variant to fetch. */
  dtype: string;
  role: "generate" | "embed" | "translate";
  /** Memory it takes with its cache while serving, in gigabytes (10^9 bytes). */
  memoryGb: number;
}

/** Presets by role, smallest first. Sizes are the publishers' figures with room for the cache. */
export const MODEL_PRESETS: readonly ModelPreset[] = [
  { id: "HuggingFaceTB/SmolLM2-135M-Instruct", dtype: "q4", role: "generate", memoryGb: 1 },
  { id: "HuggingFaceTB/SmolLM2-360M-Instruct", dtype: "q4", role: "generate", memoryGb: 2 },
  { id: "onnx-community/Qwen2.5-0.5B-Instruct", dtype: "q4", role: "generate", memoryGb: 3 },
  { id: "onnx-community/Qwen2.5-1.5B-Instruct", dtype: "q4", role: "generate", memoryGb: 6 },
  { id: "HuggingFaceTB/SmolLM2-1.7B-Instruct", dtype: "q4", role: "generate", memoryGb: 8 },
  { id: "WhereIsAI/UAE-Large-V1", dtype: "fp32", role: "embed", memoryGb: 2 },
  { id: "Xenova/m2m100_418M", dtype: "q8", role: "translate", memoryGb: 2 },
];
