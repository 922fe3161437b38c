import { seededRandom } from "../../../base/mod.ts";
import type { CacheLayout } from "./cache_layout.ts";
import { type AttentionKind, Decoder } from "./decoder.ts";
import { KvCache } from "../scheduler/kv_cache.ts";
import type { DecoderSession } from "./onnx_session.ts";

/** Steps taken together after the prompts. */
const STEPS = 3;
/** Largest difference of logits that rounding explains, as a share of their spread. */
const TOLERANCE = { float32: 1e-3, float16: 3e-2 } as const;

function spread(values: Float32Array): number {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low || 1;
}

function differs(a: Float32Array, b: Float32Array, tolerance: number): boolean {
  const limit = tolerance * spread(a);
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= limit)) return true;
  return false;
}

/**
 * Asks the model itself how a row's cache must lie: rows of different length take a few steps together, and each
 * must give the logits it gives alone.
 * @param vocabulary ids below this are used
 * @param fused whether the fused operator was seen, which tells what to try first
 * @returns undefined when rows disturb each other either way; then only one row may run at a time
 */
export async function probeKind(
  session: DecoderSession,
  layout: CacheLayout,
  vocabulary: number,
  fused: boolean,
): Promise<AttentionKind | undefined> {
  const random = seededRandom("probe");
  const draw = () => Math.floor(random.next() * Math.min(vocabulary, 1000));
  const rows = [9, 4, 6].map((length) => Array.from({ length: length + STEPS }, draw));
  const alone: Float32Array[][] = [];
  for (const ids of rows) {
    const decoder = new Decoder(session, layout, "mask");
    const lines: Float32Array[] = [];
    let past;
    for (let end = ids.length - STEPS; end <= ids.length; end++) {
      const piece: number[] = past ? ids.slice(end - 1, end) : ids.slice(0, end);
      const result: Awaited<ReturnType<Decoder["prefill"]>> = await decoder.prefill(past, piece, true);
      past = result.past;
      lines.push(result.logits!.slice());
    }
    alone.push(lines);
  }
  const kinds: AttentionKind[] = fused ? ["prefix", "mask"] : ["mask", "prefix"];
  for (const kind of kinds) {
    if (await agrees(new Decoder(session, layout, kind), rows, alone).catch(() => false)) return kind;
  }
  return undefined;
}

async function agrees(decoder: Decoder, rows: number[][], alone: Float32Array[][]): Promise<boolean> {
  const slots = new KvCache(decoder.layout);
  const used: number[] = [];
  for (const ids of rows) {
    const { past } = await decoder.prefill(undefined, ids.slice(0, ids.length - STEPS), false);
    slots.add(past, used);
    used.push(past.length);
  }
  for (let step = 0; step < STEPS; step++) {
    const logits = await decoder.step(slots, rows.map((ids, row) => ids[used[row]!]!), used);
    for (let row = 0; row < rows.length; row++) {
      used[row]!++;
      if (differs(alone[row]![step + 1]!, logits[row]!, TOLERANCE[decoder.layout.type])) return false;
    }
  }
  return true;
}
