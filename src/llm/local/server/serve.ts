import { errorText, freshSeed, systemClock } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import { FrameDecoder, FrameWriter } from "../frames.ts";
import { type FromEngine, PROTOCOL_VERSION, type StartOptions, type ToEngine } from "../protocol.ts";
import { loadLibrary } from "./library.ts";
import type { Generator } from "./generator.ts";
import { OutBox } from "./out_box.ts";

/** Answers one kind of messages once the model is loaded. */
export interface Servant {
  /** Handles a message; what it throws becomes an `error` frame. */
  handle(message: ToEngine & { id: number }, out: OutBox): void | Promise<void>;
  readonly ready: FromEngine & { type: "ready" };
}

async function makeServant(options: StartOptions): Promise<Servant> {
  switch (options.role) {
    case "generate": {
      const { loadGenerator } = await import("./generator.ts");
      return generateServant(await loadGenerator(options, systemClock));
    }
    default:
      throw new LlmError("config", `this engine has no role "${options.role}"`);
  }
}

function generateServant(generator: Generator): Servant {
  const { loop } = generator;
  return {
    ready: { type: "ready", info: generator.info },
    async handle(message, out) {
      switch (message.type) {
        case "generate": {
          const { toJob } = await import("./generator.ts");
          const job = toJob(generator, message.request, systemClock, freshSeed());
          const { id } = message;
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
          return loop.abort(message.id);
        case "count":
          return out.send({ type: "result", id: message.id, value: generator.countTokens(message.text) });
        case "stats":
          return out.send({ type: "result", id: message.id, value: loop.stats() });
        default:
          throw new LlmError("config", `a generating engine does not answer "${message.type}"`);
      }
    },
  };
}

/**
 * The engine process: reads frames, loads the model it is told to, answers until its input ends.
 * @param stdin frames from the program
 * @param stdout frames to the program; nothing else may be written there
 */
export async function runEngineProcess(
  stdin: ReadableStream<Uint8Array>,
  stdout: WritableStream<Uint8Array>,
): Promise<void> {
  // Standard output carries frames: whatever a package prints goes to standard error.
  for (const name of ["log", "info", "debug"] as const) console[name] = console.error;
  const gone = new AbortController();
  const writer = new FrameWriter(stdout, () => gone.abort());
  const out = new OutBox(writer);
  // A waiting spare has the packages loaded already.
  const warm = loadLibrary().catch(() => {});
  let servant: Servant | undefined;
  const decoder = new FrameDecoder();
  for await (const chunk of stdin) {
    if (gone.signal.aborted) return;
    for (const message of decoder.push(chunk) as ToEngine[]) {
      if (message.type === "start") {
        await warm;
        try {
          if (message.version !== PROTOCOL_VERSION) {
            throw new LlmError(
              "config",
              `protocol version ${message.version}, this engine speaks ${PROTOCOL_VERSION}`,
            );
          }
          servant = await makeServant(message.options);
          out.send(servant.ready);
        } catch (error) {
          const known = error instanceof LlmError ? error : undefined;
          if (!known) console.error(error);
          out.send({
            type: "failed",
            code: known?.code ?? "failed",
            message: errorText(error),
            ...(known?.hint ? { hint: known.hint } : {}),
          });
          await writer.drained();
          return;
        }
      } else if (message.type === "ping") out.send({ type: "result", id: message.id, value: "pong" });
      else if (servant) void serve(servant, message, out);
    }
  }
}

async function serve(servant: Servant, message: ToEngine & { id: number }, out: OutBox): Promise<void> {
  try {
    await servant.handle(message, out);
  } catch (error) {
    out.error(message.id, error);
  }
}
