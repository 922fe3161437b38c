import { resolve } from "node:path";
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

/**
 * A model folder as the library takes it. Names that could be ids of its hub are looked up under `env.localModelPath`;
 * anything else it takes for a path, and an absolute path is never an id, whatever characters the folder's name has.
 */
export function modelReference(dir: string): string {
  return resolve(dir);
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
