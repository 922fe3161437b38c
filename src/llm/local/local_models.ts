import { LlmError } from "../errors.ts";
import type { Embedder, Translator } from "../types.ts";
import { engineCommand, type SpawnCommand } from "./engine_command.ts";
import type { EngineConnection } from "./engine_connection.ts";
import { EngineGone } from "./engine_connection.ts";
import { lastPart } from "./local_engine.ts";
import type { ProcessModules } from "./process_engine.ts";
import type { StartOptions, WireVectors } from "./protocol.ts";
import { EngineSupervisor } from "./engine_supervisor.ts";
import { decodeVectors } from "./vectors.ts";

/** Texts of one message; more are sent one message after the other. */
const TEXTS_PER_MESSAGE = 64;
/** Characters of one text that are looked at: models read 512 tokens. */
const MAX_TEXT_CHARS = 65_536;
/** Characters of a text to be translated. */
const MAX_TRANSLATION_CHARS = 200_000;

/** Options of {@link createLocalEmbedder} and {@link createLocalTranslator}. */
export interface LocalModelOptions
  extends Pick<StartOptions, "model" | "device" | "dtype" | "threads" | "pairs"> {
  /** Name shown to people. @default {last part of the folder} */
  name?: string;
  /** @default {0} */
  spares?: number;
  /** @default {this program} */
  command?: SpawnCommand;
}

async function supervise(role: "embed" | "translate", options: LocalModelOptions, modules: ProcessModules) {
  const { name, spares = 0, command, ...rest } = options;
  const start: StartOptions = { ...rest, role, name: name ?? lastPart(options.model) };
  return await EngineSupervisor.start(
    { command: command ?? engineCommand([options.model]), start, spares },
    modules,
  );
}

/** Asks once more when the process dies before it answered. */
async function ask<T>(
  supervisor: EngineSupervisor,
  question: (connection: EngineConnection) => Promise<T>,
): Promise<T> {
  try {
    return await question(await supervisor.connection());
  } catch (error) {
    if (!(error instanceof EngineGone)) throw error;
    return await question(await supervisor.connection());
  }
}

/**
 * Turns texts into vectors by an encoder of this machine, in a process of its own: the first token's last hidden state,
 * not normalized (docs/spec/domain.md#52-relevance).
 * @throws LlmError `not_found`, `bad_model`, `device`
 */
export async function createLocalEmbedder(
  options: LocalModelOptions,
  modules: ProcessModules,
): Promise<Embedder> {
  const supervisor = await supervise("embed", options, modules);
  return {
    model: supervisor.info.model,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += TEXTS_PER_MESSAGE) {
        const part = texts.slice(at, at + TEXTS_PER_MESSAGE).map((text) =>
          text.slice(0, MAX_TEXT_CHARS).toWellFormed()
        );
        const wire = await ask(
          supervisor,
          (connection) => connection.call((id) => ({ type: "embed", id, texts: part }), signal),
        );
        vectors.push(...decodeVectors(wire as WireVectors));
      }
      return vectors;
    },
    close: () => supervisor.close(),
  };
}

/**
 * Translates by models of this machine, in a process of its own.
 * @throws LlmError `not_found`, `bad_model`, `device`, `config`
 */
export async function createLocalTranslator(
  options: LocalModelOptions,
  modules: ProcessModules,
): Promise<Translator> {
  const supervisor = await supervise("translate", options, modules);
  return {
    pairs: supervisor.info.pairs ?? [],
    async translate(text, from, to, signal) {
      if (text.length > MAX_TRANSLATION_CHARS) {
        throw new LlmError(
          "too_long",
          `a text of ${text.length} characters, at most ${MAX_TRANSLATION_CHARS}`,
        );
      }
      const clean = text.toWellFormed();
      return await ask(
        supervisor,
        (connection) => connection.call((id) => ({ type: "translate", id, text: clean, from, to }), signal),
      ) as string;
    },
    close: () => supervisor.close(),
  };
}
