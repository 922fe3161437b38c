import { pick, pickWeighted, type Random, randomInt, sample } from "../../src/base/mod.ts";
import { TaskError } from "../errors.ts";

/** How code is broken (docs/spec/domain.md#13-definition-of-each-task, debugging). */
export interface CorruptOptions {
  remove: number;
  swap: number;
  /** Between the pieces: "" = single characters. */
  separator: string;
}

/** Pieces that may be taken away or exchanged. */
const MAX_PIECE = 10;

/** Draws how to break a text: 1–3 removals, 0–2 swaps. */
export function drawCorruption(random: Random): CorruptOptions {
  return {
    remove: 1 + randomInt(random, 3),
    swap: randomInt(random, 3),
    separator: pickWeighted(random, ["", " ", "\n"], [0.3, 0.6, 0.1]),
  };
}

/**
 * Removes random short pieces of a text, then exchanges some.
 * @throws TaskError `bad_context` when there are too few pieces
 */
export function corrupt(code: string, options: CorruptOptions, random: Random): string {
  const { remove, swap, separator } = options;
  if (remove + swap <= 0) throw new TaskError("config", "corrupt() needs something to do");
  const short = (pieces: readonly string[]) =>
    pieces.flatMap((piece, i) => (piece.length >= 1 && piece.length <= MAX_PIECE ? [i] : []));
  const need = (eligible: readonly number[], count: number) => {
    if (eligible.length < count) throw new TaskError("bad_context", "the code has too few pieces to break");
    return eligible;
  };
  for (let round = 0; round < remove; round++) {
    const pieces = splitPieces(code, separator);
    pieces.splice(pick(random, need(short(pieces), 1)), 1);
    code = pieces.join(separator);
  }
  for (let round = 0; round < swap; round++) {
    const pieces = splitPieces(code, separator);
    const [i, j] = sample(random, need(short(pieces), 2), 2) as [number, number];
    [pieces[i], pieces[j]] = [pieces[j]!, pieces[i]!];
    code = pieces.join(separator);
  }
  return code;
}

function splitPieces(code: string, separator: string): string[] {
  return separator === "" ? Array.from(code) : code.split(separator);
}
