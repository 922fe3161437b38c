import { pick, type Random, shuffle } from "../../src/base/mod.ts";
import type { Context, Dataset } from "../types.ts";
import { ALGEBRA } from "./math_generators/algebra.ts";
import { BASIC } from "./math_generators/basic.ts";
import type { MathGenerator } from "./math_generators/math_generator.ts";
import { GEOMETRY } from "./math_generators/geometry.ts";
import { MISC } from "./math_generators/misc.ts";

/**
 * Every kind of problem; left out are those of the original that are wrong or ill-posed
 * (docs/spec/domain.md#defect-36).
 */
export const MATH_GENERATORS: readonly MathGenerator[] = [...BASIC, ...ALGEBRA, ...GEOMETRY, ...MISC];

const WORDS = ["math", "mathematics", "mathematical", "math problem", "math technique"];

/**
 * Calculations with one number as their answer, each checked by a second computation
 * (docs/spec/domain.md#25-math).
 */
export function mathDataset(generators: readonly MathGenerator[] = MATH_GENERATORS): Dataset {
  return {
    name: "math",
    offline: true,
    next: (random) => Promise.resolve(problem(pick(random, generators), random)),
  };
}

/** @returns null when the answer does not stand the check */
function problem(generator: MathGenerator, random: Random): Context | null {
  const { name, topic } = generator;
  const numbers = generator.draw(random);
  const answer = generator.solve(numbers);
  if (!Number.isFinite(answer) || !generator.verify(numbers, answer)) return null;
  const tags = [...name.split("_"), ...topic.split("_")];
  return {
    title: topic,
    topic,
    subtopic: name,
    content: generator.problem(numbers),
    internalLinks: [topic, name],
    externalLinks: tags.slice(1).map((tag, i) =>
      shuffle(random, [tags[i]!, tag, pick(random, WORDS)]).join(" ")
    ),
    source: "math",
    tags,
    extra: { reward_type: "float", solution: String(answer) },
  };
}
