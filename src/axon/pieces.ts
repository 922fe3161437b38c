import { raceSignal } from "../base/mod.ts";
import { splitAtCodePoints, SurrogateJoiner } from "../protocol/mod.ts";

/**
 * Re-cuts the pieces of an answer for the wire: never inside a character, at most 1 KiB each, nothing held back longer
 * than half a surrogate pair (docs/spec/wire.md#55-streaming). Ends when the signal aborts, whatever the
 * source does then.
 * @param signal ends the pieces by throwing its reason; the source is told through its `return()`
 */
export async function* wirePieces(
  source: AsyncIterable<string>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const iterator = source[Symbol.asyncIterator]();
  const joiner = new SurrogateJoiner();
  let ended = false;
  try {
    for (;;) {
      const result = await raceSignal(Promise.resolve(iterator.next()), signal);
      if (result.done) break;
      yield* splitAtCodePoints(joiner.push(result.value));
    }
    ended = true;
    yield* splitAtCodePoints(joiner.end());
  } finally {
    // Not awaited: a source that hangs must not hold the connection.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
