import { extendOnnx } from "../onnx/extend_onnx.ts";

/** The one place that imports transformers.js; done early in a spare process, so that taking over is quick. */
export async function loadLibrary(): Promise<typeof import("@huggingface/transformers")> {
  const library = await import("@huggingface/transformers");
  const { env } = library;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.logLevel = library.LogLevel.ERROR;
  return library;
}

/** Where the library looks for a model folder: its parent as the path, its name as the id. */
export function splitFolder(dir: string): { parent: string; name: string } {
  const clean = dir.replace(/\/+$/, "");
  const at = clean.lastIndexOf("/");
  return { parent: at < 0 ? "./" : clean.slice(0, at + 1), name: clean.slice(at + 1) };
}

/** A response that hands out the bytes it was given instead of copying them: models are large. */
class BytesResponse extends Response {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super(null);
    this.#bytes = bytes;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#bytes.buffer);
  }
}

/**
 * Lets the library find the extended form of a model file in its cache.
 * @returns whether its attention is fused, and how to undo the offer
 */
export async function offerExtended(
  env: typeof import("@huggingface/transformers").env,
  dir: string,
  file: string,
): Promise<{ fused: boolean; withdraw: () => void }> {
  const extended = extendOnnx(await Deno.readFile(`${dir}/${file}`));
  if (!extended) return { fused: false, withdraw: () => {} };
  const { bytes, fused } = extended;
  env.useCustomCache = true;
  env.customCache = {
    match: (key: string) => Promise.resolve(key.endsWith(file) ? new BytesResponse(bytes) : undefined),
    put: () => Promise.resolve(),
  };
  return {
    fused,
    withdraw: () => {
      env.useCustomCache = false;
      env.customCache = null;
    },
  };
}
