import { seededRandom } from "../../../base/mod.ts";
import { KvCache } from "../scheduler/kv_cache.ts";
import type { AttentionKind, StepModel } from "./decoder.ts";

/** Steps taken together after the prompts. */
const STEPS = 3;
/** Prompt lengths of the rows. */
const LENGTHS = [9, 4, 6] as const;
/** Largest effect of other rows that the order of additions explains, as a share of the spread of the logits. */
const NEIGHBOR_TOLERANCE = { float32: 1e-3, float16: 3e-2 } as const;
/**
 * A row in a batch may differ from the row alone by this multiple of what the model differs from itself when a
 * prompt is computed in pieces: weights with rounded activations (q4 with accuracy level 4) are noisy without any
 * batch, and a cache that lies in the wrong place is off by far more.
 */
const NOISE_FACTOR = 3;

/** What {@link probeKind} needs of a model. */
export interface ProbeOptions {
  /** The model, driven in one of the two ways. */
  model(kind: AttentionKind): StepModel;
  /** Ids below this are used. */
  vocabulary: number;
  /** Whether the fused operator was seen, which tells what to try first. */
  fused: boolean;
}

/** What the probe found. */
export interface ProbeResult {
  /** How a row's cache must lie; undefined when only one row may run at a time. */
  kind: AttentionKind | undefined;
  /** True when the cache is right but other rows change a row's logits (dynamically quantized activations). */
  neighborsMatter: boolean;
}

/** Largest difference of two rows of logits as a share of their spread; infinite when a value is not a number. */
function difference(a: Float32Array, b: Float32Array): number {
  let low = Infinity;
  let high = -Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    low = Math.min(low, a[i]!);
    high = Math.max(high, a[i]!);
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
  }
  return Number.isFinite(most) ? most / (high - low || 1) : Infinity;
}

function largest(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return a.reduce((most, line, i) => Math.max(most, difference(line, b[i]!)), 0);
}

/**
 * Asks the model itself how rows can run together. Rows of different length take a few steps together; a row must
 * give the logits it gives alone, up to the model's own noise, and must give the same logits when the other rows
 * are exchanged. The second question is the one that decides about batching: rounded activations make noise without
 * any batch, which does no harm.
 */
export async function probeKind({ model, vocabulary, fused }: ProbeOptions): Promise<ProbeResult> {
  const random = seededRandom("probe");
  const draw = () => Math.floor(random.next() * Math.min(vocabulary, 1000));
  const rows = LENGTHS.map((length) => Array.from({ length: length + STEPS }, draw));
  const others = LENGTHS.map((length) => Array.from({ length: length + STEPS }, draw));
  const stepwise: Float32Array[][] = [];
  let noise = 0;
  for (const ids of rows) {
    const lines = await alone(model("mask"), ids, false);
    noise = Math.max(noise, largest(lines, await alone(model("mask"), ids, true)));
    stepwise.push(lines);
  }
  let neighborsMatter = false;
  for (const kind of (fused ? ["prefix", "mask"] : ["mask", "prefix"]) as AttentionKind[]) {
    const decoder = model(kind);
    const tolerance = NEIGHBOR_TOLERANCE[decoder.layout.type];
    try {
      const batch = await together(decoder, rows);
      const off = Math.max(...batch.map((lines, row) => largest(stepwise[row]!, lines)));
      if (!(off <= Math.max(tolerance, NOISE_FACTOR * noise))) continue;
      const first = await together(decoder, [rows[0]!, others[1]!, others[2]!]);
      const rest = await together(decoder, [others[0]!, rows[1]!, rows[2]!]);
      const effect = Math.max(
        largest(batch[0]!, first[0]!),
        largest(batch[1]!, rest[1]!),
        largest(batch[2]!, rest[2]!),
      );
      if (effect <= tolerance) return { kind, neighborsMatter: false };
      neighborsMatter = true;
    } catch {
      // This kind does not fit the graph: the other one is tried.
    }
  }
  return { kind: undefined, neighborsMatter };
}

/** Logits of the last steps of one row: token by token from the cache, or each from a prompt computed at once. */
async function alone(model: StepModel, ids: readonly number[], whole: boolean): Promise<Float32Array[]> {
  const lines: Float32Array[] = [];
  let past: Awaited<ReturnType<StepModel["prefill"]>>["past"] | undefined;
  for (let end = ids.length - STEPS + 1; end <= ids.length; end++) {
    past ??= whole ? undefined : (await model.prefill(undefined, ids.slice(0, end - 1), false)).past;
    const result = await model.prefill(past, past ? ids.slice(end - 1, end) : ids.slice(0, end), true);
    if (!whole) past = result.past;
    lines.push(result.logits!.slice());
  }
  return lines;
}

/** Logits of the last steps of every row of a batch. */
async function together(model: StepModel, rows: readonly (readonly number[])[]): Promise<Float32Array[][]> {
  const cache = new KvCache(model.layout);
  const used: number[] = [];
  for (const ids of rows) {
    const { past } = await model.prefill(undefined, ids.slice(0, ids.length - STEPS), false);
    cache.add(past, used);
    used.push(past.length);
  }
  const lines: Float32Array[][] = rows.map(() => []);
  for (let step = 0; step < STEPS; step++) {
    const logits = await model.step(cache, rows.map((ids, row) => ids[used[row]!]!), used);
    rows.forEach((_, row) => lines[row]!.push(logits[row]!.slice()));
    for (let row = 0; row < rows.length; row++) used[row]!++;
  }
  return lines;
}
