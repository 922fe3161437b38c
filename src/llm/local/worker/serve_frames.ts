import { errorText } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import { FrameDecoder, FrameWriter } from "../frames.ts";
import { type EnginePulse, PROTOCOL_VERSION, type ToEngine } from "../protocol.ts";
import { loadLibrary } from "../model/library.ts";
import { OutputQueue } from "./output_queue.ts";
import { createWorker, type EngineWorker } from "./engine_worker.ts";

/**
 * The engine process: reads frames, loads the model it is told to, answers until its input ends.
 * @param stdin frames from the program
 * @param stdout frames to the program; nothing else may be written there
 * @param create makes the worker that answers; tests give one of their own
 */
export async function runEngineProcess(
  stdin: ReadableStream<Uint8Array>,
  stdout: WritableStream<Uint8Array>,
  create: typeof createWorker = createWorker,
): Promise<void> {
  // Standard output carries frames: whatever a package prints goes to standard error.
  for (const name of ["log", "info", "debug"] as const) console[name] = console.error;
  const gone = new AbortController();
  const writer = new FrameWriter(stdout, () => gone.abort());
  const out = new OutputQueue(writer);
  // A waiting spare has the packages loaded already.
  const warm = loadLibrary().catch(() => {});
  let worker: EngineWorker | undefined;
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
          worker = await create(message.options);
          out.send(worker.ready);
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
      } else if (message.type === "ping") {
        const value: EnginePulse = { memoryBytes: Deno.memoryUsage().rss, ...worker?.load?.() };
        out.send({ type: "result", id: message.id, value });
      } else if (worker) void serve(worker, message, out);
    }
  }
}

async function serve(
  worker: EngineWorker,
  message: ToEngine & { id: number },
  out: OutputQueue,
): Promise<void> {
  try {
    await worker.handle(message, out);
  } catch (error) {
    out.error(message.id, error);
  }
}
