export * from "./types.ts";
export * from "./errors.ts";
export * from "./engine.ts";
export { SharedEngine } from "./shared_engine.ts";
export * from "./request.ts";
export { textEngine } from "./text_engine.ts";
export { DEFAULT_PHRASE } from "./phrase.ts";
export type { CorpusDocument } from "./retrieval/mod.ts";
export {
  loadModels,
  makeTinyModel,
  openEmbedder,
  openTranslator,
  runEngineProcess,
  tryDevices,
} from "./lazy.ts";
