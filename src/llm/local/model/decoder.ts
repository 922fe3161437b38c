import { Tensor } from "onnxruntime-common";
import { asCacheArray, type CacheArray, cacheArray, type CacheLayout } from "./cache_layout.ts";
import { Extended } from "../onnx/extend_onnx.ts";
import type { KvBlock, KvCache } from "../scheduler/kv_cache.ts";
import type { DecoderSession } from "./onnx_session.ts";

/**
 * Where the model looks for a row's cache: `mask` = wherever the attention mask is 1 (plain attention), `prefix` =
 * the first places, as many as the mask has ones (GroupQueryAttention). Either way keys and values sit at the front
 * of their row; the kinds differ in where the new token's mask bit stands and how wide the mask is.
 */
export type AttentionKind = "mask" | "prefix";

/** A model that answers row by row for prompts and all rows at once for steps. */
export interface StepModel {
  readonly layout: CacheLayout;
  /**
   * Computes the next tokens of one prompt.
   * @param past what was computed before; nothing for the first tokens
   * @returns the grown cache, and the last token's logits when `wantLogits`
   */
  prefill(
    past: KvBlock | undefined,
    ids: readonly number[],
    wantLogits: boolean,
  ): Promise<{ past: KvBlock; logits: Float32Array | undefined }>;
  /**
   * Computes one token for every row and writes its keys and values into the slots.
   * @param tokens the last token of each row
   * @param used tokens of each row that the cache holds
   * @returns each row's logits; the arrays are valid until the next call
   */
  step(slots: KvCache, tokens: readonly number[], used: readonly number[]): Promise<Float32Array[]>;
}

function int64(values: ArrayLike<number>, dims: number[]): Tensor {
  const data = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i]!);
  return new Tensor("int64", data, dims);
}

/** Drives a decoder session: prompts row by row, then one token for all rows at once. */
export class Decoder implements StepModel {
  readonly layout: CacheLayout;
  readonly kind: AttentionKind;
  readonly #session: DecoderSession;
  readonly #extended: boolean;
  readonly #wants: ReadonlySet<string>;

  constructor(session: DecoderSession, layout: CacheLayout, kind: AttentionKind) {
    this.#session = session;
    this.layout = layout;
    this.kind = kind;
    this.#extended = session.outputNames.includes(Extended.logits);
    this.#wants = new Set(session.inputNames);
  }

  /** Whether only the new keys and values are handed out by each step. */
  get extended(): boolean {
    return this.#extended;
  }

  async prefill(
    past: KvBlock | undefined,
    ids: readonly number[],
    wantLogits: boolean,
  ): Promise<{ past: KvBlock; logits: Float32Array | undefined }> {
    const before = past?.length ?? 0;
    const length = before + ids.length;
    const feeds: Record<string, Tensor> = {
      input_ids: int64(ids, [1, ids.length]),
      attention_mask: new Tensor("int64", new BigInt64Array(length).fill(1n), [1, length]),
    };
    if (this.#wants.has("position_ids")) {
      feeds.position_ids = int64(ids.map((_, i) => before + i), [1, ids.length]);
    }
    this.layout.parts.forEach((part, i) => {
      const data = past?.data[i] ?? cacheArray(this.layout, 0);
      feeds[`past_key_values.${part.name}`] = this.#tensor(data, [1, part.heads, before, part.size]);
    });
    this.#extra(feeds, [0], ids.length - 1);
    const fetches = this.layout.parts.map((part) => `present.${part.name}`);
    if (wantLogits) fetches.push(this.#logitsName());
    const out = await this.#session.run(feeds, fetches);
    const data = this.layout.parts.map((part) => asCacheArray(out[`present.${part.name}`]!.data));
    return { past: { length, data }, logits: wantLogits ? this.#logits(out, 1)[0] : undefined };
  }

  async step(slots: KvCache, tokens: readonly number[], used: readonly number[]): Promise<Float32Array[]> {
    const rows = tokens.length;
    const most = Math.max(...used);
    slots.widen(most + 1, used);
    const width = slots.width;
    const maskWidth = this.kind === "prefix" ? most + 1 : width + 1;
    const mask = new BigInt64Array(rows * maskWidth);
    for (let row = 0; row < rows; row++) {
      const at = row * maskWidth;
      mask.fill(1n, at, at + used[row]!);
      mask[at + (this.kind === "prefix" ? used[row]! : width)] = 1n;
    }
    const feeds: Record<string, Tensor> = {
      input_ids: int64(tokens, [rows, 1]),
      attention_mask: new Tensor("int64", mask, [rows, maskWidth]),
    };
    if (this.#wants.has("position_ids")) feeds.position_ids = int64(used, [rows, 1]);
    this.layout.parts.forEach((part, i) => {
      feeds[`past_key_values.${part.name}`] = this.#tensor(slots.view(i), [
        rows,
        part.heads,
        width,
        part.size,
      ]);
    });
    const places = used.map((count) => this.kind === "prefix" ? count : width);
    this.#extra(feeds, places, 0);
    const names = this.layout.parts.map((part) =>
      this.#extended ? Extended.fresh(part.name) : `present.${part.name}`
    );
    const out = await this.#session.run(feeds, [...names, this.#logitsName()]);
    const fresh = names.map((name) => asCacheArray(out[name]!.data));
    const freshWidth = out[names[0]!]!.dims[2]!;
    slots.append(fresh, freshWidth, this.#extended ? () => 0 : (row) => places[row]!, used);
    return this.#logits(out, rows);
  }

  #extra(feeds: Record<string, Tensor>, places: readonly number[], last: number): void {
    if (this.#extended) {
      feeds[Extended.positions] = int64(places, [places.length, 1, 1, 1]);
      feeds[Extended.last] = int64([this.#wants.has("num_logits_to_keep") ? 0 : last], [1]);
    }
    if (this.#wants.has("num_logits_to_keep")) feeds.num_logits_to_keep = int64([1], []);
  }

  #logitsName(): string {
    return this.#extended ? Extended.logits : "logits";
  }

  #tensor(data: CacheArray, dims: number[]): Tensor {
    const tensor = new Tensor(this.layout.type, data as never, dims);
    // The constructor turns halves into a Float16Array, which the native binding takes for empty under Deno.
    if (data instanceof Uint16Array) (tensor as unknown as { cpuData: CacheArray }).cpuData = data;
    return tensor;
  }

  /** Each row's logits of its last token. */
  #logits(out: Record<string, Tensor>, rows: number): Float32Array[] {
    const tensor = out[this.#logitsName()]!;
    const size = tensor.dims[2]!;
    const perRow = tensor.dims[1]! * size;
    const all = tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(
      tensor.data instanceof Uint16Array
        ? new Float16Array(tensor.data.buffer as ArrayBuffer, tensor.data.byteOffset, tensor.data.length)
        : tensor.data as unknown as ArrayLike<number>,
    );
    return Array.from(
      { length: rows },
      (_, row) => all.subarray((row + 1) * perRow - size, (row + 1) * perRow),
    );
  }
}
