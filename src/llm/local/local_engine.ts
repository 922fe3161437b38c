import { LlmError } from "../errors.ts";
import type { Engine } from "../types.ts";
import { engineCommand, engineEnv, type SpawnCommand, splitCommand } from "./engine_command.ts";
import { ProcessEngine, type ProcessModules } from "./process_engine.ts";
import type { StartOptions } from "./protocol.ts";

/** Options of {@link createLocalEngine}. */
export interface LocalEngineOptions extends Omit<StartOptions, "role" | "name"> {
  /** Name shown to people. @default {last part of the folder} */
  name?: string;
  /** Processes that wait, already started, for the running one to fail. @default {1} */
  spares?: number;
  /** How the engine process is started; tests put their own here. @default {this program} */
  command?: SpawnCommand;
}

/**
 * Runs a model of this machine in a child process of this program.
 * @throws LlmError `not_found`, `bad_model`, `device`, `config`
 */
export async function createLocalEngine(
  options: LocalEngineOptions,
  modules: ProcessModules,
): Promise<ProcessEngine> {
  const { spares, command, name, ...rest } = options;
  const start: StartOptions = { ...rest, role: "generate", name: name ?? lastPart(options.model) };
  return await ProcessEngine.start("local", {
    command: command ?? engineCommand([options.model]),
    start,
    spares,
  }, modules);
}

/**
 * Runs an operator's own engine: any program that speaks the protocol of docs/engine-protocol.md.
 * @param command what stands after `exec:`
 * @throws LlmError `config` when it cannot be started, or what it says itself
 */
export async function createExecEngine(
  command: string,
  modules: ProcessModules,
  options: { name?: string; model?: string; spares?: number } = {},
): Promise<Engine> {
  const [path, ...args] = splitCommand(command) ?? [];
  if (path === undefined) {
    throw new LlmError("config", `no program in "exec:${command}"`, {
      hint: "--neuron.engine 'exec:PROGRAM ARGS'",
    });
  }
  const start: StartOptions = {
    role: "generate",
    model: options.model ?? "",
    name: options.name ?? lastPart(path),
  };
  const spawn = { path, args, env: engineEnv("SN1_ENGINE_") };
  return await ProcessEngine.start("exec", { command: spawn, start, spares: options.spares ?? 1 }, modules);
}

/** Last part of a path. */
export function lastPart(path: string): string {
  return path.replace(/\/+$/, "").split("/").pop() || path;
}
