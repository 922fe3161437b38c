import { pick, type Random } from "../../src/base/mod.ts";
import type { Persona } from "../types.ts";

/** Values of a persona (docs/spec/domain.md#3-humanagent-persona-conversation). */
export const PERSONAS = {
  profile: ["student", "teacher", "parent", "hacker", "programmer", "scientist"],
  mood: [
    "an interested",
    "a concerned",
    "an impatient",
    "a tired",
    "a confused",
    "an annoyed",
    "a curious",
    "an upbeat",
    "a lazy",
  ],
  tone: [
    "formal",
    "informal",
    "indifferent",
    "casual",
    "rushed",
    "polite",
    "impolite",
    "friendly",
    "unfriendly",
    "positive",
    "negative",
  ],
} as const;

/** A persona, each trait drawn uniformly. */
export function drawPersona(random: Random): Persona {
  return {
    profile: pick(random, PERSONAS.profile),
    mood: pick(random, PERSONAS.mood),
    tone: pick(random, PERSONAS.tone),
  };
}
