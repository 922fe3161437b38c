/**
 * `plugins`: tasks, rewards, datasets, engines and policies from files outside of the program.
 * @module
 */
export type {
  AnswerWhole,
  ContextInput,
  DatasetPlugin,
  EnginePlugin,
  Plugin,
  PolicyPlugin,
  RewardPlugin,
  ScoreOne,
  TaskPlugin,
} from "./types.ts";
export type {
  ChatMessage,
  CorpusDocument,
  Engine,
  EngineInfo,
  EngineModules,
  GenerateRequest,
} from "../llm/mod.ts";
export { PluginError, type PluginErrorCode } from "./errors.ts";
export { loadPlugins, MAX_PLUGINS } from "./load_plugins.ts";
