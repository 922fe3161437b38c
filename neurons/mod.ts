/**
 * `neurons`: what the commands run. Each neuron and tool is loaded by its own command only; this surface holds the
 * names and paths they share.
 * @module
 */
export { NeuronError, type NeuronErrorCode } from "./errors.ts";
export type { DemoView } from "./demo/types.ts";
export type { DoctorModules, DoctorOptions, Finding, Severity } from "./doctor/types.ts";
export type { DemoSummary } from "./demo/summary.ts";
export { expandHome, lockFolders, lockName, neuronFolder, type NeuronPath } from "./shared/neuron_paths.ts";
export type { OrganicApi } from "./validator/organic/organic_api.ts";
export type { Rehearsal } from "./rehearse/report.ts";
export type { Candidate } from "./rehearse/types.ts";
