import { freshSeed, Mutex, systemClock } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import { type FromEngine, type StartOptions, type ToEngine } from "../protocol.ts";
import { encodeVectors } from "../vectors.ts";
import type { OutputQueue } from "./output_queue.ts";

/** Answers one kind of messages once its model is loaded. */
export interface EngineWorker {
  readonly ready: FromEngine & { type: "ready" };
  /** Handles a message; what it throws becomes an `error` frame. */
  handle(message: ToEngine & { id: number }, out: OutputQueue): void | Promise<void>;
  /** How much is to be done. */
  load?(): { running: number; waiting: number };
}

/**
 * Loads the model of a role. Packages are imported here, for the role that needs them.
 * @throws LlmError
 */
export async function createWorker(options: StartOptions): Promise<EngineWorker> {
  switch (options.role) {
    case "generate":
      return await generateWorker(options);
    case "embed":
      return await embedWorker(options);
    case "translate":
      return await translateWorker(options);
    case "probe":
      return await probeWorker(options);
    default:
      throw new LlmError("config", `this engine has no role "${String(options.role)}"`);
  }
}

const misfit = (role: string, type: string) =>
  new LlmError("config", `the role ${role} does not answer "${type}"`);

async function generateWorker(options: StartOptions): Promise<EngineWorker> {
  const { loadGenerator, toTokenRequest } = await import("./generator.ts");
  const generator = await loadGenerator(options, systemClock);
  const { loop } = generator;
  return {
    ready: { type: "ready", info: generator.info },
    load() {
      const { running = 0, waiting = 0 } = loop.stats();
      return { running, waiting };
    },
    handle(message, out) {
      const { id } = message;
      switch (message.type) {
        case "generate": {
          const job = toTokenRequest(generator, message.request, systemClock, freshSeed());
          return loop.submit({
            ...job,
            id,
            onText: (piece) => out.text(id, piece),
            onEnd: (reason, tokens) =>
              out.send({ type: "end", id, reason, tokens, promptTokens: job.promptIds.length }),
            onError: (error) => out.error(id, error),
          });
        }
        case "abort":
          return loop.abort(id);
        case "count":
          return out.send({ type: "result", id, value: generator.countTokens(message.text) });
        case "stats":
          return out.send({ type: "result", id, value: loop.stats() });
        default:
          throw misfit("generate", message.type);
      }
    },
  };
}

/** Runs one request at a time, in order of arrival, and remembers which of them were aborted. */
class AbortableQueue {
  readonly #aborted = new Set<number>();
  readonly #open = new Set<number>();
  readonly #mutex = new Mutex();

  async run<T>(id: number, work: (isAborted: () => boolean) => Promise<T>): Promise<T> {
    this.#open.add(id);
    try {
      return await this.#mutex.run(() => work(() => this.#aborted.has(id)));
    } finally {
      this.#open.delete(id);
      this.#aborted.delete(id);
    }
  }

  abort(id: number): void {
    if (this.#open.has(id)) this.#aborted.add(id);
  }
}

async function embedWorker(options: StartOptions): Promise<EngineWorker> {
  const { loadEncoder } = await import("./embed.ts");
  const encoder = await loadEncoder(options);
  const queue = new AbortableQueue();
  return {
    ready: { type: "ready", info: encoder.info },
    async handle(message, out) {
      if (message.type === "abort") return queue.abort(message.id);
      if (message.type !== "embed") throw misfit("embed", message.type);
      const { id, texts } = message;
      const vectors = await queue.run(id, (isAborted) => encoder.embed(texts, isAborted));
      out.send({ type: "result", id, value: encodeVectors(vectors) });
    },
  };
}

async function translateWorker(options: StartOptions): Promise<EngineWorker> {
  const { loadInterpreter } = await import("./translate.ts");
  const interpreter = await loadInterpreter(options);
  const queue = new AbortableQueue();
  return {
    ready: { type: "ready", info: interpreter.info },
    async handle(message, out) {
      if (message.type === "abort") return queue.abort(message.id);
      if (message.type !== "translate") throw misfit("translate", message.type);
      const { id, text, from, to } = message;
      const value = await queue.run(id, (isAborted) => interpreter.translate(text, from, to, isAborted));
      out.send({ type: "result", id, value });
    },
  };
}

/** Tries one device and says how it went; answers nothing. */
async function probeWorker(options: StartOptions): Promise<EngineWorker> {
  const { deviceCandidates, tryDevice } = await import("../model/devices.ts");
  const [device] = deviceCandidates(options.device);
  const trial = await tryDevice(device!);
  if (!trial.ok) throw new LlmError("device", trial.reason ?? "it does not work");
  return {
    ready: { type: "ready", info: { model: "none", device: device!.name, contextTokens: 0, parallel: 0 } },
    handle: (message) => {
      throw misfit("probe", message.type);
    },
  };
}
