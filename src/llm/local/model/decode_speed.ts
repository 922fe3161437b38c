import { systemClock } from "../../../base/mod.ts";
import type { Decoder } from "./decoder.ts";
import { type KvBlock, KvCache } from "../scheduler/kv_cache.ts";
import { libraryGenerate } from "../scheduler/library_generate.ts";
import type { LoadedModel } from "./load_decoder.ts";

/** Tokens in the cache while decoding is measured: about what a prompt with a Wikipedia section has. */
const CACHE_TOKENS = 1000;
const PIECE_TOKENS = 256;
const STEPS = 8;

/**
 * Milliseconds per decoding step with about a thousand tokens in the cache.
 * @param decoder undefined for a model that only `generate()` can drive
 */
export async function decodeMs(
  decoder: Decoder | undefined,
  loaded: LoadedModel,
  contextTokens: number,
): Promise<number> {
  const length = Math.max(1, Math.min(CACHE_TOKENS, contextTokens - STEPS - 2));
  const ids = Array.from({ length }, (_, i) => (i * 7) % 50);
  const times: number[] = [];
  let since = 0;
  const tick = () => {
    const now = systemClock.monotonic();
    times.push(now - since);
    since = now;
  };
  if (decoder) {
    let past: KvBlock | undefined;
    for (let at = 0; at < length; at += PIECE_TOKENS) {
      past = (await decoder.prefill(past, ids.slice(at, at + PIECE_TOKENS), false)).past;
    }
    const slots = new KvCache(decoder.layout);
    slots.add(past!, []);
    for (let step = 0; step <= STEPS; step++) {
      since = systemClock.monotonic();
      await decoder.step(slots, [1], [length + step]);
      tick();
    }
  } else {
    since = systemClock.monotonic();
    const call = { promptIds: ids, maxTokens: STEPS + 1, temperature: 0, topP: 1, topK: 0, seed: "1" };
    await libraryGenerate(loaded, { ...call, onToken: () => (tick(), false) });
  }
  // The first one pays for the prompt or for warming up.
  const rest = times.slice(1).sort((a, b) => a - b);
  return rest[rest.length >> 1] ?? times[0] ?? Infinity;
}
