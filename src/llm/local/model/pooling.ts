/** How the vectors of a text's tokens become one vector. */
export type Pooling = "cls" | "mean" | "last_token";

/** Keys of `1_Pooling/config.json` (sentence-transformers) and what they ask for. */
const MODES: readonly (readonly [key: string, pooling: Pooling])[] = [
  ["pooling_mode_cls_token", "cls"],
  ["pooling_mode_mean_tokens", "mean"],
  ["pooling_mode_lasttoken", "last_token"],
];

/**
 * Pooling of an embedding model.
 * @param dir folder of the model
 * @returns what `1_Pooling/config.json` says; the first token, as the Python validator takes it, without that file
 *   (docs/spec/domain.md#52-relevance)
 */
export async function poolingOf(dir: string): Promise<{ pooling: Pooling; known: boolean }> {
  const text = await Deno.readTextFile(`${dir}/1_Pooling/config.json`).catch(() => undefined);
  if (text !== undefined) {
    try {
      const config = JSON.parse(text) as Record<string, unknown>;
      for (const [key, pooling] of MODES) if (config[key] === true) return { pooling, known: true };
    } catch {
      // A damaged file says as much as none.
    }
  }
  return { pooling: "cls", known: false };
}

/** Cosine of the angle between two vectors; 0 when one of them is zero. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa && bb ? dot / Math.sqrt(aa * bb) : 0;
}

/** The parts of the library's encoded texts that {@link keepLastSpecial} changes. */
interface Encoded {
  input_ids: { dims: number[]; data: BigInt64Array };
  attention_mask: { dims: number[]; data: BigInt64Array };
}

/**
 * Wraps a tokenizer so that a text cut at the model's limit still ends with the special token that ends texts
 * (`[SEP]`): the library cuts after adding special tokens, Python before.
 */
// deno-lint-ignore no-explicit-any -- the library does not type what its pipelines call
export function keepLastSpecial<T extends (...args: any[]) => any>(tokenizer: T): T {
  const empty = (tokenizer("", { add_special_tokens: true }) as Encoded).input_ids.data;
  const last = empty.at(-1);
  if (empty.length < 2 || last === undefined) return tokenizer;
  return new Proxy(tokenizer, {
    apply(target, self, args) {
      const encoded = Reflect.apply(target, self, args) as Encoded;
      const [rows, width] = encoded.input_ids.dims as [number, number];
      for (let row = 0; row < rows; row++) {
        const end = (row + 1) * width - 1;
        if (encoded.attention_mask.data[end] === 1n) encoded.input_ids.data[end] = last;
      }
      return encoded;
    },
  });
}
