/** Doors to the heavy half of this room: nothing of it is loaded before it is asked for. */

/**
 * Writes an untrained chat model of about one megabyte: real tokenizer, real ONNX graph, no knowledge. So the path
 * of local models can be run and shown anywhere, offline.
 * @param folder made when missing
 */
export async function makeTinyModel(folder: string): Promise<void> {
  const { writeTinyModel } = await import("./local/mod.ts");
  await writeTinyModel(folder, "llama");
}

/** The engine process: frames on stdin and stdout until the parent goes (docs/engine-protocol.md). */
export async function runEngineProcess(
  stdin: ReadableStream<Uint8Array>,
  stdout: WritableStream<Uint8Array>,
): Promise<void> {
  await (await import("./local/mod.ts")).runEngineProcess(stdin, stdout);
}
