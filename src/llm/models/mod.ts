/**
 * `llm/models`: the models of this machine, and how they get there.
 * @module
 */
export { DEFAULT_HUB, type HubAccess, type HubFile } from "./hub.ts";
export { listModels, modelRoot, removeModel, type StoredModel } from "./model_store.ts";
export { pullModel, type PullProgress, type PullRequest } from "./pull.ts";
export { findModel, type FoundModel, presetFor } from "./find.ts";
export { MODEL_PRESETS, type ModelPreset } from "./presets.data.ts";
export type { DownloadModules } from "./download_model.ts";
