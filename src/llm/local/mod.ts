/**
 * `llm/local`: models of this machine, each in a child process of this program.
 * @module
 */
export * from "./local_engine.ts";
export * from "./local_models.ts";
export { engineCommand, type SpawnCommand } from "./engine_command.ts";
export { type ProbedDevice, probeDevices } from "./probe_devices.ts";
export { ProcessEngine, type ProcessModules } from "./process_engine.ts";
export { runEngineProcess } from "./worker/serve_frames.ts";
export type { LoopKind, StartOptions } from "./protocol.ts";
export { type TinyModelKind, type TinyModelOptions, writeTinyModel } from "./tiny/write.ts";
