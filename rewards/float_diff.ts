import { asciiDigits, pySplit, stripChars } from "../src/text/mod.ts";
import { evaluate } from "./arithmetic.ts";
import { scoreEach } from "./score_each.ts";
import type { RewardModel, RewardModules, RewardParams } from "./types.ts";

/** Words from the end of an answer that are tried. */
export const MAX_NUMBER_WORDS = 2000;
/** Relative error up to which profile hardened pays in full, and from which it pays nothing. */
const BAND_FULL = 0.005;
const BAND_ZERO = 0.05;

/** Parameters of the `float_diff` model. */
export interface FloatDiffParams {
  /** Full within 0.5 %, nothing from 5 %, linear between, instead of 1 − relative error. @default {false} */
  band?: boolean;
}

/**
 * The last word of an answer that is a number or a small expression (docs/spec/domain.md#54-float_diff).
 * @returns null when there is none; may be NaN or ±Infinity when the answer says so
 */
export function extractNumber(text: string): number | null {
  const words = pySplit(text);
  const stop = Math.max(0, words.length - MAX_NUMBER_WORDS);
  for (let i = words.length - 1; i >= stop; i--) {
    const word = stripChars(words[i]!, (char) => char === ".").replaceAll(",", "");
    const value = word.length > 256 ? null : evaluate(asciiDigits(word));
    if (value !== null) return value;
  }
  return null;
}

/**
 * One minus the relative error of the number an answer ends with.
 * @param reference a numeric text
 */
export function mathScore(reference: string, completion: string, band = false): number {
  const wanted = Number(reference.trim() === "" ? NaN : reference);
  const given = extractNumber(completion);
  // Not-a-number would win every comparison of the original and become its best answer
  // (docs/spec/domain.md#defect-16).
  if (given === null || !Number.isFinite(given) || !Number.isFinite(wanted)) return 0;
  if (given === wanted) return 1;
  const error = Math.min(Math.abs((wanted - given) / (wanted + 1e-10)), 1);
  if (band) return (BAND_ZERO - Math.max(BAND_FULL, Math.min(BAND_ZERO, error))) / (BAND_ZERO - BAND_FULL);
  return error > 0.999 ? 0 : 1 - error;
}

/** Nearness of the number in the answer to the number in the reference. */
export function createFloatDiff(params: RewardParams, modules: RewardModules): RewardModel {
  const { band = false } = params as FloatDiffParams;
  return {
    name: "float_diff",
    score: (input, signal) =>
      scoreEach(input, modules, (text) => mathScore(input.reference, text, band), signal),
  };
}

/** The rule in words, for `sn1 explain`. */
createFloatDiff.rule = ({ band }: RewardParams): string =>
  band ? "last number: full within 0.5 %, nothing from 5 %" : "last number: 1 − relative error";
